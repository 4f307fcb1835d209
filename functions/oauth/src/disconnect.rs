//! `DELETE /oauth2/google/configs/{token_id}`: a connection's end.

use crate::OauthState;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::{Path, State};
use web::{Error, Presented};

/// Ends a connection: its metrics and credentials go, and the grant is given back to Google. The data token stays.
#[utoipa::path(
    delete,
    path = "/oauth2/google/configs/{token_id}",
    operation_id = "disconnect",
    tag = "google",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    responses(
        (status = 200, description = "`null`: it is not polled any more, and what is left of it is being removed"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such connection"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn disconnect(
    State(state): State<OauthState>,
    presented: Presented,
    Path(token_id): Path<String>,
) -> Result<Json<()>, Error> {
    let now = state.clock.now_ms();
    let (user, token) = state.asker(presented, &token_id, now).await?;
    state.connections.disconnect(user, token, now).await.map_err(refusal)?;
    Ok(Json(()))
}
