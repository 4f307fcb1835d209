//! In which form a client wants an answer: its format by `Accept`, its compression by `Accept-Encoding`.

use crate::AnswerCoding;
use crate::quality::{Wish, wishes};
use axum::extract::FromRequestParts;
use http::header::ACCEPT;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use std::cmp::Ordering;
use std::convert::Infallible;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accept {
    /// How it is written.
    pub format: Format,
    /// How it is compressed.
    pub coding: AnswerCoding,
}

/// How points are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON value.
    Json,
    /// One JSON value a line.
    NdJson,
    /// A table.
    Csv,
}

/// The formats, the preferred one first, with the media ranges that mean it, the most specific first. `*/*` stands last and
/// only at JSON: a client that takes anything gets what the old API gave.
const RANGES: [(Format, &[&str]); 3] = [
    (Format::Json, &["application/json", "application/*", "*/*"]),
    (Format::NdJson, &["application/x-ndjson", "application/ndjson", "application/jsonl"]),
    (Format::Csv, &["text/csv", "text/*"]),
];

impl Accept {
    /// Reads both headers.
    pub fn from_headers(headers: &HeaderMap) -> Accept {
        Accept { format: Format::from_headers(headers), coding: AnswerCoding::from_headers(headers) }
    }
}

impl<S: Sync> FromRequestParts<S> for Accept {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Accept, Infallible> {
        Ok(Accept::from_headers(&parts.headers))
    }
}

impl Format {
    /// The format with the greatest weight; of equal ones that which is named more exactly, then JSON. JSON too where the
    /// client names none of ours: existing clients send whatever their HTTP library sends.
    pub fn from_headers(headers: &HeaderMap) -> Format {
        let wishes = wishes(headers, ACCEPT);
        let wanted = RANGES.into_iter().filter_map(|(format, ranges)| Some((format, wanted(&wishes, ranges)?)));
        let best = wanted.reduce(|best, next| if better(next.1, best.1) { next } else { best });
        best.map_or(Format::Json, |(format, _)| format)
    }

    /// What `Content-Type` says of it.
    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Format::Json => "application/json",
            Format::NdJson => "application/x-ndjson",
            Format::Csv => "text/csv; charset=utf-8",
        })
    }
}

/// The weight of the most specific range that was sent, and how unspecific it is (its `*`); none if not acceptable.
fn wanted(wishes: &[Wish], ranges: &[&str]) -> Option<(f32, usize)> {
    let (range, wish) =
        ranges.iter().find_map(|range| Some((range, wishes.iter().find(|wish| wish.name == **range)?)))?;
    (wish.weight > 0.0).then(|| (wish.weight, range.matches('*').count()))
}

fn better(next: (f32, usize), best: (f32, usize)) -> bool {
    match next.0.total_cmp(&best.0) {
        Ordering::Equal => next.1 < best.1,
        order => order == Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_accept() {
        use Format::{Csv, Json, NdJson};
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let cases = [
            (None, Json),
            (Some(""), Json),
            (Some("*/*"), Json),
            (Some(browser), Json),
            (Some("image/png"), Json),
            (Some("application/json"), Json),
            (Some("application/*"), Json),
            (Some("application/x-ndjson"), NdJson),
            (Some("application/ndjson"), NdJson),
            (Some("application/jsonl"), NdJson),
            (Some("TEXT/CSV"), Csv),
            (Some("text/*"), Csv),
            (Some("text/csv, */*"), Csv),
            (Some("text/csv;q=0.5, application/json"), Json),
            (Some("text/csv;q=0.5, application/json;q=0.4"), Csv),
            (Some("text/csv, application/json"), Json),
            (Some("application/json;q=0, */*"), Json),
            (Some("application/json;q=0, text/csv;q=0.1"), Csv),
            (Some("text/csv;q=0"), Json),
        ];
        for (sent, expected) in cases {
            let headers = sent.map(|sent| (ACCEPT, HeaderValue::from_static(sent)));
            assert_eq!(Format::from_headers(&headers.into_iter().collect()), expected, "{sent:?}");
        }
    }
}
