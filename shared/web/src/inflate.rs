//! Bodies that come compressed, inflated with a bound on what they may become.

use crate::Error;
use domain::{ErrorKind, Failure};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, StatusCode};
use std::io::{self, Read};

/// The largest zstd window taken: what RFC 9659 lets a sender of HTTP use. Without a bound the sender chooses our memory.
const ZSTD_WINDOW_LOG: u32 = 23;
/// How much is inflated at a time.
const STEP: usize = 64 * 1024;

/// How a body is compressed, by `Content-Encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Identity,
    Gzip,
    /// RFC 9110's `deflate`, which is zlib's format.
    Deflate,
    Zstd,
}

/// A compressed body that is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InflateError {
    #[error("The body inflates to more than {0} MB")]
    TooLarge(usize),
    #[error("The body is not valid {0}")]
    Malformed(&'static str),
}

impl Failure for InflateError {
    fn kind(&self) -> ErrorKind {
        match self {
            InflateError::TooLarge(_) => ErrorKind::TooLarge,
            InflateError::Malformed(_) => ErrorKind::Invalid,
        }
    }
}

impl Compression {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Compression, Error> {
        let sent = headers.get_all(CONTENT_ENCODING).iter().map(|value| value.as_bytes());
        let sent = sent.collect::<Vec<_>>().join(&b',').to_ascii_lowercase();
        match String::from_utf8_lossy(&sent).trim() {
            "" | "identity" => Ok(Compression::Identity),
            "gzip" | "x-gzip" => Ok(Compression::Gzip),
            "deflate" => Ok(Compression::Deflate),
            "zstd" => Ok(Compression::Zstd),
            _ => Err(Error::invalid("Content-Encoding must be one of gzip, deflate, zstd and identity")
                .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
        }
    }

    /// Busy for as long as it takes: off the async threads, whatever the size, for a few bytes may hide megabytes.
    pub(crate) fn inflate(self, raw: &[u8], bound: usize) -> Result<Vec<u8>, InflateError> {
        let (name, inflated) = match self {
            Compression::Identity => ("identity", bounded(raw, bound)),
            Compression::Gzip => ("gzip", bounded(MultiGzDecoder::new(raw), bound)),
            Compression::Deflate => ("deflate (zlib)", bounded(ZlibDecoder::new(raw), bound)),
            Compression::Zstd => ("zstd", zstd(raw, bound)),
        };
        match inflated {
            Ok(Some(inflated)) => Ok(inflated),
            Ok(None) => Err(InflateError::TooLarge(bound >> 20)),
            Err(_) => Err(InflateError::Malformed(name)),
        }
    }
}

fn zstd(raw: &[u8], bound: usize) -> io::Result<Option<Vec<u8>>> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    bounded(decoder, bound)
}

/// All of it, or nothing as soon as it passes the bound. Never holds more than the bound and one step.
fn bounded(mut from: impl Read, bound: usize) -> io::Result<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut step = vec![0; STEP];
    loop {
        let read = from.read(&mut step)?;
        if read == 0 {
            return Ok(Some(all));
        }
        if all.len() + read > bound {
            return Ok(None);
        }
        grow(&mut all, read, bound);
        all.extend_from_slice(&step[..read]);
    }
}

/// Doubles as a Vec does, but never past the bound.
fn grow(all: &mut Vec<u8>, by: usize, bound: usize) {
    if all.capacity() - all.len() < by {
        let wanted = (all.capacity() * 2).clamp(all.len() + by, bound);
        all.reserve_exact(wanted - all.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use http::HeaderValue;
    use std::io::Write;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(plain: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd_of(plain: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(plain, 1).unwrap()
    }

    #[test]
    fn the_header_names_one_known_coding() {
        let cases = [
            ("identity", Some(Compression::Identity)),
            ("", Some(Compression::Identity)),
            ("GZIP", Some(Compression::Gzip)),
            ("x-gzip", Some(Compression::Gzip)),
            ("deflate", Some(Compression::Deflate)),
            ("zstd", Some(Compression::Zstd)),
            ("br", None),
            ("gzip, gzip", None),
            ("gzip, identity", None),
        ];
        for (sent, expected) in cases {
            let headers = HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static(sent))]);
            assert_eq!(Compression::from_headers(&headers).ok(), expected, "{sent}");
        }
    }

    #[test]
    fn each_coding_is_inflated_up_to_the_bound_and_no_further() {
        let plain = vec![b'x'; 100_000];
        for (coding, raw) in [
            (Compression::Gzip, gzip(&plain)),
            (Compression::Deflate, deflate(&plain)),
            (Compression::Zstd, zstd_of(&plain)),
            (Compression::Identity, plain.clone()),
        ] {
            assert_eq!(coding.inflate(&raw, 100_000).unwrap(), plain, "{coding:?}");
            let refused = coding.inflate(&raw, 99_999).err();
            assert!(matches!(refused, Some(InflateError::TooLarge(_))), "{coding:?}");
        }
    }

    #[test]
    fn members_that_follow_one_another_are_one_body() {
        let twice = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(Compression::Gzip.inflate(&twice, 99).unwrap(), b"one two");
        let twice = [zstd_of(b"one "), zstd_of(b"two")].concat();
        assert_eq!(Compression::Zstd.inflate(&twice, 99).unwrap(), b"one two");
    }

    #[test]
    fn what_is_cut_or_wrong_is_malformed() {
        for (coding, raw) in [
            (Compression::Gzip, gzip(b"some text")),
            (Compression::Deflate, deflate(b"some text")),
            (Compression::Zstd, zstd_of(b"some text")),
        ] {
            for raw in [&raw[..raw.len() - 5], b"plain text"] {
                let refused = coding.inflate(raw, 99).err();
                assert!(matches!(refused, Some(InflateError::Malformed(_))), "{coding:?}");
            }
        }
    }

    #[test]
    fn a_zstd_window_larger_than_http_allows_is_refused() {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(27).unwrap();
        encoder.write_all(&vec![b'x'; 1 << 20]).unwrap();
        let raw = encoder.finish().unwrap();
        assert!(Compression::Zstd.inflate(&raw, 1 << 25).is_err());
    }

    #[test]
    fn memory_never_passes_the_bound() {
        let mut all = Vec::new();
        for _ in 0..100 {
            grow(&mut all, 1_000, 100_000);
            all.extend_from_slice(&[0; 1_000]);
            assert!(all.capacity() <= 100_000);
        }
    }
}
