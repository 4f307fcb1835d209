//! `POST /users/{id}/probes/check-in`: somebody says how they are, asked or not.

use crate::ProbesState;
use crate::sent::Sent;
use crate::settings::done_body::DoneBody;
use axum::Json;
use axum::extract::{Path, State};
use liveness::Event;
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Visitor, failed};

/// What is kept as their answer, where a text message would have its words.
const GOOD: &str = "checked in";
const BAD: &str = "called for help";

/// How somebody is.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description")]
pub(crate) struct CheckIn {
    /// `good`, which is meant if it is absent, or `bad`: a call for help.
    #[schema(required = false)]
    status: String,
}

/// Says that one is all right, which answers the question that waits, ends an alarm (whoever was told gets the all-clear), or
/// stands for the next run if that is within half a day. `bad` alarms emergency contacts at once, whether or not anybody has asked.
#[utoipa::path(
    post,
    path = "/users/{id}/probes/check-in",
    operation_id = "check_in",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = CheckIn,
    responses(
        (status = 200, body = Envelope<DoneBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn check_in(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<DoneBody>>, Error> {
    state.checked_in(visitor, &id, body).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn checked_in(&self, visitor: Visitor, id: &str, body: Result<JsonObject, Error>) -> Result<DoneBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let event = match is_good(&body?)? {
            true => Event::Good(GOOD.to_owned()),
            false => Event::Bad(BAD.to_owned(), true),
        };
        let done = self.happens(user, |_| event.clone(), now).await?;
        Ok(DoneBody::of(&done))
    }
}

fn is_good(body: &JsonObject) -> Result<bool, Error> {
    if body.is_absent() {
        return Ok(true);
    }
    let mut sent = Sent::of(body.object()?);
    let status = sent.text("status", |word| match word {
        "good" => Ok(true),
        "bad" => Ok(false),
        _ => Err("must be good or bad"),
    });
    sent.whole(Some(status.unwrap_or(true)))
}
