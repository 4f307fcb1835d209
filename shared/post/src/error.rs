//! Why a letter did not go out. None of it tells to whom or what.

use domain::{ErrorKind, Failure};

/// A letter that did not go out; all but [`PostError::Refused`] may pass.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// There is no way for letters to go out.
    #[error("mail is not set up: MAIL_FROM is missing")]
    NotSetUp,
    /// There is no key to read it with.
    #[error("no encryption key is configured")]
    NoKeys,
    /// The keys cannot be had.
    #[error("the secret is not available")]
    Secrets(#[from] runtime::SecretsError),
    /// It cannot be read.
    #[error(transparent)]
    Sealed(#[from] letters::SealError),
    /// SES answered this, which is about us, or now.
    #[error("SES did not take a letter: {0}")]
    NotTaken(String),
    /// SES was not reached, or its answer was not.
    #[error("SES did not answer")]
    NoAnswer(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It will never be taken.
    #[error("a letter was refused: {}", .0.as_str())]
    Refused(Refused),
}

/// Why a letter will never be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// SES rejects what it says (`MessageRejected`).
    Rejected,
    /// SES does not take the address for one (`BadRequestException`).
    BadAddress,
}

impl Refused {
    /// A word for it, for the store and for logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Refused::Rejected => "rejected",
            Refused::BadAddress => "bad_address",
        }
    }
}

impl Failure for PostError {
    fn kind(&self) -> ErrorKind {
        match self {
            PostError::Sealed(error) => error.kind(),
            PostError::Refused(_) => ErrorKind::Invalid,
            _ => ErrorKind::Unavailable,
        }
    }
}
