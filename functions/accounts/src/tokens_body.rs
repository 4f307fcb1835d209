//! An access token and the refresh token for the next one, as clients of several generations read them.

use auth::{ACCESS_TOKEN_LIFE_MS, AccessToken, RefreshToken};
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use views::in_seconds;

/// An access token and a refresh token.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokensBody {
    /// A JWT, to be shown as `Authorization: Bearer`.
    access_token: String,
    /// 64 characters, good once: for another pair of tokens.
    refresh_token: String,
    /// `bearer`.
    token_type: &'static str,
    /// In seconds, UTC: `2026-11-21T01:44:58+00:00`.
    access_token_expiration: String,
    /// When the session ends if the refresh token is not used by then.
    refresh_token_expiration: String,
    /// The access token's life, in seconds.
    expires_in: i64,
    /// The access token once more.
    data: TokenData,
    /// True.
    success: bool,
}

/// The access token, where some clients look for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenData {
    /// The same as `access_token`.
    token: String,
}

impl TokensBody {
    /// What is answered. `ends_at` in ms.
    pub(crate) fn of(access: &AccessToken, refresh: &RefreshToken, ends_at: i64) -> TokensBody {
        TokensBody {
            access_token: access.reveal().to_owned(),
            refresh_token: refresh.reveal().to_owned(),
            token_type: "bearer",
            access_token_expiration: in_seconds(access.expires_at),
            refresh_token_expiration: in_seconds(ends_at),
            expires_in: ACCESS_TOKEN_LIFE_MS / 1000,
            data: TokenData { token: access.reveal().to_owned() },
            success: true,
        }
    }
}

impl IntoResponse for TokensBody {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}
