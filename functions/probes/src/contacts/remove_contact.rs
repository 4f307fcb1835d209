//! `DELETE /users/{id}/contacts/{contact_id}`: a contact goes.

use super::contact_fields::contact_id;
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use liveness::Event;
use web::{Envelope, Error, Visitor, failed};

/// Removes a contact. The last emergency contact stays while check-ins are on. Somebody who knows of an alarm is told its end
/// all the same.
#[utoipa::path(
    delete,
    path = "/users/{id}/contacts/{contact_id}",
    operation_id = "remove_contact",
    tag = "check-ins",
    params(
        ("id" = String, Path, description = "one's own id, or `me`"),
        ("contact_id" = u32, Path, description = "the contact's number"),
    ),
    responses(
        (status = 200, body = Envelope<Option<String>>, description = "`data` is null"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody, description = "The user has no such contact"),
        (status = 409, body = web::ErrorBody, description = "Nobody would be left to tell"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn remove_contact(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Json<Envelope<Option<String>>>, Error> {
    state.contact_removed(visitor, &id, &contact).await.map_err(failed)?;
    Ok(Json(Envelope::of(None)))
}

impl ProbesState {
    async fn contact_removed(&self, visitor: Visitor, id: &str, contact: &str) -> Result<(), Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let contact = contact_id(contact);
        self.happens(user, |_| Event::ContactRemoved(contact), now).await.map(drop)
    }
}
