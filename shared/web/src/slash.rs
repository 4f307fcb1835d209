//! A path with a slash too many: the way to the path that was meant.

use crate::Error;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, LOCATION};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, StatusCode};

/// Set by gateways and proxies: how the client spoke to them.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The same address without its closing slashes.
pub(crate) struct Slashed {
    base: String,
    path: String,
    query: String,
}

impl Slashed {
    /// None if there is no slash at the end, or nothing before it.
    pub(crate) fn of(request: &Request, public_base: Option<&str>) -> Option<Slashed> {
        let path = request.uri().path().strip_suffix('/')?.trim_end_matches('/');
        if path.is_empty() {
            return None;
        }
        let base = match public_base {
            Some(base) => base.trim_end_matches('/').to_owned(),
            None => base_of(request),
        };
        let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
        Some(Slashed { base, path: path.to_owned(), query })
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

/// 307 keeps method and body, so that a client that follows it does what it meant to do.
impl IntoResponse for Slashed {
    fn into_response(self) -> Response {
        let Slashed { base, path, query } = self;
        match HeaderValue::try_from(format!("{base}{path}{query}")) {
            Ok(location) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response(),
            Err(error) => Error::bug(error).into_response(),
        }
    }
}

/// Scheme and host as the client named them; without a host, nothing: the address is then one on the same host.
fn base_of(request: &Request) -> String {
    let host = request.headers().get(HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
    match host.or_else(|| request.uri().authority().cloned()) {
        Some(host) => format!("{}://{host}", scheme(request.headers())),
        None => String::new(),
    }
}

fn scheme(headers: &HeaderMap) -> &'static str {
    let forwarded = headers.get(FORWARDED_PROTO).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match forwarded.split(',').next().map(str::trim) {
        Some("https") => "https",
        _ => "http",
    }
}
