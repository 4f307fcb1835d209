//! `GET /events/{id}`: one event.

use super::Known;
use super::event_body::EventBody;
use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::{Path, State};
use domain::UserId;
use web::{Error, Presented};

/// The longest id there is, with room.
const LONGEST_ID: usize = 64;

/// An event that mails told of, whatever its review.
#[utoipa::path(
    get,
    path = "/events/{id}",
    operation_id = "show_event",
    tag = "mail",
    params(("id" = String, Path, description = "the event's id")),
    responses(
        (status = 200, body = EventBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn show_event(
    State(state): State<MailState>,
    presented: Presented,
    Path(id): Path<String>,
) -> Result<Json<EventBody>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Read, now).await?;
    Ok(Json(EventBody::of(&state.event(user, &id).await?)))
}

impl MailState {
    /// An event of a user; 404 for what is no id of one.
    pub(crate) async fn event(&self, user: UserId, id: &str) -> Result<Known, Error> {
        let not_found = || Error::not_found("Event not found");
        if LONGEST_ID < id.len() {
            return Err(not_found());
        }
        Known::read(self.store.events_get(user, id).await?.ok_or_else(not_found)?)
    }
}
