//! What goes wrong with a question (<https://platform.openai.com/docs/guides/error-codes>).

use super::server::Answer;
use serde_json::json;

/// How a question fails. None of them costs anything but for [`Fault::HangUp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Too many questions, or tokens, a minute.
    TooMany {
        /// The header `Retry-After`, in seconds.
        retry_after_s: u32,
    },
    /// The account has no credit: also a 429, and no waiting helps.
    NoCredit,
    /// An error of this status and code.
    Status {
        /// The HTTP status.
        status: u16,
        /// OpenAI's word: `model_not_found`, `context_length_exceeded`, `server_error`.
        code: &'static str,
    },
    /// The connection is closed before anything is answered.
    CutConnection,
    /// The answer is cut off within its body.
    HangUp,
    /// A 200 that is a web page.
    Garbage,
    /// Nothing is ever answered.
    Silence,
}

impl Fault {
    /// What is answered, where something is.
    pub(super) fn answer(self) -> Option<Answer> {
        match self {
            Fault::TooMany { retry_after_s } => {
                let answer = error(429, "rate_limit_exceeded", "Rate limit reached for requests");
                Some(Answer { retry_after_s: Some(retry_after_s), ..answer })
            }
            Fault::NoCredit => Some(error(429, "insufficient_quota", "You exceeded your current quota")),
            Fault::Status { status, code } => Some(error(status, code, "injected")),
            Fault::Garbage => Some(Answer::new(200, "<!doctype html><title>Sorry</title>".to_owned())),
            Fault::CutConnection | Fault::HangUp | Fault::Silence => None,
        }
    }
}

/// An error as the API writes them.
pub(super) fn error(status: u16, code: &str, message: &str) -> Answer {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": null, "code": code });
    Answer::new(status, json!({ "error": error }).to_string())
}
