//! Compression of ordinary answers: those that are in memory, and too small to be worth a thread of their own.

use crate::body_writer::SMALLEST_COMPRESSED;
use crate::encoder::Encoder;
use crate::vary::vary_by;
use crate::{AnswerCoding, Coding};
use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue};
use http::{HeaderMap, StatusCode};
use std::io;

/// A larger body would keep an async thread busy for more than two milliseconds; it is for a `BodyWriter`.
const LARGEST_COMPRESSED: u64 = 512 * 1024;

/// The answer, compressed if that is of use. What already says how it is encoded is left alone.
pub(crate) async fn compressed(mut response: Response, accepted: AnswerCoding) -> Response {
    if !is_worth_it(&response) {
        return response;
    }
    vary_by(response.headers_mut(), "Accept-Encoding");
    let Some(coding) = accepted.coding.header() else { return response };
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    match encoded(&plain, accepted.coding) {
        Ok(encoded) => {
            relabel(&mut parts.headers, coding);
            Response::from_parts(parts, Body::from(encoded))
        }
        Err(_) => Response::from_parts(parts, Body::from(plain)),
    }
}

fn is_worth_it(response: &Response) -> bool {
    let headers = response.headers();
    let size = response.body().size_hint().exact().unwrap_or(0);
    response.status() == StatusCode::OK
        && !headers.contains_key(CONTENT_ENCODING)
        && size > SMALLEST_COMPRESSED as u64
        && size <= LARGEST_COMPRESSED
        && headers.get(CONTENT_TYPE).is_some_and(is_text)
}

fn is_text(content_type: &HeaderValue) -> bool {
    let content_type = content_type.to_str().unwrap_or_default();
    content_type.starts_with("text/") || content_type.starts_with("application/json")
}

fn encoded(plain: &Bytes, coding: Coding) -> io::Result<Vec<u8>> {
    let mut encoder = Encoder::new(coding)?;
    encoder.put(plain)?;
    encoder.finish()
}

/// Other bytes than before: another length, and no longer what a strong `ETag` vouched for (RFC 9110, 8.8.1).
fn relabel(headers: &mut HeaderMap, coding: HeaderValue) {
    headers.insert(CONTENT_ENCODING, coding);
    headers.remove(CONTENT_LENGTH);
    let strong = headers.get(ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| !tag.starts_with("W/"));
    if let Some(weak) = strong.and_then(|tag| HeaderValue::try_from(format!("W/{tag}")).ok()) {
        headers.insert(ETAG, weak);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::body_bytes;

    fn answer(content_type: &'static str, length: usize) -> Response {
        let mut response = Response::new(Body::from("x".repeat(length)));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        response.headers_mut().insert(ETAG, HeaderValue::from_static("\"1\""));
        response
    }

    const GZIP: AnswerCoding = AnswerCoding { coding: Coding::Gzip, always: false };

    #[tokio::test]
    async fn text_of_middling_size_is_compressed() {
        let cases = [
            ("application/json", 1_024, false),
            ("application/json", 1_025, true),
            ("text/html", 512 * 1024, true),
            ("text/html", 512 * 1024 + 1, false),
            ("image/png", 5_000, false),
        ];
        for (content_type, length, expected) in cases {
            let response = compressed(answer(content_type, length), GZIP).await;
            let headers = response.headers();
            assert_eq!(headers.contains_key(CONTENT_ENCODING), expected, "{content_type} {length}");
            assert_eq!(headers.contains_key(CONTENT_LENGTH), !expected);
            assert_eq!(headers["etag"], if expected { "W/\"1\"" } else { "\"1\"" });
        }
    }

    #[tokio::test]
    async fn an_answer_that_could_have_been_compressed_says_so_to_caches() {
        let response = compressed(answer("application/json", 5_000), AnswerCoding::IDENTITY).await;
        assert_eq!(response.headers()["vary"], "Accept-Encoding");
        assert_eq!(body_bytes(response).await.len(), 5_000);
    }

    #[tokio::test]
    async fn an_answer_that_is_encoded_is_left_alone() {
        let mut encoded = answer("application/json", 5_000);
        encoded.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        let response = compressed(encoded, GZIP).await;
        assert_eq!(response.headers()["content-encoding"], "br");
        assert_eq!(body_bytes(response).await.len(), 5_000);
    }
}
