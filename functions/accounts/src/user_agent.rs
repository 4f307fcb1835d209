//! With what somebody signs in, as their client says: so that they recognise their sessions in the list.

use axum::extract::FromRequestParts;
use domain::SessionRef;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;
use std::convert::Infallible;
use store::{NewSession, User};
use uuid::Uuid;

/// Enough for what browsers say of themselves.
const LONGEST_CHARS: usize = 200;

/// The header `User-Agent`, shortened to 200 characters; empty where there is none.
pub(crate) struct UserAgent(String);

impl UserAgent {
    fn from_headers(headers: &HeaderMap) -> UserAgent {
        let sent = headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
        UserAgent(sent.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST_CHARS).collect())
    }

    /// A session of this user that begins now.
    pub(crate) fn session_of(self, user: &User) -> NewSession {
        let id = SessionRef(Uuid::new_v4());
        NewSession { id, user: user.id, epoch: user.session_epoch, user_agent: self.0 }
    }
}

impl<S: Sync> FromRequestParts<S> for UserAgent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<UserAgent, Infallible> {
        Ok(UserAgent::from_headers(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn it_is_short_and_a_line() {
        let long = "ż".repeat(300);
        for (sent, expect) in [("curl/8", "curl/8".to_owned()), (&long, "ż".repeat(200)), (" a\tb ", "ab".to_owned())]
        {
            let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_str(sent).expect("a value"))]);
            assert_eq!(UserAgent::from_headers(&headers).0, expect);
        }
        assert_eq!(UserAgent::from_headers(&HeaderMap::new()).0, "");
    }
}
