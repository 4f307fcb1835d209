//! What the server answers, and the shapes of its errors.

use serde_json::{Value, json};

/// A whole answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) location: Option<String>,
    pub(super) retry_after_s: Option<u32>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Answer {
        Answer {
            status,
            content_type: "application/json; charset=UTF-8",
            location: None,
            retry_after_s: None,
            body: body.to_string(),
        }
    }

    pub(super) fn html(status: u16, body: String) -> Answer {
        Answer { status, content_type: "text/html; charset=UTF-8", location: None, retry_after_s: None, body }
    }

    pub(super) fn redirect(location: String) -> Answer {
        Answer {
            status: 302,
            content_type: "text/plain",
            location: Some(location),
            retry_after_s: None,
            body: String::new(),
        }
    }

    /// An error of the OAuth endpoints (RFC 6749, 5.2).
    pub(super) fn oauth_error(status: u16, error: &str, description: &str) -> Answer {
        Answer::json(status, &json!({ "error": error, "error_description": description }))
    }
}

/// An error of an API, as the pages on errors show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Google's word for it, like `fullSyncRequired`.
    pub reason: &'static str,
    /// For whoever reads it.
    pub message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, reason: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { status, reason, message: message.into() }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Refusal {
        Refusal::new(400, "badRequest", message)
    }

    pub(super) fn answer(&self) -> Answer {
        let detail = json!({ "domain": self.domain(), "reason": self.reason, "message": self.message });
        let error = json!({ "code": self.status, "message": self.message, "errors": [detail] });
        Answer::json(self.status, &json!({ "error": error }))
    }

    fn domain(&self) -> &'static str {
        match self.reason {
            "fullSyncRequired" => "calendar",
            "rateLimitExceeded" | "userRateLimitExceeded" | "quotaExceeded" => "usageLimits",
            _ => "global",
        }
    }
}
