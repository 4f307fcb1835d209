//! One call: what is sent, how often, and how long is waited in between.

use super::Answer;
use crate::exit::Exit;
use http::header::RETRY_AFTER;
use http::request::Builder;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Serialize;
use std::thread;
use std::time::Duration;
use ureq::{Agent, Body, Error};
use url::Url;

/// Tries of a call that may be repeated.
const ATTEMPTS: u32 = 6;
/// The first wait; each further one is twice as long, so that all tries together take about 15 s.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A server that asks for more patience than a person has is reported instead.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// What a write is recognised by when it comes again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A call in the making.
pub(crate) struct Call {
    agent: Agent,
    url: Url,
    request: Builder,
    body: Vec<u8>,
    repeatable: bool,
}

/// There was no answer: nobody listens, or not in time.
#[derive(Debug, thiserror::Error)]
#[error("{host} {words}")]
pub(crate) struct Unreached {
    host: String,
    words: &'static str,
    source: Box<Error>,
}

impl Call {
    /// GET may be repeated; everything else once it has a key, or is said to be harmless.
    pub(super) fn new(agent: Agent, method: Method, url: Url) -> Call {
        let repeatable = method == Method::GET;
        Call { agent, url, request: Request::builder().method(method), body: Vec::new(), repeatable }
    }

    /// With a header.
    pub(crate) fn header(self, name: &str, value: &str) -> Call {
        Call { request: self.request.header(name, value), ..self }
    }

    /// With parameters behind its address.
    pub(crate) fn query(self, parameters: &[(&'static str, String)]) -> Call {
        let mut url = self.url;
        url.query_pairs_mut().extend_pairs(parameters);
        Call { url, ..self }
    }

    /// With the body `value` as JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<Call> {
        let body = serde_json::to_vec(value)?;
        Ok(Call { body, ..self.header("content-type", "application/json") })
    }

    /// With a key by which the server knows repeats, so that they do nothing twice.
    pub(crate) fn keyed(self, key: &str) -> Call {
        Call { repeatable: true, ..self.header(IDEMPOTENCY_KEY, key) }
    }

    /// Doing it twice is doing it once.
    pub(crate) fn harmless(self) -> Call {
        Call { repeatable: true, ..self }
    }

    /// A person waits for it, and does better than to try again.
    pub(crate) fn once(self) -> Call {
        Call { repeatable: false, ..self }
    }

    /// Sends it, again where that may help, and answers what succeeded.
    pub(crate) fn send(self) -> anyhow::Result<Answer> {
        let request = self.request.uri(self.url.as_str()).body(self.body);
        let request = request
            .map_err(|_| Exit::Usage.because("this cannot be sent: a header has characters it must not have"))?;
        let mut attempt = 1;
        loop {
            let outcome = match request.body().is_empty() {
                true => self.agent.run(request.clone().map(drop)),
                false => self.agent.run(request.clone()),
            };
            match wait_before_another(&outcome, attempt).filter(|_| self.repeatable) {
                Some(wait) => thread::sleep(wait),
                None => return Answer::read(outcome.map_err(|error| unreached(&self.url, error))?),
            }
            attempt += 1;
        }
    }
}

/// How long to wait before a call is tried again; `None` where that would not help.
fn wait_before_another(outcome: &Result<Response<Body>, Error>, attempt: u32) -> Option<Duration> {
    let asked = match outcome {
        Ok(response) if !is_passing(response.status()) => return None,
        Ok(response) => retry_after(response.headers()),
        Err(Error::Io(_) | Error::Timeout(_) | Error::ConnectionFailed | Error::HostNotFound) => None,
        Err(_) => return None,
    };
    let wait = asked.unwrap_or_else(|| FIRST_WAIT.mul_f64(f64::from(1 << (attempt - 1)) * spread()));
    (attempt < ATTEMPTS && wait <= LONGEST_WAIT).then_some(wait)
}

/// A later try may be answered otherwise.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502..=504)
}

/// The header in seconds (RFC 9110, 10.2.3); our servers send no dates.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// By chance between 1/2 and 1, so that what failed together does not come again together.
fn spread() -> f64 {
    let chance = uuid::Uuid::new_v4().into_bytes()[0];
    0.5 + f64::from(chance) / 512.0
}

/// The host alone: the rest of an address may hold what is nobody's business.
fn unreached(url: &Url, error: Error) -> anyhow::Error {
    let words = if matches!(error, Error::Timeout(_)) { "did not answer in time" } else { "cannot be reached" };
    let host = url.host_str().unwrap_or("the server").to_owned();
    Unreached { host, words, source: Box::new(error) }.into()
}
