//! `PUT` and `DELETE /users/{id}/probe_settings/pause`: no check-ins for a while.

use super::done_body::DoneBody;
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use jiff::civil::Date;
use liveness::{Command, Event, Watch};
use serde_json::Value;
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Violation, Visitor, echo, failed};

/// How long check-ins rest.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Until` is what is read")]
pub(crate) struct PauseUntil {
    /// A day (`2026-12-24`, whose beginning is meant, in the time zone of the settings), a time (`2026-12-24T08:00:00+01:00`),
    /// or milliseconds since 1970; within the next year.
    until: String,
}

/// The end of a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// In ms.
    Moment(i64),
    /// When it begins.
    Day(Date),
}

/// No check-ins until then; what waits for an answer is called off. A day before a pause of two days or more ends, a text message
/// reminds of it.
#[utoipa::path(
    put,
    path = "/users/{id}/probe_settings/pause",
    operation_id = "pause",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = PauseUntil,
    responses(
        (status = 200, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "Check-ins are off"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn pause(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.paused(visitor, &id, body).await.map(Envelope::of).map(Json).map_err(failed)
}

/// A pause is over. Without one nothing changes.
#[utoipa::path(
    delete,
    path = "/users/{id}/probe_settings/pause",
    operation_id = "end_pause",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    responses(
        (status = 200, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "There is no phone number any more, or no emergency contact"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn end_pause(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.unpaused(visitor, &id).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn paused(&self, visitor: Visitor, id: &str, body: Result<JsonObject, Error>) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let until = Until::read(&body?)?;
        let done = self.happens(user, |watch| until.event(watch, now), now).await?;
        Ok(DoneBody::of(&done))
    }

    async fn unpaused(&self, visitor: Visitor, id: &str) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        // "On" would switch on what is off.
        let event = |watch: &Watch| match watch.settings.active && watch.pause.is_some() {
            true => Event::On,
            false => Event::Settings(Box::new(watch.settings.clone())),
        };
        let done = self.happens(user, event, now).await?;
        Ok(DoneBody::of(&done))
    }
}

impl Until {
    fn read(body: &JsonObject) -> Result<Until, Error> {
        let at = || ["body".into(), "until".into()];
        let until = match body.object()?.get("until") {
            Some(Value::Number(number)) => number.as_i64().map(Until::Moment),
            Some(Value::String(text)) => Until::parse(text.trim()),
            Some(other) => return Err(Violation::string_type(at(), echo(other)).into()),
            None => return Err(Violation::missing(at(), Value::Null).into()),
        };
        until.ok_or_else(|| Violation::value_error(at(), "must be a day, a time, or milliseconds since 1970").into())
    }

    fn parse(text: &str) -> Option<Until> {
        // A time reads as a day too, for the day in it.
        let moment = text.parse::<Timestamp>().map(|moment| Until::Moment(moment.as_millisecond()));
        let day = |_| text.parse::<Date>().ok().filter(|_| !text.contains(['T', 't', ' '])).map(Until::Day);
        moment.map_or_else(day, Some)
    }

    fn event(self, watch: &Watch, now: i64) -> Event {
        match self {
            Until::Moment(at) => Event::Pause(at),
            Until::Day(day) => {
                let event = Command::PauseUntil(day).event(now, &watch.settings.zone);
                event.unwrap_or(Event::Pause(now))
            }
        }
    }
}
