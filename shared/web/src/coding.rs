//! How answers are compressed, by `Accept-Encoding` (RFC 9110, 12.5.3).

use crate::quality::wishes;
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, HeaderValue};

/// A content coding of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// None.
    Identity,
    /// For everybody.
    Gzip,
    /// Half the time and a tenth less than gzip, for those who know it.
    Zstd,
}

/// What a client accepts, reduced to what we shall do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerCoding {
    /// How to compress.
    pub coding: Coding,
    /// The client refuses identity: even a body that is too small to gain is compressed.
    pub always: bool,
}

impl Coding {
    /// What `Content-Encoding` says of it.
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Coding::Identity => None,
            Coding::Gzip => Some(HeaderValue::from_static("gzip")),
            Coding::Zstd => Some(HeaderValue::from_static("zstd")),
        }
    }
}

impl AnswerCoding {
    /// Nothing is compressed.
    pub const IDENTITY: AnswerCoding = AnswerCoding { coding: Coding::Identity, always: false };

    /// The heaviest of what the client names; of equal ones zstd, then gzip, then identity. Identity where it names none of
    /// ours, even if it refuses that: an answer that it may be able to read is worth more than a 406.
    pub fn from_headers(headers: &HeaderMap) -> AnswerCoding {
        let wishes = wishes(headers, ACCEPT_ENCODING);
        let named = |name: &str| wishes.iter().find(|wish| wish.name == name).map(|wish| wish.weight);
        let any = named("*");
        let zstd = named("zstd").or(any).unwrap_or(0.0);
        let gzip = named("gzip").or(named("x-gzip")).or(any).unwrap_or(0.0);
        let identity = named("identity");
        let (coding, weight) = if zstd >= gzip { (Coding::Zstd, zstd) } else { (Coding::Gzip, gzip) };
        if weight <= 0.0 || identity.is_some_and(|identity| identity > weight) {
            return AnswerCoding::IDENTITY;
        }
        AnswerCoding { coding, always: identity.or(any) == Some(0.0) }
    }
}

/// Whether a client takes this content coding, by its name or by `*`. For what lies compressed already, in codings that we
/// do not make of answers.
pub fn takes_coding(headers: &HeaderMap, coding: &str) -> bool {
    let wishes = wishes(headers, ACCEPT_ENCODING);
    let named = |name: &str| wishes.iter().find(|wish| wish.name == name);
    named(coding).or(named("*")).is_some_and(|wish| 0.0 < wish.weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_by_its_name_or_by_a_star() {
        for (sent, expected) in [
            ("", false),
            ("gzip", false),
            ("gzip, br", true),
            ("BR;q=0.1", true),
            ("br;q=0, *", false),
            ("*", true),
            ("*;q=0", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(sent))]);
            assert_eq!(takes_coding(&headers, "br"), expected, "{sent}");
        }
    }

    #[test]
    fn the_coding_follows_accept_encoding() {
        use Coding::{Gzip, Identity, Zstd};
        let cases = [
            (None, Identity, false),
            (Some(""), Identity, false),
            (Some("br"), Identity, false),
            (Some("gzip, deflate, br"), Gzip, false),
            (Some("gzip, deflate, br, zstd"), Zstd, false),
            (Some("zstd;q=0.5, gzip"), Gzip, false),
            (Some("zstd;q=0, gzip;q=0.1"), Gzip, false),
            (Some("x-gzip"), Gzip, false),
            (Some("*"), Zstd, false),
            (Some("zstd;q=0, *"), Gzip, false),
            (Some("gzip;q=0"), Identity, false),
            (Some("identity"), Identity, false),
            (Some("identity, gzip;q=0.5"), Identity, false),
            (Some("identity;q=0.5, gzip"), Gzip, false),
            (Some("identity;q=0, gzip"), Gzip, true),
            (Some("*;q=0, gzip"), Gzip, true),
            (Some("identity;q=0"), Identity, false),
        ];
        for (sent, coding, always) in cases {
            let headers = sent.map(|sent| (ACCEPT_ENCODING, HeaderValue::from_static(sent)));
            let read = AnswerCoding::from_headers(&headers.into_iter().collect());
            assert_eq!(read, AnswerCoding { coding, always }, "{sent:?}");
        }
    }
}
