//! `PUT /oauth2/google/configs/{token_id}/calendars`: which calendars become metrics.

use crate::OauthState;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::{Path, State};
use std::collections::HashSet;
use utoipa::ToSchema;
use web::{Error, JsonObject, Presented};

/// Each is polled by calls of its own, so there is a bound; more than anybody keeps.
const MOST_CALENDARS: usize = 20;

/// What is to be polled.
#[derive(ToSchema)]
pub(crate) struct ChooseCalendars {
    /// 1 to 20 different ids out of the account's list; `primary` is the account's own.
    calendars: Vec<String>,
}

/// From now on these calendars are polled and no others; what others have become is removed.
#[utoipa::path(
    put,
    path = "/oauth2/google/configs/{token_id}/calendars",
    operation_id = "choose_calendars",
    tag = "google",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    request_body = ChooseCalendars,
    responses(
        (status = 200, description = "`null`: they are polled from now on"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such connection"),
        (status = 409, body = web::ErrorBody, description = "The account's owner has to consent again, or a mailbox is connected"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn choose_calendars(
    State(state): State<OauthState>,
    presented: Presented,
    Path(token_id): Path<String>,
    body: JsonObject,
) -> Result<Json<()>, Error> {
    let now = state.clock.now_ms();
    let (user, token) = state.asker(presented, &token_id, now).await?;
    let asked = body.read(|fields| ChooseCalendars { calendars: fields.strings("calendars") })?;
    check(&asked.calendars)?;
    state.connections.choose_calendars(user, token, asked.calendars, now).await.map_err(refusal)?;
    Ok(Json(()))
}

fn check(calendars: &[String]) -> Result<(), Error> {
    let different: HashSet<&String> = calendars.iter().collect();
    if different.len() == calendars.len() && (1..=MOST_CALENDARS).contains(&calendars.len()) {
        return Ok(());
    }
    Err(Error::invalid("calendars must be 1 to 20 different ids"))
}
