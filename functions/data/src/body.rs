//! The body of a write, in whatever form it came.

use crate::sent::{Sent, Target};
use crate::{body_csv, body_json};
use serde_json::Value;
use web::{Error, Media, Payload, Violation};

/// Bodies from this size on are parsed on a thread that may be kept busy.
const LARGE: usize = 64 * 1024;

/// What a body came to: points, or all that is wrong with them.
pub(crate) type Parsed = Result<Sent, Vec<Violation>>;

/// Parses a body of points. Malformed JSON is an error at once, before anybody asks who is there; violations of the
/// shape wait until it is known.
pub(crate) async fn parse(payload: Payload, target: Target) -> Result<Parsed, Error> {
    let parsed = if payload.bytes.len() < LARGE {
        parse_here(&payload, target)
    } else {
        tokio::task::spawn_blocking(move || parse_here(&payload, target)).await.map_err(Error::bug)?
    };
    match parsed {
        Err(violations) if violations.iter().any(|violation| violation.rule == "json_invalid") => {
            Err(Error::violations(violations))
        }
        parsed => Ok(parsed),
    }
}

fn parse_here(payload: &Payload, target: Target) -> Parsed {
    match (payload.media, target) {
        (Media::Json, _) => body_json::list(&payload.bytes, target),
        (Media::NdJson, _) => body_json::lines(&payload.bytes, target),
        (Media::Csv, Target::One) => body_csv::table(&payload.bytes),
        _ => Err(vec![Violation::list_type(["body".into()], Value::Null)]),
    }
}
