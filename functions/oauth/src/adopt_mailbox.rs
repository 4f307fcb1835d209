//! `POST /oauth2/google/mailbox`: the deployer's own mailbox, which nobody consents to here.

use crate::OauthState;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::State;
use web::{Error, Presented};

/// Connects the mailbox that the installation's secret has credentials for to the data token that is shown, which has to be
/// an administrator's.
///
/// Repeat it when the secret has new credentials after the old ones have ended.
#[utoipa::path(
    post,
    path = "/oauth2/google/mailbox",
    operation_id = "adopt_mailbox",
    tag = "google",
    responses(
        (status = 200, description = "`null`: it is connected, and read from now on"),
        (status = 401, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 403, body = web::ErrorBody, description = "The token may only write, is no data token, or no administrator's"),
        (status = 404, body = web::ErrorBody, description = "The token was deleted just now"),
        (status = 409, body = web::ErrorBody, description = "The token is connected to another product, or Google does not take the credentials"),
        (status = 503, body = web::ErrorBody, description = "The secret has no such credentials, or Google does not answer"),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []))
)]
pub(crate) async fn adopt_mailbox(State(state): State<OauthState>, presented: Presented) -> Result<Json<()>, Error> {
    let now = state.clock.now_ms();
    let bearer = state.bearer(presented, now).await?;
    let token = bearer.token.ok_or_else(|| Error::forbidden("An account is connected to a data token; show one"))?;
    state.connections.adopt(bearer.user, token, now).await.map_err(refusal)?;
    Ok(Json(()))
}
