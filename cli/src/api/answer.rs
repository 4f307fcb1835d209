//! What came back: a body that succeeded, or a refusal in the server's words.

use super::call::retry_after;
use anyhow::Context;
use http::header::{LINK, SET_COOKIE};
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::Body;

/// The most violations that are told; a wrong file has the same one on every line.
const TOLD: usize = 5;
/// How the address of the next page is marked (RFC 8288).
const NEXT: &str = "; rel=\"next\"";

/// A successful answer.
pub(crate) struct Answer {
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The server's no, in its own words.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(crate) struct Refused {
    /// What kind of no.
    pub(crate) status: StatusCode,
    words: String,
}

impl Answer {
    /// Reads it whole; a refusal is an error.
    pub(super) fn read(response: Response<Body>) -> anyhow::Result<Answer> {
        let (head, body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        // An older server answers a metric in one piece, however large.
        let body = body.into_with_config().limit(u64::MAX).read_to_vec().context("the answer broke off")?;
        if status.is_success() {
            return Ok(Answer { headers, body });
        }
        Err(refusal(status, &headers, &body))
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_slice(&self.body).context("the answer is not what an Impulses answers")
    }

    /// Where the next page is.
    pub(crate) fn next(&self) -> Option<&str> {
        let link = self.headers.get(LINK)?.to_str().ok()?;
        link.strip_suffix(NEXT)?.strip_prefix('<')?.strip_suffix('>')
    }

    /// The value of a cookie that it sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values =
            set.filter_map(|cookie| cookie.split(';').next()?.trim().strip_prefix(name)?.strip_prefix('='));
        values.next().map(str::to_owned)
    }
}

fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> anyhow::Error {
    let said = serde_json::from_slice(body).ok().and_then(|body: Value| detail(&body));
    let mut words = said.unwrap_or_else(|| format!("the server answered {status}"));
    if let Some(wait) = retry_after(headers) {
        words.push_str(&format!("; try again in {} s", wait.as_secs()));
    }
    Refused { status, words }.into()
}

/// `detail` is a sentence or a list of violations; API Gateway says `message`, OFREP `errorDetails`.
fn detail(body: &Value) -> Option<String> {
    let said = ["detail", "message", "errorDetails"].into_iter().find_map(|field| body.get(field));
    let violations = match said? {
        Value::String(sentence) => return Some(crate::output::harmless(sentence).into_owned()),
        Value::Array(violations) => violations,
        _ => return None,
    };
    let mut told: Vec<String> = violations.iter().take(TOLD).map(violation).collect();
    if TOLD < violations.len() {
        told.push(format!("and {} more", violations.len() - TOLD));
    }
    Some(told.join("; "))
}

fn violation(violation: &Value) -> String {
    let place = violation["loc"].as_array().into_iter().flatten().skip(1);
    let place: Vec<String> = place.map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned)).collect();
    let message = violation["msg"].as_str().unwrap_or("is wrong");
    // The kind of error, which the API's older clients expect to see there.
    let message = message.strip_prefix("Value error, ").unwrap_or(message);
    crate::output::harmless(&format!("{}: {message}", place.join("."))).into_owned()
}
