//! `POST /user/logout`: the end of one session, not of the user's others.

use crate::AccountsState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, Visitor};

/// The answer to a logout.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedOut {
    /// `logged_out`.
    status: &'static str,
}

/// What is said of a session that has ended.
pub(crate) const LOGGED_OUT: LoggedOut = LoggedOut { status: "logged_out" };

/// Ends the session by which this was asked.
#[utoipa::path(
    post,
    path = "/user/logout",
    operation_id = "logout",
    tag = "accounts",
    responses(
        (status = 200, body = LoggedOut, headers(("Set-Cookie" = String, description = "clears `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn logout(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    state.store.sessions_end(me.user.id, me.session.id).await?;
    me.farewell(&state, Json(LOGGED_OUT))
}
