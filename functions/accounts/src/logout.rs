//! `POST /user/logout`: the end of one session, not of the user's others.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, SessionCookie};

/// The answer to a logout.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedOut {
    /// `logged_out`.
    status: &'static str,
}

/// Ends the session.
#[utoipa::path(
    post,
    path = "/user/logout",
    operation_id = "logout",
    tag = "accounts",
    responses(
        (status = 200, body = LoggedOut, headers(("Set-Cookie" = String, description = "clears `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []))
)]
pub(crate) async fn logout(
    State(state): State<AccountsState>,
    cookie: SessionCookie,
) -> Result<(SetCookie, Json<LoggedOut>), Error> {
    let me = state.signed_in(cookie, state.clock.now_ms()).await?;
    state.store.sessions_end(&me.session, me.user.id).await?;
    Ok((SetCookie::cleared(&state)?, Json(LoggedOut { status: "logged_out" })))
}
