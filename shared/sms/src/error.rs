//! Why a text message did not go out, or may not have. None of it tells to whom or what.

use crate::Refused;
use domain::{ErrorKind, Failure};
use hyper_util::client::legacy;
use std::time::Duration;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A message that was not taken, as far as we know. All but [`SendError::Refused`] may pass, and only after
/// [`SendError::AnswerLost`] may the message be on its way nevertheless.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// There is no account to send with: the operator has to enter one.
    #[error("text messages are not set up: the secret has no twilio")]
    NotSetUp,
    /// The account cannot be had.
    #[error("the secret is not available")]
    Secrets(#[from] runtime::SecretsError),
    /// Twilio does not take us: token, account, messaging service or address. The operator has to act, and nothing is
    /// lost.
    #[error("Twilio does not take messages of this account: status {status}, code {code}")]
    NotAllowed {
        /// The HTTP status; 201 where it took the message and then not us.
        status: u16,
        /// Twilio's code (<https://www.twilio.com/docs/api/errors>), 0 if it gave none.
        code: u32,
    },
    /// This message will never be taken.
    #[error("{0}")]
    Refused(Refused),
    /// Too many messages at once. None that is answered so was processed
    /// (<https://www.twilio.com/docs/api/errors/20429>).
    #[error("Twilio takes no more messages for now")]
    Busy {
        /// How long to wait at least, if it said.
        retry_after: Option<Duration>,
    },
    /// It was not sent.
    #[error("Twilio is unavailable")]
    Unavailable(#[source] Outage),
    /// It was sent, and whether Twilio has taken it is not known.
    #[error("Twilio's answer was lost")]
    AnswerLost(#[source] Outage),
}

/// Why Twilio counts as unavailable, or its answer as lost; for the log.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// What we were told to use is no address.
    #[error("TWILIO_API_URL is no address")]
    NoAddress,
    /// No connection came about.
    #[error("no connection came about")]
    NoConnection(#[source] Cause),
    /// The connection failed before there was an answer.
    #[error("the connection failed")]
    Connection(#[source] Cause),
    /// The answer ended too early, or never.
    #[error("the answer broke off")]
    BrokenOff(#[source] Cause),
    /// No whole answer came within this time.
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// It answered so.
    #[error("it answered {status}, code {code}")]
    Answered {
        /// The HTTP status.
        status: u16,
        /// Twilio's code, 0 if it gave none.
        code: u32,
    },
    /// It took the message and told nothing that we can read.
    #[error("its answer is malformed")]
    Malformed,
}

impl SendError {
    /// Whether the message may be on its way nevertheless, so that another try may send it twice.
    pub fn may_have_been_sent(&self) -> bool {
        matches!(self, SendError::AnswerLost(_))
    }

    /// Whether it waits for the operator, not for Twilio.
    pub fn needs_operator(&self) -> bool {
        matches!(self, SendError::NotSetUp | SendError::NotAllowed { .. })
    }

    /// How long to wait at least before the next try, if Twilio said.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            SendError::Busy { retry_after } => *retry_after,
            _ => None,
        }
    }
}

impl Outage {
    /// What an error of the connection is.
    pub(crate) fn of(error: legacy::Error) -> Outage {
        if error.is_connect() { Outage::NoConnection(error.into()) } else { Outage::Connection(error.into()) }
    }

    /// Whether it came about before anything could have been sent.
    pub(crate) fn is_before_sending(&self) -> bool {
        matches!(self, Outage::NoAddress | Outage::NoConnection(_))
    }
}

impl Failure for SendError {
    fn kind(&self) -> ErrorKind {
        match self {
            SendError::Refused(_) => ErrorKind::Invalid,
            _ => ErrorKind::Unavailable,
        }
    }
}
