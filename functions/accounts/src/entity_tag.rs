//! Entity tags of small answers (RFC 9110, 8.8.3): whoever has the answer already is told so, and gets nothing.

use auth::Digest;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use web::Error;

/// How many hex digits of the digest are the tag: 64 bits, and nobody gains by a collision.
const DIGITS: usize = 16;
/// Kept, but asked for anew each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("no-cache");

/// `body` as JSON with its tag, or 304 where the client's `If-None-Match` has it.
pub(crate) fn tagged(body: &impl serde::Serialize, headers: &HeaderMap) -> Result<Response, Error> {
    let body = serde_json::to_vec(body).map_err(Error::bug)?;
    let tag = format!("\"{}\"", &Digest::of(&body).to_hex()[..DIGITS]);
    let shown = [(ETAG, HeaderValue::try_from(&tag).map_err(Error::bug)?), (CACHE_CONTROL, REVALIDATED)];
    if is_known(&tag, headers) {
        return Ok((StatusCode::NOT_MODIFIED, shown).into_response());
    }
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((shown, json, Body::from(body)).into_response())
}

/// The tag of something that has versions.
pub(crate) fn version_tag(version: u64) -> String {
    format!("\"{version}\"")
}

/// Weak comparison (RFC 9110, 8.8.3.2): compression on the way makes a tag weak.
pub(crate) fn is_known(tag: &str, headers: &HeaderMap) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
