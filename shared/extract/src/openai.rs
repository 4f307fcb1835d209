//! The way to a model: one call, `POST {base}/chat/completions`
//! (<https://platform.openai.com/docs/api-reference/chat/create>), of OpenAI or of any server that is compatible.
//!
//! No redirects, no retries: a question costs money, and only whoever holds the budget knows whether to ask again.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use https::{Connector, IDLE_TIMEOUT};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Where OpenAI's API is.
const BASE_URL: &str = "https://api.openai.com/v1";
/// Eight thousand tokens take a small model a minute and a half.
const TIMEOUT: Duration = Duration::from_secs(120);
/// An answer of that many tokens has 40 KB.
const MOST_BYTES: usize = 1 << 20;
/// OpenAI's codes are words; what is longer is none.
const LONGEST_CODE: usize = 60;
const US: &str = concat!("impulses/", env!("CARGO_PKG_VERSION"));

/// Cheap to clone; clones share their connections. The first call makes them: most lives of a function ask nothing.
#[derive(Clone)]
pub struct OpenAi {
    base: Arc<str>,
    pool: Arc<OnceLock<Client<Connector, Full<Bytes>>>>,
}

/// A question without an answer. Neither the question nor the key is told.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The key or its project is not accepted, or out of credit: the operator has to act.
    #[error("the model's server does not accept the key: status {status}, code {code}")]
    NotAllowed {
        /// The HTTP status.
        status: u16,
        /// The server's word for it, empty if it has none.
        code: String,
    },
    /// This question will never be answered: no such model, too long, no structured outputs.
    #[error("the model's server does not accept the question: status {status}, code {code}")]
    Invalid {
        /// The HTTP status.
        status: u16,
        /// The server's word for it, empty if it has none.
        code: String,
    },
    /// Too many questions for now.
    #[error("the model's server takes no more questions for now")]
    Busy {
        /// How long to wait at least, if it said.
        retry_after: Option<Duration>,
    },
    /// The server is ill or out of reach, or its answer was lost, for which it may want money nevertheless.
    #[error("the model's server is unavailable")]
    Unavailable(#[source] Outage),
}

/// Why the server counts as unavailable; for the log.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// What we were told to use is no address.
    #[error("OPENAI_BASE_URL is no address")]
    NoAddress,
    /// The connection did not come about, or failed.
    #[error("the connection failed")]
    Connection(#[source] hyper_util::client::legacy::Error),
    /// The answer ended too early, or never.
    #[error("the answer broke off")]
    BrokenOff(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No whole answer came within this time.
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// It answered so.
    #[error("it answered {0}")]
    Answered(u16),
}

impl OpenAi {
    /// At this base, up to and with `/v1` and without a slash at its end, or at OpenAI's own.
    pub fn new(base: Option<&str>) -> OpenAi {
        OpenAi { base: base.unwrap_or(BASE_URL).trim_end_matches('/').into(), pool: Arc::default() }
    }

    /// Asks once; the body of an answer is for [`crate::model::read`]. Servers of one's own need no key.
    pub async fn ask(&self, key: Option<&str>, question: &Value) -> Result<Bytes, AskError> {
        let request = self.request(key, question)?;
        match tokio::time::timeout(TIMEOUT, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(AskError::Unavailable(Outage::Timeout(TIMEOUT))),
        }
    }

    fn request(&self, key: Option<&str>, question: &Value) -> Result<Request<Full<Bytes>>, AskError> {
        let request = Request::post(format!("{}/chat/completions", self.base));
        let mut request = request.header(CONTENT_TYPE, "application/json").header(USER_AGENT, US);
        if let Some(key) = key {
            request = request.header(AUTHORIZATION, bearer(key)?);
        }
        let body = Full::from(question.to_string());
        request.body(body).map_err(|_| AskError::Unavailable(Outage::NoAddress))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Bytes, AskError> {
        let unavailable = |error| AskError::Unavailable(Outage::Connection(error));
        let (parts, body) = self.pool().request(request).await.map_err(unavailable)?.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await;
        let body = body.map_err(|error| AskError::Unavailable(Outage::BrokenOff(error)))?.to_bytes();
        if parts.status == StatusCode::OK { Ok(body) } else { Err(error_of(parts.status, &parts.headers, &body)) }
    }

    fn pool(&self) -> &Client<Connector, Full<Bytes>> {
        self.pool.get_or_init(|| {
            let mut builder = Client::builder(TokioExecutor::new());
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(https::connector())
        })
    }
}

impl AskError {
    /// Whether it waits for the operator, not for the server.
    pub fn needs_operator(&self) -> bool {
        matches!(self, AskError::NotAllowed { .. })
    }

    /// Whether the same question may be answered later.
    pub fn may_pass(&self) -> bool {
        !matches!(self, AskError::Invalid { .. })
    }
}

/// RFC 6750; hidden from whatever prints headers.
fn bearer(key: &str) -> Result<HeaderValue, AskError> {
    let not_a_key = |_| AskError::NotAllowed { status: 0, code: "malformed_key".to_owned() };
    let mut shown = HeaderValue::try_from(format!("Bearer {key}")).map_err(not_a_key)?;
    shown.set_sensitive(true);
    Ok(shown)
}

/// Codes of a 400 that say that the model, or how it is asked, is not right: no mail can be asked about.
const NOT_THIS_MODEL: [&str; 4] = ["model_not_found", "unsupported_parameter", "unsupported_value", "invalid_model"];

/// By <https://platform.openai.com/docs/guides/error-codes>. An account without credit is answered 429 like haste.
fn error_of(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> AskError {
    let code = code_of(body);
    match status.as_u16() {
        401..=404 => AskError::NotAllowed { status: status.as_u16(), code },
        400 if NOT_THIS_MODEL.contains(&code.as_str()) => AskError::NotAllowed { status: 400, code },
        429 if code == "insufficient_quota" => AskError::NotAllowed { status: 429, code },
        429 => AskError::Busy { retry_after: retry_after(headers) },
        408 | 409 => AskError::Unavailable(Outage::Answered(status.as_u16())),
        status @ 400..=499 => AskError::Invalid { status, code },
        status => AskError::Unavailable(Outage::Answered(status)),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u32 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.into()))
}

#[derive(Deserialize)]
struct Stated {
    error: StatedError,
}

#[derive(Deserialize)]
struct StatedError {
    code: Option<Value>,
}

/// The word for an error, never its message: that may quote the mail.
fn code_of(body: &[u8]) -> String {
    let stated = serde_json::from_slice::<Stated>(body).ok().and_then(|stated| stated.error.code);
    let code = stated.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
    let is_word = code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_word { code } else { String::new() }
}
