//! Who is signed in, by the cookie that a browser shows.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use auth::SessionId;
use axum::response::{IntoResponse, Response};
use domain::SessionHash;
use store::User;
use web::{Error, Secret, SessionCookie};

/// Somebody who is signed in.
pub(crate) struct SignedIn {
    pub(crate) user: User,
    /// The session by which they are.
    pub(crate) session: SessionHash,
    /// Present where this request made the session live longer.
    prolonged: Option<SetCookie>,
}

impl AccountsState {
    /// 401 without a session that lives, 404 where its user is gone.
    pub(crate) async fn signed_in(&self, cookie: SessionCookie, now: i64) -> Result<SignedIn, Error> {
        let sid = cookie.0.ok_or_else(|| Error::unauthenticated("No session"))?;
        let id = SessionId::presented(Secret::into_inner(sid));
        let session = id.stored();
        let used = self.store.sessions_use(&session, now, self.session_ttl_s).await?;
        let used = used.ok_or_else(invalid_session)?;
        let user = self.store.users_get(used.user).await?.ok_or_else(user_not_found)?;
        let prolonged = if used.extended { Some(SetCookie::session(self, &id)?) } else { None };
        Ok(SignedIn { user, session, prolonged })
    }
}

impl SignedIn {
    /// The answer to their request, whatever it is; if the session lives longer now, the browser is told.
    pub(crate) fn answer(self, answer: impl IntoResponse) -> Response {
        match self.prolonged {
            Some(cookie) => (cookie, answer).into_response(),
            None => answer.into_response(),
        }
    }
}

pub(crate) fn invalid_session() -> Error {
    Error::unauthenticated("Invalid session")
}

pub(crate) fn user_not_found() -> Error {
    Error::not_found("User not found")
}
