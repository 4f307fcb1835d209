//! `POST /auth/refresh`: another access token, and another refresh token, for a refresh token.

use crate::AccountsState;
use crate::tokens_body::TokensBody;
use axum::extract::State;
use http::StatusCode;
use utoipa::ToSchema;
use web::{Error, Fields, JsonObject, Secret};

/// A refresh token.
#[derive(ToSchema)]
pub(crate) struct RefreshTokens {
    /// As it was given with the last access token. As `token` too.
    #[schema(value_type = String)]
    refresh_token: Secret,
}

/// Renews the tokens of a session. The refresh token is spent by this; use the new one from now on.
///
/// Within 30 seconds a spent one gets the same new one again, in case the answer was lost. Later it ends the session, because
/// then two have it who should be one. A session ends 30 days after its last renewal, and 90 days after it began. Clients of
/// the earlier server know this as `/auth/refresh-tokens`.
#[utoipa::path(
    post,
    path = "/auth/refresh",
    operation_id = "refresh_tokens",
    tag = "accounts",
    request_body = RefreshTokens,
    responses(
        (status = 200, body = TokensBody),
        (status = 400, body = web::ErrorBody, description = "Nobody has it, or not any more: log in again"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn refresh_tokens(State(state): State<AccountsState>, body: JsonObject) -> Result<TokensBody, Error> {
    let now = state.clock.now_ms();
    let RefreshTokens { refresh_token } = body.read(shown)?;
    state.renew(refresh_token.reveal(), now).await?.ok_or_else(invalid)
}

fn shown(fields: &mut Fields<'_>) -> RefreshTokens {
    let name = if fields.has("token") && !fields.has("refresh_token") { "token" } else { "refresh_token" };
    RefreshTokens { refresh_token: fields.secret(name) }
}

fn invalid() -> Error {
    Error::invalid("ErrorCode.REFRESH_TOKEN_INVALID").with_status(StatusCode::BAD_REQUEST)
}
