//! `POST /events/feed`: a new secret address for a user's calendar.

use crate::MailState;
use access::Need;
use auth::FeedSecret;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, Presented};

/// The address of a feed, shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct FeedBody {
    /// What a calendar program subscribes to. Whoever knows it sees the events.
    url: String,
}

/// Makes the address to subscribe to; one that was made before is good for nothing any more.
#[utoipa::path(
    post,
    path = "/events/feed",
    operation_id = "make_feed",
    tag = "mail",
    responses(
        (status = 201, body = FeedBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "Somebody has just made another address"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn make_feed(
    State(state): State<MailState>,
    presented: Presented,
) -> Result<(StatusCode, Json<FeedBody>), Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Both, now).await?;
    let secret = FeedSecret::mint().map_err(Error::unavailable)?;
    match state.store.feeds_rotate(user, &secret.stored(), now).await {
        Err(store::Error::Conflict) => return Err(Error::conflict("Somebody has just made another address")),
        outcome => outcome?,
    }
    let url = format!("{}/events.ics?key={}", state.address.as_deref().unwrap_or_default(), secret.reveal());
    Ok((StatusCode::CREATED, Json(FeedBody { url })))
}
