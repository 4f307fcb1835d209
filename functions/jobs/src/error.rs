//! Why a run failed.

use domain::{ErrorKind, Failure};

/// An error of what the run worked on; this layer adds nothing to it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Connections(#[from] connections::Error),
    #[error(transparent)]
    Mailboxes(#[from] mailboxes::Error),
    #[error(transparent)]
    Post(#[from] post::PostError),
    #[error(transparent)]
    Texts(#[from] sms::SendError),
}

impl Failure for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::Store(error) => error.kind(),
            Error::Connections(error) => error.kind(),
            Error::Mailboxes(error) => error.kind(),
            Error::Post(error) => error.kind(),
            Error::Texts(error) => error.kind(),
        }
    }
}
