//! `PUT /users/{id}/contacts/{contact_id}`: a contact is another.

use super::contact_body::ContactBody;
use super::contact_fields::{ChangeContact, Told, contact_id};
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use domain::UserId;
use liveness::{ContactId, Event, Refusal, Watch};
use web::{Envelope, Error, JsonObject, Visitor, failed};

/// Changes a contact; what is absent stays. The last emergency contact stays one while check-ins are on.
#[utoipa::path(
    put,
    path = "/users/{id}/contacts/{contact_id}",
    operation_id = "change_contact",
    tag = "check-ins",
    params(
        ("id" = String, Path, description = "one's own id, or `me`"),
        ("contact_id" = u32, Path, description = "the contact's number"),
    ),
    request_body = ChangeContact,
    responses(
        (status = 200, body = Envelope<ContactBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody, description = "The user has no such contact"),
        (status = 409, body = web::ErrorBody, description = "Another contact has the number or address, it is your own, or nobody would be left to tell"),
        (status = 422, body = web::ViolationsBody), (status = 429, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn change_contact(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path((id, contact)): Path<(String, String)>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<ContactBody>>, Error> {
    state.contact_changed(visitor, &id, contact_id(&contact), body).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn contact_changed(
        &self,
        visitor: Visitor,
        id: &str,
        contact: ContactId,
        body: Result<JsonObject, Error>,
    ) -> Result<ContactBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let told = Told::change(&body?)?;
        // Only another number, or that they are an emergency contact now, may be told to somebody.
        let may_tell = told.phone_number.is_some() || told.is_emergency_contact == Some(true);
        if !may_tell {
            return Ok(self.with_changed(user, contact, &told, now).await?.0);
        }
        let counted = self.naming(user, told.phone_number.as_ref(), now).await?;
        let changed = self.with_changed(user, contact, &told, now).await;
        if !changed.as_ref().is_ok_and(|(_, is_told)| *is_told) {
            self.take_back(counted).await?;
        }
        Ok(changed?.0)
    }

    /// The contact as it is now, and whether a message goes to them.
    async fn with_changed(
        &self,
        user: UserId,
        contact: ContactId,
        told: &Told,
        now: i64,
    ) -> Result<(ContactBody, bool), Error> {
        let event = |watch: &Watch| match watch.contact(contact) {
            Some(known) => Event::ContactChanged(contact, Box::new(told.made_to(&known.details))),
            // Refused, because there is none.
            None => Event::ContactRemoved(contact),
        };
        let (stored, outcome) = self.happens(user, event, now).await?;
        let changed = stored.watch.contact(contact).map(|contact| ContactBody::of(user, contact));
        let changed = changed.ok_or_else(|| Error::not_found(Refusal::UnknownContact.to_string()))?;
        Ok((changed, !outcome.messages.is_empty()))
    }
}
