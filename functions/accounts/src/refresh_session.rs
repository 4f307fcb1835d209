//! `POST /user/refresh`: a new cookie for the old one.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use crate::user_body::SignedInBody;
use access::invalid_session;
use auth::SessionId;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use web::{Error, Visitor};

/// How often it is tried while the session changes: only another password does that, and lets it go on.
const TRIES: u32 = 2;

/// Replaces the session's cookie by a new one with its whole life before it; the old one is dead. A session of access tokens
/// is as it was: it is renewed with its refresh token.
#[utoipa::path(
    post,
    path = "/user/refresh",
    operation_id = "refresh_session",
    tag = "accounts",
    responses(
        (status = 200, body = SignedInBody, headers(("Set-Cookie" = String, description = "the new cookie, `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn refresh_session(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let body = Json(SignedInBody::of(&me.user));
    let Some(old) = &me.cookie else { return Ok(body.into_response()) };
    let new = SessionId::mint()?;
    let mut session = me.session;
    for _ in 0..TRIES {
        match state.store.sessions_replace(old, &new.stored(), &session, now, state.session_ttl_s).await {
            Ok(()) => return Ok((SetCookie::session(&state, &new)?, body).into_response()),
            Err(store::Error::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        // It has ended at the same moment, or goes on under another epoch.
        let found = state.store.sessions_find(old, now).await?;
        session = found.filter(|found| found.epoch != session.epoch).ok_or_else(invalid_session)?;
    }
    Err(store::Error::Contended.into())
}
