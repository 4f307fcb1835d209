//! `POST /user/logout-everywhere`: the end of all sessions of a user, of browsers and of programs.

use crate::AccountsState;
use crate::logout::{LOGGED_OUT, LoggedOut};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use store::{User, UserUpdated};
use web::{Error, Visitor};

/// How often it is tried while the user changes otherwise.
const TRIES: u32 = 3;

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
    raise_epoch(&state, &me.user, now).await?;
    state.store.sessions_end_all(me.user.id).await?;
    me.farewell(&state, Json(LOGGED_OUT))
}

/// What counts: from here on no session that has begun is good. That they are deleted too only keeps the table small.
async fn raise_epoch(state: &AccountsState, user: &User, now: i64) -> Result<(), Error> {
    let mut before = user.clone();
    for _ in 0..TRIES {
        let after = User { session_epoch: before.session_epoch + 1, ..before.clone() };
        match state.store.users_update(&before, after, now).await {
            Ok(UserUpdated::Updated(_)) => return Ok(()),
            Ok(UserUpdated::EmailTaken | UserUpdated::LastAdmin) => {
                return Err(Error::bug("nothing of either changed"));
            }
            Err(store::Error::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        match state.store.users_get(before.id).await? {
            Some(user) => before = user,
            None => return Ok(()), // Deleted meanwhile, with all sessions.
        }
    }
    Err(store::Error::Contended.into())
}
