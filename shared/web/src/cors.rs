//! Which pages may read our answers: those of one origin, with its cookies (the Fetch standard's CORS protocol).

use crate::vary::vary_by;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const HEADERS: &[&str] = &[
    "Accept",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Language",
    "Content-Type",
    "Expires",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "Origin",
    "Pragma",
    "Referer",
    "User-Agent",
    "X-API-Key",
    "X-Data-Token",
    "X-Requested-With",
    "X-Token",
];
/// What a page may read beyond the few headers that it always may.
const EXPOSED: &str = "ETag, Link, Retry-After";
/// How long a browser need not ask again. Ten minutes: what existing clients were told.
const MAX_AGE_SECONDS: u32 = 600;

pub(crate) struct Cors {
    origin: Option<HeaderValue>,
}

impl Cors {
    /// An origin has no path; one that was configured with a closing slash is meant without it.
    pub(crate) fn new(origin: Option<&str>) -> Cors {
        Cors { origin: origin.and_then(|origin| HeaderValue::from_str(origin.trim_end_matches('/')).ok()) }
    }

    /// The answer, if the request is a preflight, on whatever path.
    pub(crate) fn preflight(&self, method: &Method, headers: &HeaderMap) -> Option<Response> {
        let origin = headers.get(ORIGIN)?;
        let wanted = headers.get(ACCESS_CONTROL_REQUEST_METHOD).filter(|_| method == Method::OPTIONS)?;
        let mut refused = Vec::new();
        if !self.allows(origin) {
            refused.push("origin");
        }
        if !wanted.to_str().is_ok_and(|wanted| METHODS.contains(&wanted)) {
            refused.push("method");
        }
        if !all_allowed(headers) {
            refused.push("headers");
        }
        Some(verdict(&refused))
    }

    /// What every answer says about origins.
    pub(crate) fn mark(&self, asker: Option<&HeaderValue>, headers: &mut HeaderMap) {
        vary_by(headers, "Origin");
        let Some(asker) = asker else { return };
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        if self.allows(asker) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, asker.clone());
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origin.as_ref() == Some(origin)
    }
}

fn all_allowed(headers: &HeaderMap) -> bool {
    let Some(wanted) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) else { return true };
    let allowed = |name: &str| name.is_empty() || HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name));
    wanted.to_str().is_ok_and(|wanted| wanted.split(',').all(|name| allowed(name.trim())))
}

fn verdict(refused: &[&str]) -> Response {
    let (status, text) = match refused {
        [] => (StatusCode::OK, "OK".to_owned()),
        _ => (StatusCode::BAD_REQUEST, format!("Disallowed CORS {}", refused.join(", "))),
    };
    let told: [(HeaderName, String); 3] = [
        (ACCESS_CONTROL_ALLOW_METHODS, METHODS.join(", ")),
        (ACCESS_CONTROL_ALLOW_HEADERS, HEADERS.join(", ")),
        (ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS.to_string()),
    ];
    (status, told, text).into_response()
}
