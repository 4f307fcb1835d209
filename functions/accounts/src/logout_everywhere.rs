//! `POST /user/logout-everywhere`: the end of all sessions of a user, of browsers and of programs.

use crate::AccountsState;
use crate::logout::{LOGGED_OUT, LoggedOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use store::User;
use web::{Error, Visitor};

/// Ends every session of who asks, this one too. Access tokens and refresh tokens of all are dead at once; data tokens are not
/// sessions, and stay.
#[utoipa::path(
    post,
    path = "/user/logout-everywhere",
    operation_id = "logout_everywhere",
    tag = "accounts",
    responses(
        (status = 200, body = LoggedOut, headers(("Set-Cookie" = String, description = "clears `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn logout_everywhere(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    // What counts: from here on no session that has begun is good. That they are deleted too only keeps the table small.
    let raised = |user: &User| User { session_epoch: user.session_epoch + 1, ..user.clone() };
    state.changed_user(&me.user, raised, now).await?;
    state.store.sessions_end_all(me.user.id).await?;
    me.farewell(&state, Json(LOGGED_OUT))
}
