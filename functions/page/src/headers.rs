//! What a browser is told about the page: what it may load, who may show it, and how long it keeps.

use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

/// Our own files and our own API, nothing written into the page, and nobody may frame it
/// (<https://www.w3.org/TR/CSP3/>). No text ever becomes markup: that is what trusted types forbid.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";
/// What a page asks for of a device. Ours asks for nothing; copying is allowed to a click anyway.
const DEVICE: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

/// For the page and its files alike.
const EVERYWHERE: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
/// For the page. It is asked for anew each time, because it names the files of this version.
const PAGE: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("permissions-policy"), DEVICE),
    (CACHE_CONTROL, "no-cache"),
];
/// A file's name changes with its content, so it may be kept for a year, the longest that caches know.
const FOR_EVER: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=31536000, immutable");

/// The page's answer.
pub(crate) fn page(response: Response) -> Response {
    with(response, EVERYWHERE.into_iter().chain(PAGE))
}

/// The answer of a file that carries its content's hash in its name.
pub(crate) fn file(response: Response) -> Response {
    with(response, EVERYWHERE.into_iter().chain([FOR_EVER]))
}

fn with(mut response: Response, headers: impl Iterator<Item = (HeaderName, &'static str)>) -> Response {
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
