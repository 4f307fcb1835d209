//! The cookie by which a browser is recognised.

use crate::Secret;
use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::COOKIE;
use http::request::Parts;
use std::convert::Infallible;

/// Its name.
pub const SESSION_COOKIE: &str = "sid";

/// The session id that a browser shows, if it shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCookie(pub Option<Secret>);

impl SessionCookie {
    /// The first `sid` that is not empty, over all cookie headers (HTTP/2 and Lambda may split them).
    pub fn from_headers(headers: &HeaderMap) -> SessionCookie {
        let sent: Vec<_> =
            headers.get_all(COOKIE).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        let mut pairs = sent.iter().flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let sid = pairs.find_map(|(name, value)| (name == SESSION_COOKIE).then_some(unquoted(value)));
        SessionCookie(sid.filter(|sid| !sid.is_empty()).map(Secret::new))
    }
}

impl<S: Sync> FromRequestParts<S> for SessionCookie {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<SessionCookie, Infallible> {
        Ok(SessionCookie::from_headers(&parts.headers))
    }
}

/// RFC 6265 lets a value stand in quotes.
fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_session_id_is_found_among_other_cookies() {
        let cases: [(&[&str], Option<&str>); 10] = [
            (&[], None),
            (&["sid=abc"], Some("abc")),
            (&["a=b; sid=abc; c=d"], Some("abc")),
            (&["a=b", "sid=abc"], Some("abc")),
            (&["sid=\"abc\""], Some("abc")),
            (&["sid=first; sid=second"], Some("first")),
            (&["sid="], None),
            (&["xsid=abc; SID=abc; sid"], None),
            (&["sid=a=b="], Some("a=b=")),
            (&["theirs=ż; sid=abc"], Some("abc")),
        ];
        for (cookies, expected) in cases {
            let headers = cookies.iter().map(|cookie| (COOKIE, HeaderValue::from_str(cookie).unwrap())).collect();
            assert_eq!(SessionCookie::from_headers(&headers), SessionCookie(expected.map(Secret::new)), "{cookies:?}");
        }
    }
}
