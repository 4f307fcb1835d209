//! `POST /users/{id}/probes`: somebody wants to be asked.

use crate::ProbesState;
use crate::sent::Sent;
use crate::settings::done_body::DoneBody;
use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use liveness::{Event, MaxRetries, WaitMinutes};
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Visitor, failed};

/// What holds where nothing is said, as with the text message `PROBE`: in minutes, times, minutes.
const ASKED_IN: u16 = 5;
const ASKED_AGAIN: i64 = 3;
const WAITED: i64 = 10;
/// The latest that somebody asks to be asked: a day. The schedule is for what is later.
const LATEST_MINUTES: i64 = 24 * 60;

/// When somebody wants to be asked, and what is to follow.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Wish` is what is read")]
pub(crate) struct Ask {
    /// 0 (at once) to 1440; 5 if absent.
    #[schema(required = false)]
    in_minutes: u16,
    /// How often they are asked again, 0 to 6; 3 if absent.
    #[schema(required = false)]
    max_retries: u16,
    /// How long an answer is waited for each time, 5 to 120; 10 if absent.
    #[schema(required = false)]
    wait_time_in_minutes: u16,
}

struct Wish {
    in_minutes: u16,
    max_retries: MaxRetries,
    wait: WaitMinutes,
}

/// Asks for a check-in besides the schedule, whether or not that is on: before a long way home, say. A later wish takes the place
/// of one that waits.
#[utoipa::path(
    post,
    path = "/users/{id}/probes",
    operation_id = "ask",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = Ask,
    responses(
        (status = 201, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "There is no phone number of their own, or no emergency contact"),
        (status = 422, body = web::ViolationsBody), (status = 429, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn ask(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<(StatusCode, Json<Envelope<DoneBody>>), Error> {
    let done = state.asked(visitor, &id, body).await.map_err(failed)?;
    Ok((StatusCode::CREATED, Json(Envelope::of(done))))
}

impl ProbesState {
    async fn asked(&self, visitor: Visitor, id: &str, body: Result<JsonObject, Error>) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let Wish { in_minutes, max_retries, wait } = Wish::read(&body?)?;
        let counted = self.asking(user, now).await?;
        let done = self.happens(user, |_| Event::Ask { in_minutes, max_retries, wait }, now).await;
        if done.is_err() {
            self.take_back(counted).await?;
        }
        done.map(|done| DoneBody::of(&done))
    }
}

impl Wish {
    fn read(body: &JsonObject) -> Result<Wish, Error> {
        let absent = serde_json::Map::new();
        let mut sent = Sent::of(if body.is_absent() { &absent } else { body.object()? });
        let in_minutes = sent.number("in_minutes", minutes).unwrap_or(ASKED_IN);
        let max_retries = sent.number("max_retries", MaxRetries::new).or(MaxRetries::new(ASKED_AGAIN).ok());
        let wait = sent.number("wait_time_in_minutes", WaitMinutes::new).or(WaitMinutes::new(WAITED).ok());
        sent.whole(max_retries.zip(wait).map(|(max_retries, wait)| Wish { in_minutes, max_retries, wait }))
    }
}

fn minutes(number: i64) -> Result<u16, &'static str> {
    let minutes = Some(number).filter(|number| (0..=LATEST_MINUTES).contains(number));
    minutes.and_then(|number| u16::try_from(number).ok()).ok_or("must be a whole number from 0 to 1440")
}
