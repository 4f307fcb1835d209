//! What goes wrong with a request.

use super::problem::Problem;

/// How a request fails. But for [`Fault::AnswerLost`] and [`Fault::Garbage`] no message is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More requests at once than the account may make; none of them was processed
    /// (<https://www.twilio.com/docs/api/errors/20429>).
    TooMany {
        /// The header `Retry-After`, in seconds.
        retry_after_s: u32,
    },
    /// Twilio itself is ill.
    Internal,
    /// It is being mended (<https://www.twilio.com/docs/api/errors/20503>).
    Unavailable,
    /// What stands before it had no answer of it in time, whatever became of the request.
    GatewayTimeout,
    /// A refusal with this status and code (<https://www.twilio.com/docs/api/errors>).
    Refused {
        /// The HTTP status.
        status: u16,
        /// Twilio's code.
        code: u32,
    },
    /// The connection is closed before anything is answered, and the message is not made.
    CutConnection,
    /// The message is made, and the connection closed before that is answered.
    AnswerLost,
    /// The message is made, and what is answered is a web page.
    Garbage,
    /// Nothing is ever answered.
    Silence,
}

impl Fault {
    /// The error to answer with, where there is one.
    pub(super) fn problem(self) -> Option<Problem> {
        match self {
            Fault::TooMany { .. } => Some(Problem::new(429, 20429, "Too Many Requests")),
            Fault::Internal => Some(Problem::new(500, 20500, "Internal Server Error")),
            Fault::Unavailable => Some(Problem::new(503, 20503, "Service unavailable")),
            Fault::GatewayTimeout => Some(Problem::new(504, 20504, "Gateway Timeout")),
            Fault::Refused { status, code } => Some(Problem::new(status, code, "injected")),
            Fault::CutConnection | Fault::AnswerLost | Fault::Garbage | Fault::Silence => None,
        }
    }
}
