//! Why a mailbox could not be read.

use domain::{ErrorKind, Failure};
use extract::openai::AskError;
use std::time::Duration;

/// A failed run. Display tells this layer only; the cause is its `source()`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else began with the mailbox meanwhile.
    #[error("somebody else works on the mailbox")]
    Overtaken,
    /// The account could not be used.
    #[error("the account could not be used")]
    Connections(#[from] connections::Error),
    /// Gmail refused or could not be reached.
    #[error("Gmail did not do what was asked")]
    Google(#[from] google::Error),
    /// The model could not be asked.
    #[error("the model could not be asked")]
    Model(#[from] AskError),
    /// Too many of the mails that were looked at could not be read.
    #[error("more than half of the mails could not be read")]
    TooManyFailures,
    /// The table.
    #[error("what became of the mails could not be read or stored")]
    Store(#[source] store::Error),
    /// The secret.
    #[error("the secret is not available")]
    Secrets(#[from] runtime::SecretsError),
    /// What is stored does not read back.
    #[error("a stored {0} is malformed")]
    Malformed(&'static str),
}

impl From<store::Error> for Error {
    /// All that is written here checks that the mailbox is still ours.
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::Conflict => Error::Overtaken,
            error => Error::Store(error),
        }
    }
}

impl Error {
    /// A word for it that never changes, for the status of a mailbox.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Overtaken | Error::Store(_) | Error::Secrets(_) => "unavailable",
            Error::Connections(error) => error.code(),
            Error::Google(error) => error.code(),
            Error::Model(AskError::NotAllowed { .. }) => "model_not_allowed",
            Error::Model(AskError::Invalid { .. }) => "model_refused",
            Error::Model(AskError::Busy { .. }) => "model_busy",
            Error::Model(AskError::Unavailable(_)) => "model_unavailable",
            Error::TooManyFailures => "too_many_failures",
            Error::Malformed(_) => "malformed",
        }
    }

    /// Whether only the owner of the account can help, by a new consent.
    pub(crate) fn needs_consent(&self) -> bool {
        matches!(
            self,
            Error::Google(google::Error::InvalidGrant)
                | Error::Connections(connections::Error::Google(google::Error::InvalidGrant))
        )
    }

    /// How long whoever refused wants to be left alone, if they said.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Google(error) => error.retry_after(),
            Error::Model(AskError::Busy { retry_after }) => *retry_after,
            _ => None,
        }
    }
}

impl Failure for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::Overtaken | Error::Model(_) | Error::TooManyFailures | Error::Secrets(_) => ErrorKind::Unavailable,
            Error::Connections(error) => error.kind(),
            Error::Google(error) => error.kind(),
            Error::Store(error) => error.kind(),
            Error::Malformed(_) => ErrorKind::Bug,
        }
    }
}
