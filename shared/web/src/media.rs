//! What a body claims to be, by `Content-Type`.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The kinds of body that some route reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json` or `application/*+json`.
    Json,
    /// One JSON value a line.
    NdJson,
    /// A table.
    Csv,
    /// The fields of a form.
    Form,
    /// Anything else, or nothing said.
    Other,
}

impl Media {
    /// Reads the header; parameters (`charset`, `boundary`) are of no account.
    pub fn from_headers(headers: &HeaderMap) -> Media {
        let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Media::NdJson,
            "application/json" => Media::Json,
            "text/csv" => Media::Csv,
            "application/x-www-form-urlencoded" => Media::Form,
            other if other.starts_with("application/") && other.ends_with("+json") => Media::Json,
            _ => Media::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_kind_follows_content_type() {
        let cases = [
            (None, Media::Other),
            (Some(""), Media::Other),
            (Some("application/json"), Media::Json),
            (Some("Application/JSON; charset=utf-8"), Media::Json),
            (Some("application/problem+json"), Media::Json),
            (Some("text/json"), Media::Other),
            (Some("image/svg+json"), Media::Other),
            (Some("application/x-ndjson"), Media::NdJson),
            (Some("application/ndjson;x=y"), Media::NdJson),
            (Some("application/jsonl"), Media::NdJson),
            (Some("text/csv; header=present"), Media::Csv),
            (Some("application/x-www-form-urlencoded"), Media::Form),
            (Some("text/plain"), Media::Other),
        ];
        for (sent, expected) in cases {
            let headers = sent.map(|sent| (CONTENT_TYPE, HeaderValue::from_static(sent)));
            assert_eq!(Media::from_headers(&headers.into_iter().collect()), expected, "{sent:?}");
        }
    }
}
