//! `DELETE /events/feed`: nobody subscribes any more.

use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::State;
use web::{Error, Presented};

/// Ends the feed: its address is good for nothing any more. Without one nothing changes.
#[utoipa::path(
    delete,
    path = "/events/feed",
    operation_id = "end_feed",
    tag = "mail",
    responses(
        (status = 200, description = "`null`: there is no feed"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "Somebody has just made another address"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn end_feed(State(state): State<MailState>, presented: Presented) -> Result<Json<()>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Both, now).await?;
    match state.store.feeds_end(user).await {
        Err(store::Error::Conflict) => Err(Error::conflict("Somebody has just made another address")),
        outcome => Ok(Json(outcome.map(drop)?)),
    }
}
