//! `PATCH /events/{id}`: a person says what they think of an event, and what is wrong with it.

use super::Known;
use super::correction::{ReviewEvent, Said};
use super::event_body::EventBody;
use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::{Path, State};
use domain::UserId;
use extract::When;
use jiff::tz::TimeZone;
use store::{EventChange, StoredEvent};
use web::{Error, JsonObject, Presented, Violation};

/// How often something is said of an event that mails change meanwhile.
const TRIES: u32 = 5;

/// Approves or rejects an event, or corrects it. What is corrected here no mail changes any more.
#[utoipa::path(
    patch,
    path = "/events/{id}",
    operation_id = "review_event",
    tag = "mail",
    params(("id" = String, Path, description = "the event's id")),
    request_body = ReviewEvent,
    responses(
        (status = 200, body = EventBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn review_event(
    State(state): State<MailState>,
    presented: Presented,
    Path(id): Path<String>,
    body: JsonObject,
) -> Result<Json<EventBody>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Both, now).await?;
    let said = Said::read(&body)?;
    state.reviewed(user, &id, &said).await.map(|known| Json(EventBody::of(&known)))
}

impl MailState {
    async fn reviewed(&self, user: UserId, id: &str, said: &Said) -> Result<Known, Error> {
        for _ in 0..TRIES {
            let known = self.event(user, id).await?;
            let change = change(known, said)?;
            match self.store.events_save(user, &change).await {
                Ok(()) => return self.event(user, id).await,
                Err(store::Error::Conflict) => {} // A mail has changed it just now: look again.
                Err(error) => return Err(error.into()),
            }
        }
        Err(store::Error::Contended.into())
    }
}

fn change(known: Known, said: &Said) -> Result<EventChange, Error> {
    let zone = match &known.facts.start {
        Some(When::Time { zone, .. }) => zone.as_deref(),
        _ => None,
    };
    let correction = said.added_to(known.correction, zone)?;
    let facts = correction.applied(&known.event.facts);
    if said.has_end() && facts.end.is_none() {
        let at = ["body".into(), "end_time".into()];
        return Err(Violation::value_error(at, "must not be before the start").into());
    }
    let before = known.stored;
    let start_at = match facts.start == known.facts.start {
        true => before.start_at,
        // Of a day, when it begins in UTC: which zone the mailbox has is not known here.
        false => facts.start.and_then(|start| start.instant(&TimeZone::UTC)).map(|at| at.as_millisecond()),
    };
    let after = StoredEvent {
        correction: correction.to_json(),
        review: said.review.unwrap_or(before.review),
        start_at,
        ..before.clone()
    };
    Ok(EventChange { before: Some(before), after })
}
