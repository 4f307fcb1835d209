//! `GET /jobs`: what there is to do, and what became of it.

use super::job_body::JobBody;
use crate::ProbesState;
use crate::paging::{AskedStatus, Page, query};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use store::JobStanding;
use web::{Envelope, Error, Visitor, failed};

/// Jobs, for administrators: what runs and what is due first, then what waits, what was given up, and what was done.
#[utoipa::path(
    get,
    path = "/jobs",
    operation_id = "list_jobs",
    tag = "check-ins",
    params(AskedStatus),
    responses(
        (status = 200, body = Envelope<Vec<JobBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_jobs(
    State(state): State<ProbesState>,
    visitor: Visitor,
    asked: Result<Query<AskedStatus>, QueryRejection>,
) -> Result<Json<Envelope<Vec<JobBody>>>, Error> {
    state.jobs(visitor, asked).await.map(Json).map_err(failed)
}

impl ProbesState {
    async fn jobs(
        &self,
        visitor: Visitor,
        asked: Result<Query<AskedStatus>, QueryRejection>,
    ) -> Result<Envelope<Vec<JobBody>>, Error> {
        let now = self.clock.now_ms();
        self.administrator(visitor, now).await?;
        let AskedStatus { page, status } = query(asked)?;
        let page = Page::read(page.as_deref())?;
        let status = status.map(|word| standing(&word.to_lowercase())).transpose()?;
        let mut all = self.store.jobs_standing(now).await?;
        all.retain(|job| status.is_none_or(|status| status == job.standing));
        let (listed, paging) = page.of(all);
        let mut bodies = Vec::with_capacity(listed.len());
        for named in listed {
            // One that is gone since was done meanwhile, and by whom nothing is kept of it.
            let job = self.store.jobs_get(named.kind, &named.subject).await?;
            bodies.extend(job.map(|job| JobBody::of(&job, named.standing)));
        }
        Ok(Envelope::page(bodies, paging))
    }
}

fn standing(word: &str) -> Result<JobStanding, Error> {
    let known = JobStanding::ALL.into_iter().find(|standing| standing.as_str() == word);
    known.ok_or_else(|| Error::invalid("status must be one of enqueued, in-progress, successful, dead, scheduled"))
}
