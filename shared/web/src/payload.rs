//! The body of a request: all of it, plain, and no more than it may be.

use crate::{Error, Media, Packed, Violation};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use tokio::sync::SemaphorePermit;

pub(crate) const KB: usize = 1 << 10;
pub(crate) const MB: usize = 1 << 20;
/// What Excel and its like put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How large a body may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// As it is sent, in bytes.
    pub raw: usize,
    /// Inflated, in bytes.
    pub inflated: usize,
}

impl Limits {
    /// Points. 6 MB is what Lambda takes at once. 32 MB inflated is what such points take when they compress as points do
    /// (5 to 10 times), and it leaves a function of 512 MB room to parse them.
    pub const POINTS: Limits = Limits { raw: 6 * MB, inflated: 32 * MB };
    /// One object with a few fields.
    pub const OBJECT: Limits = Limits { raw: 64 * KB, inflated: 64 * KB };
}

/// A body with what it claims to be. As an extractor it has the limits of points.
#[derive(Debug)]
pub struct Payload {
    /// Inflated, and without a byte order mark.
    pub bytes: Bytes,
    /// By its `Content-Type`.
    pub media: Media,
    /// Held for as long as a costly body is about.
    pub(crate) _turn: Option<SemaphorePermit<'static>>,
}

impl<S: Sync> FromRequest<S> for Payload {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Payload, Error> {
        Payload::read(request, Limits::POINTS).await
    }
}

impl Payload {
    /// Reads the body. 413 beyond the limits, 415 for a coding that we do not know, 422 for one that does not hold.
    pub async fn read(request: Request, limits: Limits) -> Result<Payload, Error> {
        Packed::read(request, limits).await?.open().await
    }

    /// A body that is there already.
    pub fn plain(bytes: Bytes, media: Media) -> Payload {
        let bytes = if bytes.starts_with(BYTE_ORDER_MARK) { bytes.slice(BYTE_ORDER_MARK.len()..) } else { bytes };
        Payload { bytes, media, _turn: None }
    }

    /// The body as text, or the byte at which it is none.
    pub fn text(&self) -> Result<&str, Error> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let offset = error.valid_up_to();
            Error::from(match self.media {
                Media::Json | Media::NdJson => Violation::json_invalid(offset, "invalid UTF-8"),
                _ => Violation::value_error(["body".into(), offset.into()], "invalid UTF-8"),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detail;
    use axum::body::Body;
    use axum::response::IntoResponse;
    use flate2::write::GzEncoder;
    use futures::stream;
    use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
    use std::io::Write;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    async fn read(coding: &str, body: impl Into<Body>) -> Result<Payload, Error> {
        let request = Request::builder().header(CONTENT_TYPE, "application/json").header(CONTENT_ENCODING, coding);
        Payload::read(request.body(body.into()).unwrap(), Limits::POINTS).await
    }

    async fn refusal(coding: &str, body: impl Into<Body>) -> (u16, Detail) {
        let error = read(coding, body).await.err().unwrap();
        let detail = error.detail().clone();
        (error.into_response().status().as_u16(), detail)
    }

    #[tokio::test]
    async fn bodies_arrive_plain() {
        for (coding, body) in [
            ("identity", b"[1]".to_vec()),
            ("gzip", gzip(b"[1]")),
            ("zstd", zstd::stream::encode_all(&b"[1]"[..], 1).unwrap()),
            ("identity", b"\xEF\xBB\xBF[1]".to_vec()),
            ("gzip", gzip(b"\xEF\xBB\xBF[1]")),
        ] {
            let payload = read(coding, body).await.unwrap();
            assert_eq!((&payload.bytes[..], payload.media), (&b"[1]"[..], Media::Json));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_taken_is_refused_with_its_status() {
        let bomb = gzip(&vec![0; 40 * MB]);
        assert!(bomb.len() < 100 * KB);
        let cases = [
            (
                "identity",
                vec![b' '; 6 * MB + 1],
                413,
                "The body is larger than 6 MB; send less at a time, or compress it",
            ),
            ("identity", vec![b' '; 30 * MB], 413, "The body is larger than 6 MB; send less at a time, or compress it"),
            ("gzip", bomb, 413, "The body inflates to more than 32 MB"),
            ("gzip", b"[1]".to_vec(), 422, "The body is not valid gzip"),
            ("br", b"[1]".to_vec(), 415, "Content-Encoding must be one of gzip, deflate, zstd and identity"),
            (
                "gzip, gzip",
                gzip(&gzip(b"[1]")),
                415,
                "Content-Encoding must be one of gzip, deflate, zstd and identity",
            ),
        ];
        for (coding, body, status, detail) in cases {
            assert_eq!(refusal(coding, body).await, (status, Detail::Text(detail.into())));
        }
    }

    #[tokio::test]
    async fn a_body_of_exactly_the_limit_is_taken() {
        assert_eq!(read("identity", vec![b' '; 6 * MB]).await.unwrap().bytes.len(), 6 * MB);
        assert_eq!(read("gzip", gzip(&vec![b' '; 32 * MB])).await.unwrap().bytes.len(), 32 * MB);
    }

    #[tokio::test]
    async fn a_client_that_hangs_up_is_not_a_fault_of_ours() {
        let broken = stream::iter([Ok(Bytes::from_static(b"[1,")), Err(std::io::Error::other("gone"))]);
        let expected = (400, Detail::Text("The body could not be read to its end".into()));
        assert_eq!(refusal("identity", Body::from_stream(broken)).await, expected);
    }

    #[tokio::test]
    async fn text_ends_where_utf_8_does() {
        let mut payload = read("identity", b"[\"ab\xFF\"]".to_vec()).await.unwrap();
        let refusal = |payload: &Payload| payload.text().err().unwrap().detail().clone();
        let expected = Violation::json_invalid(4, "invalid UTF-8");
        assert_eq!(refusal(&payload), Detail::Violations(vec![expected]));
        payload.media = Media::Csv;
        let expected = Violation::value_error(["body".into(), 4.into()], "invalid UTF-8");
        assert_eq!(refusal(&payload), Detail::Violations(vec![expected]));
    }
}
