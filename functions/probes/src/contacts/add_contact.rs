//! `POST /users/{id}/contacts`: somebody is to be told of alarms.

use super::contact_body::ContactBody;
use super::contact_fields::{AddContact, Told};
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use domain::UserId;
use http::StatusCode;
use liveness::{ContactDetails, Event, Watch};
use web::{Envelope, Error, JsonObject, Visitor, failed};

/// Adds a contact, the last to be asked. An emergency contact is told by a text message that they are one, and can refuse.
#[utoipa::path(
    post,
    path = "/users/{id}/contacts",
    operation_id = "add_contact",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = AddContact,
    responses(
        (status = 201, body = Envelope<ContactBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "Another contact has the number or address, it is your own, or there are 20"),
        (status = 422, body = web::ViolationsBody), (status = 429, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn add_contact(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<(StatusCode, Json<Envelope<ContactBody>>), Error> {
    let added = state.contact_added(visitor, &id, body).await.map_err(failed)?;
    Ok((StatusCode::CREATED, Json(Envelope::of(added))))
}

impl ProbesState {
    async fn contact_added(
        &self,
        visitor: Visitor,
        id: &str,
        body: Result<JsonObject, Error>,
    ) -> Result<ContactBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let details = Told::new_contact(&body?)?;
        if !details.is_emergency_contact {
            return Ok(self.with_contact(user, &details, now).await?.0);
        }
        let counted = self.naming(user, Some(&details.phone_number), now).await?;
        let added = self.with_contact(user, &details, now).await;
        if !added.as_ref().is_ok_and(|(_, is_told)| *is_told) {
            self.take_back(counted).await?;
        }
        Ok(added?.0)
    }

    /// The new contact, and whether a message goes to them.
    async fn with_contact(
        &self,
        user: UserId,
        details: &ContactDetails,
        now: i64,
    ) -> Result<(ContactBody, bool), Error> {
        let event = |_: &Watch| Event::ContactAdded(Box::new(details.clone()));
        let (stored, outcome) = self.happens(user, event, now).await?;
        let added = stored.watch.contacts.last().map(|contact| ContactBody::of(user, contact));
        let added = added.ok_or_else(|| Error::bug("the contact that was added is not there"))?;
        Ok((added, !outcome.messages.is_empty()))
    }
}
