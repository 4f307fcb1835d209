//! Who is signed in, by the cookie that a browser shows or by an access token.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use auth::SessionId;
use axum::response::{IntoResponse, Response};
use domain::SessionHash;
use store::{Session, User};
use web::{Error, Secret, Visitor};

/// Somebody who is signed in.
pub(crate) struct SignedIn {
    /// Who; an active user.
    pub(crate) user: User,
    /// The session by which they are.
    pub(crate) session: Session,
    /// The cookie that they showed, if it was one.
    pub(crate) cookie: Option<SessionHash>,
    /// Present where this request made the session live longer.
    prolonged: Option<SetCookie>,
}

impl AccountsState {
    /// 401 without a session that lives, 404 where the user of a cookie is gone.
    pub(crate) async fn signed_in(&self, visitor: Visitor, now: i64) -> Result<SignedIn, Error> {
        match visitor {
            Visitor::AccessToken(token) => {
                let access::SignedIn { user, session, cookie } = self.sessions.by_access_token(&token, now).await?;
                Ok(SignedIn { user, session, cookie, prolonged: None })
            }
            Visitor::Session(sid) => self.by_cookie(sid, now).await,
            Visitor::Nobody => Err(Error::unauthenticated("No session")),
        }
    }

    async fn by_cookie(&self, sid: Secret, now: i64) -> Result<SignedIn, Error> {
        let id = SessionId::presented(sid.reveal());
        let access::SignedIn { user, session, cookie } = self.sessions.by_cookie(sid, now).await?;
        let is_longer = self.store.sessions_prolong(&id.stored(), &session, now, self.session_ttl_s).await?;
        let prolonged = if is_longer { Some(SetCookie::session(self, &id)?) } else { None };
        Ok(SignedIn { user, session, cookie, prolonged })
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

    /// The answer to a request that ended the session: a browser forgets the cookie.
    pub(crate) fn farewell(&self, state: &AccountsState, answer: impl IntoResponse) -> Result<Response, Error> {
        match self.cookie {
            Some(_) => Ok((SetCookie::cleared(state)?, answer).into_response()),
            None => Ok(answer.into_response()),
        }
    }
}

pub(crate) fn user_not_found() -> Error {
    Error::not_found("User not found")
}
