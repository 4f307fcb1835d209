//! `GET /oauth2/google/configs/{token_id}/calendars`: which calendars there are to choose from.

use crate::OauthState;
use crate::calendar_body::CalendarBody;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::{Path, State};
use web::{Error, Presented};

/// The calendars of the connected account, as Google lists them now.
#[utoipa::path(
    get,
    path = "/oauth2/google/configs/{token_id}/calendars",
    operation_id = "list_calendars",
    tag = "google",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    responses(
        (status = 200, body = Vec<CalendarBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such connection"),
        (status = 409, body = web::ErrorBody, description = "The account's owner has to consent again, or a mailbox is connected"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn list_calendars(
    State(state): State<OauthState>,
    presented: Presented,
    Path(token_id): Path<String>,
) -> Result<Json<Vec<CalendarBody>>, Error> {
    let now = state.clock.now_ms();
    let (user, token) = state.asker(presented, &token_id, now).await?;
    let listed = state.connections.calendars(user, token, now).await.map_err(refusal)?;
    Ok(Json(listed.into_iter().map(CalendarBody::of).collect()))
}
