//! What is shown to be let in: a token, in whichever header a tool can send, or the cookie of a session.

use crate::SessionCookie;
use axum::extract::FromRequestParts;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use std::convert::Infallible;
use std::fmt;

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text that nobody but its checker may see. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// What was shown where data is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// A data token: in `X-Data-Token`, as `Authorization: Bearer`, or as the password of `Authorization: Basic`.
    DataToken(Secret),
    /// The owner's older token, in `X-Token`.
    AppToken(Secret),
    /// An access token, as `Authorization: Bearer`.
    AccessToken(Secret),
    /// No header for any of them, and the cookie of a session.
    Session(Secret),
    /// A header for a token that holds nothing, or nothing that can be read.
    Empty,
    /// Nothing.
    Missing,
}

/// What was shown where accounts are concerned, which data tokens have no part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// An access token, as `Authorization: Bearer`.
    AccessToken(Secret),
    /// The cookie of a session, and no access token.
    Session(Secret),
    /// Neither.
    Nobody,
}

impl Presented {
    /// The first of `X-Data-Token`, `Authorization`, `X-Token` and the cookie that is there. Schemes other than Bearer and
    /// Basic are somebody else's.
    pub fn from_headers(headers: &HeaderMap) -> Presented {
        if let Some(token) = headers.get("x-data-token") {
            return non_empty(text(token), Presented::DataToken);
        }
        if let Some(token) = access_token(headers) {
            return Presented::AccessToken(token);
        }
        if let Some(token) = headers.get(AUTHORIZATION).and_then(authorization) {
            return non_empty(token, Presented::DataToken);
        }
        if let Some(token) = headers.get("x-token") {
            return non_empty(text(token), Presented::AppToken);
        }
        SessionCookie::from_headers(headers).0.map_or(Presented::Missing, Presented::Session)
    }
}

impl Visitor {
    /// The first of access token and cookie that is there.
    pub fn from_headers(headers: &HeaderMap) -> Visitor {
        if let Some(token) = access_token(headers) {
            return Visitor::AccessToken(token);
        }
        SessionCookie::from_headers(headers).0.map_or(Visitor::Nobody, Visitor::Session)
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Infallible> {
        Ok(Visitor::from_headers(&parts.headers))
    }
}

impl<S: Sync> FromRequestParts<S> for Presented {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Presented, Infallible> {
        Ok(Presented::from_headers(&parts.headers))
    }
}

impl Secret {
    /// Takes a text out of sight.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text, for whoever checks it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

fn non_empty(token: String, presented: fn(Secret) -> Presented) -> Presented {
    if token.is_empty() { Presented::Empty } else { presented(Secret(token)) }
}

/// Bytes that are no text become some other text, which then is nobody's token.
fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).trim().to_owned()
}

/// A bearer token in the form of a JWT: three parts with dots between (RFC 7519, 3.1). No data token has a dot in it.
fn access_token(headers: &HeaderMap) -> Option<Secret> {
    let value = text(headers.get(AUTHORIZATION)?);
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.matches('.').count() == 2).then(|| Secret::new(token))
}

/// The token of a scheme that carries one; empty if there is none in it.
fn authorization(value: &HeaderValue) -> Option<String> {
    let value = text(value);
    let (scheme, rest) = value.split_once(' ').unwrap_or((&value, ""));
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().to_owned()),
        "basic" => Some(password(rest.trim()).unwrap_or_default()),
        _ => None,
    }
}

/// What stands after the first colon (RFC 7617).
fn password(encoded: &str) -> Option<String> {
    let pair = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    pair.split_once(':').map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    fn presented(headers: &[(&'static str, &'static str)]) -> Presented {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        Presented::from_headers(&headers.collect())
    }

    #[test]
    fn the_first_header_that_is_there_counts() {
        let data = |token: &str| Presented::DataToken(Secret::new(token));
        let app = |token: &str| Presented::AppToken(Secret::new(token));
        let access = |token: &str| Presented::AccessToken(Secret::new(token));
        let session = |sid: &str| Presented::Session(Secret::new(sid));
        let cases: [(&[(&str, &str)], Presented); 26] = [
            (&[], Presented::Missing),
            (&[("authorization", "Bearer a.b.c")], access("a.b.c")),
            (&[("authorization", "bearer  a.b.c "), ("cookie", "sid=s")], access("a.b.c")),
            (&[("x-data-token", "t"), ("authorization", "Bearer a.b.c")], data("t")),
            (&[("authorization", "Bearer a.b"), ("cookie", "sid=s")], data("a.b")),
            (&[("x-data-token", "a.b.c")], data("a.b.c")),
            (&[("cookie", "sid=s")], session("s")),
            (&[("x-token", "a"), ("cookie", "sid=s")], app("a")),
            (&[("authorization", "Digest x"), ("cookie", "sid=s")], session("s")),
            (&[("x-data-token", "t")], data("t")),
            (&[("x-data-token", "")], Presented::Empty),
            (&[("x-data-token", " ")], Presented::Empty),
            (&[("x-data-token", ""), ("x-token", "a")], Presented::Empty),
            (&[("x-data-token", "t"), ("authorization", "Bearer b"), ("x-token", "a")], data("t")),
            (&[("authorization", "Bearer b"), ("x-token", "a")], data("b")),
            (&[("authorization", "bearer  b ")], data("b")),
            (&[("authorization", "Bearer")], Presented::Empty),
            (&[("authorization", "Basic dXNlcjp0b2s6ZW4=")], data("tok:en")),
            (&[("authorization", "basic dXNlcjp0b2s6ZW4")], data("tok:en")),
            (&[("authorization", "Basic dXNlcjo=")], Presented::Empty),
            (&[("authorization", "Basic dXNlcg==")], Presented::Empty),
            (&[("authorization", "Basic ???")], Presented::Empty),
            (&[("authorization", "Digest x")], Presented::Missing),
            (&[("authorization", "Digest x"), ("x-token", "a")], app("a")),
            (&[("x-token", "a")], app("a")),
            (&[("x-token", "")], Presented::Empty),
        ];
        for (headers, expected) in cases {
            assert_eq!(presented(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_visitor_is_known_by_access_token_or_cookie_and_by_nothing_else() {
        let access = || Visitor::AccessToken(Secret::new("a.b.c"));
        let session = || Visitor::Session(Secret::new("s"));
        let cases: [(&[(&str, &str)], Visitor); 7] = [
            (&[], Visitor::Nobody),
            (&[("authorization", "Bearer a.b.c")], access()),
            (&[("authorization", "Bearer a.b.c"), ("cookie", "sid=s")], access()),
            (&[("authorization", "Bearer t"), ("cookie", "sid=s")], session()),
            (&[("x-data-token", "t"), ("cookie", "sid=s")], session()),
            (&[("x-data-token", "t")], Visitor::Nobody),
            (&[("authorization", "Basic dXNlcjphLmIuYw==")], Visitor::Nobody),
        ];
        for (headers, expected) in cases {
            let pairs = headers.iter();
            let pairs = pairs.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            assert_eq!(Visitor::from_headers(&pairs.collect()), expected, "{headers:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_a_token_of_nobody() {
        let value = HeaderValue::from_bytes(b"\xFFabc").unwrap();
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-data-token"), value)]);
        assert!(matches!(Presented::from_headers(&headers), Presented::DataToken(_)));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", presented(&[("x-token", "hunter2")])), "AppToken(Secret(..))");
    }
}
