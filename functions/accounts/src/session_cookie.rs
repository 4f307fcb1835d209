//! The cookie `sid` as it is set and cleared.
//!
//! `HttpOnly` keeps it from scripts; `SameSite=lax` from every request that another site makes and that could change
//! something.

use crate::AccountsState;
use auth::SessionId;
use axum::response::{IntoResponseParts, ResponseParts};
use http::HeaderValue;
use http::header::{InvalidHeaderValue, SET_COOKIE};
use web::{Error, SESSION_COOKIE};

/// A value of `Set-Cookie`, as a part of an answer. Debug is absent: it holds a secret.
pub(crate) struct SetCookie(HeaderValue);

impl SetCookie {
    /// The browser keeps the session as long as we do.
    pub(crate) fn session(state: &AccountsState, session: &SessionId) -> Result<SetCookie, Error> {
        let (value, ttl_s) = (session.reveal(), state.session_ttl_s);
        let cookie = format!("{SESSION_COOKIE}={value}; HttpOnly; Path=/; SameSite=lax; Max-Age={ttl_s}");
        SetCookie::new(cookie, state).map_err(Error::bug)
    }

    /// The browser forgets it.
    pub(crate) fn cleared(state: &AccountsState) -> Result<SetCookie, Error> {
        let epoch = "Thu, 01 Jan 1970 00:00:00 GMT";
        let cookie = format!("{SESSION_COOKIE}=\"\"; expires={epoch}; HttpOnly; Max-Age=0; Path=/; SameSite=lax");
        SetCookie::new(cookie, state).map_err(Error::bug)
    }

    fn new(mut cookie: String, state: &AccountsState) -> Result<SetCookie, InvalidHeaderValue> {
        if state.secure_cookies {
            cookie.push_str("; Secure");
        }
        let mut value = HeaderValue::try_from(cookie)?;
        value.set_sensitive(true);
        Ok(SetCookie(value))
    }
}

impl IntoResponseParts for SetCookie {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut answer: ResponseParts) -> Result<ResponseParts, Self::Error> {
        answer.headers_mut().append(SET_COOKIE, self.0);
        Ok(answer)
    }
}
