//! `POST /webhook/sms`: somebody has texted.
//!
//! What a message does it does once, however often it comes, and it is answered alike. A message that we fail to work on is
//! answered too: whoever was asked must know that their answer has not been heard.

use super::meant::{Meant, meant};
use super::signed::answered;
use crate::ProbesState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::{PhoneNumber, UserId};
use http::StatusCode;
use liveness::{Event, contact_hint};
use sms::{Consent, Form, Incoming};
use store::{Error, Stepped};

/// What is answered where we fail.
const SORRY: &str = "Something went wrong here, and your message was not heard. Please send it again in a few minutes.";
/// What is answered to who asks to be asked too often.
const TOO_OFTEN: &str = "Not done: that was asked too often. Try again later.";

/// Takes a text message that somebody sent to the installation's number, as Twilio tells of it: a form, signed.
#[utoipa::path(
    post,
    path = "/webhook/sms",
    operation_id = "hear",
    tag = "check-ins",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "Twilio's fields"),
    responses(
        (status = 200, body = String, content_type = "text/xml", description = "TwiML: what to text back, if anything"),
        (status = 401, body = String, content_type = "text/xml", description = "It is not signed with the account's auth token"),
        (status = 413, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn hear(State(state): State<ProbesState>, request: Request) -> Response {
    let now = state.clock.now_ms();
    let form = match state.signed_form(request).await {
        Ok(Some(form)) => form,
        Ok(None) => return answered(StatusCode::UNAUTHORIZED, None),
        Err(error) => return error.into_response(),
    };
    match state.heard(&form, now).await {
        Ok(answer) => answered(StatusCode::OK, answer.as_deref()),
        Err(error) => {
            tracing::error!(error = %error, "a text message could not be worked on");
            answered(StatusCode::OK, Some(SORRY))
        }
    }
}

impl ProbesState {
    /// What is to be texted back, if anything.
    async fn heard(&self, form: &Form, now: i64) -> Result<Option<String>, Error> {
        let Ok(message) = Incoming::read(form) else { return Ok(None) };
        let Some(from) = &message.from else { return Ok(None) };
        // What it meant when it came first may not be what it would mean now. Only a stop is a stop whenever.
        let before = self.store.watches_heard(message.sid.as_str()).await?;
        if !before.is_empty() && message.consent != Some(Consent::Out) {
            return Ok(joined(before.into_iter().flatten()));
        }
        let mut answers = Vec::new();
        for meant in meant(&message, &self.known(from).await?, now) {
            answers.extend(self.done(meant, &message, from, now).await?);
        }
        // The provider lets nothing of ours through then.
        Ok(joined(answers).filter(|_| message.consent != Some(Consent::Out)))
    }

    async fn done(
        &self,
        meant: Meant,
        message: &Incoming,
        from: &PhoneNumber,
        now: i64,
    ) -> Result<Option<String>, Error> {
        let sid = message.sid.as_str();
        match meant {
            Meant::Answer(answer) => Ok(Some(answer)),
            Meant::Hint => Ok(self.hints(from, now).await?.then(contact_hint)),
            Meant::ByContact(user, event) => Ok(self.stepped(user, event, sid, now).await?.unwrap_or_default()),
            Meant::ByOwner(user, event) => {
                let is_unknown = matches!(event, Event::Unknown(_));
                let answer = self.by_owner(user, event, sid, now).await?;
                let is_told = !is_unknown || self.hints(from, now).await?;
                Ok(answer.filter(|_| is_told))
            }
        }
    }

    async fn by_owner(&self, user: UserId, event: Event, sid: &str, now: i64) -> Result<Option<String>, Error> {
        let counted = match event {
            Event::Ask { .. } => match self.admits_asking(user, now).await? {
                Ok(counted) => Some(counted),
                Err(_) => return Ok(Some(TOO_OFTEN.to_owned())),
            },
            _ => None,
        };
        match (self.stepped(user, event, sid, now).await?, counted) {
            (Ok(answer), _) => Ok(answer),
            (Err(refused), counted) => {
                if let Some(counted) = counted {
                    self.take_back(counted).await?;
                }
                Ok(Some(format!("Not done: {refused}.")))
            }
        }
    }

    /// The answer to what has happened, now or before; or why it may not.
    async fn stepped(
        &self,
        user: UserId,
        event: Event,
        sid: &str,
        now: i64,
    ) -> Result<Result<Option<String>, String>, Error> {
        Ok(match self.store.watches_step(user, |_| event.clone(), Some(sid), now).await? {
            Stepped::Done(done) => Ok(done.1.answer),
            Stepped::Before(answer) => Ok(answer),
            Stepped::Refused(refusal) => Err(refusal.to_string()),
            Stepped::NumberTaken => Err("somebody else is asked at your phone number".to_owned()),
            Stepped::Gone => Ok(None),
        })
    }
}

/// Several answers in one message; none where there is nothing to say.
fn joined(answers: impl IntoIterator<Item = String>) -> Option<String> {
    let answers: Vec<String> = answers.into_iter().collect();
    (!answers.is_empty()).then(|| answers.join("\n"))
}
