//! A file of the page, and how it is answered: compressed if the client can, not at all if it has it already.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use web::takes_coding;

/// A file of the page.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is asked for.
    pub(crate) path: &'static str,
    /// Hex digits that change with its content.
    pub(crate) tag: &'static str,
    /// Its bytes.
    pub(crate) plain: &'static [u8],
    /// The same in content codings, the smallest first.
    pub(crate) encoded: &'static [(&'static str, &'static [u8])],
}

impl Asset {
    /// The answer to a request with these headers.
    pub(crate) fn answer(&self, sent: &HeaderMap) -> Response {
        let known = is_known(self.tag, sent);
        let coded = self.encoded.iter().find(|(coding, _)| takes_coding(sent, coding));
        let mut response = match coded {
            _ if known => StatusCode::NOT_MODIFIED.into_response(),
            Some((_, bytes)) => Body::from(*bytes).into_response(),
            None => Body::from(self.plain).into_response(),
        };
        let headers = response.headers_mut();
        if let Some((coding, _)) = coded.filter(|_| !known) {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if let Ok(tag) = HeaderValue::try_from(format!("W/\"{}\"", self.tag)) {
            headers.insert(ETAG, tag);
        }
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(self.path)));
        response
    }
}

/// Weak comparison (RFC 9110, 8.8.3.2): every coding of a file has one tag, which is weak therefore.
fn is_known(tag: &str, sent: &HeaderMap) -> bool {
    let lists = sent.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|one| one == "*" || one.trim_start_matches("W/").trim_matches('"') == tag)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
