//! `POST /users/{id}/probe_settings/skip`: the next check-in is left out.

use super::done_body::DoneBody;
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use liveness::Event;
use web::{Envelope, Error, Visitor, failed};

/// The schedule leaves out its next run.
#[utoipa::path(
    post,
    path = "/users/{id}/probe_settings/skip",
    operation_id = "skip_run",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    responses(
        (status = 200, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "Check-ins are off"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn skip_run(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.skipped(visitor, &id).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn skipped(&self, visitor: Visitor, id: &str) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let done = self.happens(user, |_| Event::Skip, now).await?;
        Ok(DoneBody::of(&done))
    }
}
