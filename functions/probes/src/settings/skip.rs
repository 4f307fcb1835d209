//! `POST /users/{id}/probe_settings/skip`: a check-in is left out.

use super::done_body::DoneBody;
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use liveness::Event;
use serde_json::Value;
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Violation, Visitor, echo, failed};

/// The field that names the run.
const RUN: &str = "next_run_at";

/// Which check-in is left out.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `named_run` reads it")]
pub(crate) struct SkipRun {
    /// The next one, as the settings have it: a time (`2026-11-25T17:00:00+00:00`), or milliseconds since 1970.
    next_run_at: String,
}

/// The schedule leaves out its next run. It is named, so that the same request sent again leaves out no other.
#[utoipa::path(
    post,
    path = "/users/{id}/probe_settings/skip",
    operation_id = "skip_run",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = SkipRun,
    responses(
        (status = 200, body = Envelope<DoneBody>, description = "It is left out, or was already"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "Check-ins are off, or another run is the next one"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn skip_run(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.skipped(visitor, &id, body).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn skipped(&self, visitor: Visitor, id: &str, body: Result<JsonObject, Error>) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let run = named_run(&body?)?;
        let done = self.happens(user, |_| Event::Skip(Some(run)), now).await?;
        Ok(DoneBody::of(&done))
    }
}

/// In ms.
fn named_run(body: &JsonObject) -> Result<i64, Error> {
    let at = || ["body".into(), RUN.into()];
    let run = match body.object()?.get(RUN) {
        Some(Value::Number(number)) => number.as_i64(),
        Some(Value::String(text)) => text.trim().parse().ok().map(Timestamp::as_millisecond),
        Some(other) => return Err(Violation::string_type(at(), echo(other)).into()),
        None => return Err(Violation::missing(at(), Value::Null).into()),
    };
    run.ok_or_else(|| Violation::value_error(at(), "must be a time, or milliseconds since 1970").into())
}
