//! `GET /oauth2/google/configs`: which tokens are connected, and how that goes.

use crate::OauthState;
use crate::connection_body::ConnectionBody;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::State;
use web::{Error, Presented};

/// All connections of the token's user, whichever of the user's tokens they belong to.
#[utoipa::path(
    get,
    path = "/oauth2/google/configs",
    operation_id = "list_connections",
    tag = "google",
    responses(
        (status = 200, body = Vec<ConnectionBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn list_connections(
    State(state): State<OauthState>,
    presented: Presented,
) -> Result<Json<Vec<ConnectionBody>>, Error> {
    let now = state.clock.now_ms();
    let user = state.bearer(presented, now).await?.user;
    let shown = state.connections.list(user, now).await.map_err(refusal)?;
    Ok(Json(shown.into_iter().map(ConnectionBody::of).collect()))
}
