//! `GET /probes`: everybody's probes.

use crate::ProbesState;
use crate::own_probes::probe_body::ProbeBody;
use crate::paging::{AskedStatus, PAGE_SIZE, Page, query};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use liveness::ProbeState;
use web::{Envelope, Error, Visitor, failed};

/// The probes of all users, the newest first, for administrators.
#[utoipa::path(
    get,
    path = "/probes",
    operation_id = "list_probes",
    tag = "check-ins",
    params(AskedStatus),
    responses(
        (status = 200, body = Envelope<Vec<ProbeBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_probes(
    State(state): State<ProbesState>,
    visitor: Visitor,
    asked: Result<Query<AskedStatus>, QueryRejection>,
) -> Result<Json<Envelope<Vec<ProbeBody>>>, Error> {
    state.probes(visitor, asked).await.map(Json).map_err(failed)
}

impl ProbesState {
    async fn probes(
        &self,
        visitor: Visitor,
        asked: Result<Query<AskedStatus>, QueryRejection>,
    ) -> Result<Envelope<Vec<ProbeBody>>, Error> {
        self.administrator(visitor, self.clock.now_ms()).await?;
        let AskedStatus { page, status } = query(asked)?;
        let page = Page::read(page.as_deref())?;
        let status = status.map(|word| word.to_lowercase().parse::<ProbeState>()).transpose();
        let status = status.map_err(|error| Error::invalid(format!("status {error}")))?;
        let counts = self.store.probes_count().await?;
        let met = counts.iter().filter(|(state, _)| status.is_none_or(|status| status == **state));
        let total: i64 = met.map(|(_, count)| count).sum();
        let probes = self.store.probes_list_all(status, page.skipped(), PAGE_SIZE).await?;
        let bodies = probes.iter().map(|(user, probe)| ProbeBody::of(*user, probe)).collect();
        Ok(Envelope::page(bodies, page.paging(usize::try_from(total).unwrap_or(0))))
    }
}
