//! `POST /user/refresh`: a new session id for the old one.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use crate::signed_in::invalid_session;
use crate::user_body::SignedInBody;
use auth::SessionId;
use axum::Json;
use axum::extract::State;
use web::{Error, SessionCookie};

/// Replaces the session by a new one with its whole life before it; the old one is dead.
#[utoipa::path(
    post,
    path = "/user/refresh",
    operation_id = "refresh_session",
    tag = "accounts",
    responses(
        (status = 200, body = SignedInBody, headers(("Set-Cookie" = String, description = "the new session, `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []))
)]
pub(crate) async fn refresh_session(
    State(state): State<AccountsState>,
    cookie: SessionCookie,
) -> Result<(SetCookie, Json<SignedInBody>), Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(cookie, now).await?;
    let new = SessionId::mint()?;
    let replaced = state.store.sessions_replace(&me.session, &new.stored(), me.user.id, now, state.session_ttl_s).await;
    match replaced {
        Err(store::Error::Conflict) => Err(invalid_session()), // It ended at the same moment.
        Err(error) => Err(error.into()),
        Ok(()) => Ok((SetCookie::session(&state, &new)?, Json(SignedInBody::of(&me.user)))),
    }
}
