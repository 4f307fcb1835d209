//! An error as Twilio writes it (<https://www.twilio.com/docs/usage/twilios-response>).

use serde_json::{Value, json};

/// An error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) code: u32,
    message: String,
}

impl Problem {
    pub(super) fn new(status: u16, code: u32, message: impl Into<String>) -> Problem {
        Problem { status, code, message: message.into() }
    }

    /// Most of them are 400s.
    pub(super) fn bad(code: u32, message: impl Into<String>) -> Problem {
        Problem::new(400, code, message)
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status,
        })
    }
}
