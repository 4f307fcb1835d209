//! `POST /users/{id}/contacts/drill`: would an alarm reach them?

use crate::ProbesState;
use crate::settings::done_body::DoneBody;
use axum::Json;
use axum::extract::{Path, State};
use liveness::Event;
use web::{Envelope, Error, Visitor, failed};

/// Sends each emergency contact a message that is clearly only a test, which they can confirm. Nothing else changes. Once an
/// hour at most.
#[utoipa::path(
    post,
    path = "/users/{id}/contacts/drill",
    operation_id = "drill",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    responses(
        (status = 200, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "There is nobody to tell"),
        (status = 429, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn drill(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.drilled(visitor, &id).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn drilled(&self, visitor: Visitor, id: &str) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let done = self.happens(user, |_| Event::Drill, now).await?;
        Ok(DoneBody::of(&done))
    }
}
