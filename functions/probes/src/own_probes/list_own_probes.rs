//! `GET /users/{id}/probes`: what came of each question.

use super::probe_body::ProbeBody;
use crate::ProbesState;
use crate::paging::{AskedPage, PAGE_SIZE, Page, query};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use web::{Envelope, Error, Visitor, failed};

/// Somebody's probes, the newest first; for themselves and administrators.
#[utoipa::path(
    get,
    path = "/users/{id}/probes",
    operation_id = "list_own_probes",
    tag = "check-ins",
    params(("id" = String, Path, description = "a user's id, or `me`"), AskedPage),
    responses(
        (status = 200, body = Envelope<Vec<ProbeBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody), (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_own_probes(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    asked: Result<Query<AskedPage>, QueryRejection>,
) -> Result<Json<Envelope<Vec<ProbeBody>>>, Error> {
    state.own_probes(visitor, &id, asked).await.map(Json).map_err(failed)
}

impl ProbesState {
    async fn own_probes(
        &self,
        visitor: Visitor,
        id: &str,
        asked: Result<Query<AskedPage>, QueryRejection>,
    ) -> Result<Envelope<Vec<ProbeBody>>, Error> {
        let user = self.subject(visitor, id, self.clock.now_ms()).await?;
        let page = Page::read(query(asked)?.page.as_deref())?;
        // They are numbered without gaps, so nothing has to be counted.
        let total = self.store.watches_get(user).await?.watch.probes;
        let probes = self.store.probes_list(user, total, page.skipped() as u64, PAGE_SIZE as u64).await?;
        let paging = page.paging(usize::try_from(total).unwrap_or(usize::MAX));
        Ok(Envelope::page(probes.iter().map(|probe| ProbeBody::of(user, probe)).collect(), paging))
    }
}
