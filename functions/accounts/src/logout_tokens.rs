//! `POST /auth/logout`: the end of the session of an access token or of a refresh token.

use crate::AccountsState;
use crate::logout::{LOGGED_OUT, LoggedOut};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;
use web::{Error, JsonObject, Secret, Visitor};

/// A refresh token, where no access token is shown.
#[derive(ToSchema)]
pub(crate) struct LogoutTokens {
    /// Good or spent. As `token` too.
    #[schema(value_type = String, required = false)]
    refresh_token: Option<Secret>,
}

/// Ends a session: that of the refresh token in the body, or else the one by which this was asked. All its tokens are dead at
/// once. To end what has ended, or never was, changes nothing.
#[utoipa::path(
    post,
    path = "/auth/logout",
    operation_id = "logout_tokens",
    tag = "accounts",
    request_body = Option<LogoutTokens>,
    responses(
        (status = 200, body = LoggedOut),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 503, body = web::ErrorBody),
    ),
    security((), ("session" = []), ("bearer" = []))
)]
pub(crate) async fn logout_tokens(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    if let Some(token) = shown(&body)?.refresh_token {
        state.end_session_of(token.reveal(), now).await?;
        return Ok(Json(LOGGED_OUT).into_response());
    }
    let me = state.signed_in(visitor, now).await?;
    state.store.sessions_end(me.user.id, me.session.id).await?;
    me.farewell(&state, Json(LOGGED_OUT))
}

/// The refresh token, if the body has one. No body is as good as an empty one.
fn shown(body: &JsonObject) -> Result<LogoutTokens, Error> {
    if body.is_absent() {
        return Ok(LogoutTokens { refresh_token: None });
    }
    body.read(|fields| {
        let name = ["refresh_token", "token"].into_iter().find(|name| fields.has(name));
        LogoutTokens { refresh_token: name.map(|name| fields.secret(name)) }
    })
}
