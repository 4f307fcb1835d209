//! What the program's exit code says, in one place: docs/cli.md and `impulses --help` list the same.

use crate::api::{Refused, Unreached};
use domain::{ErrorKind, Failure};
use http::StatusCode;
use std::io;
use std::process::ExitCode;

/// How a run ended that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// It failed, and no other word fits.
    Failed = 1,
    /// The command, or the data that it was given, is wrong. clap ends with it too.
    Usage = 2,
    /// Nobody is signed in, or who is may not do this.
    NotAllowed = 3,
    /// There is no such metric, token, user, flag or file.
    NotFound = 4,
    /// The server or the table does not answer, or not now; the same command may succeed later.
    Unavailable = 5,
}

/// Why the program ends, in words for who runs it.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(crate) struct Ended {
    exit: Exit,
    words: String,
}

impl Exit {
    /// An error that ends the program like this.
    pub(crate) fn because(self, words: impl Into<String>) -> anyhow::Error {
        Ended { exit: self, words: words.into() }.into()
    }

    /// What an answer of this status means.
    fn of_status(status: StatusCode) -> Exit {
        match status.as_u16() {
            401 | 403 => Exit::NotAllowed,
            404 => Exit::NotFound,
            400 | 405 | 413 | 415 | 422 => Exit::Usage,
            408 | 429 | 500.. => Exit::Unavailable,
            _ => Exit::Failed,
        }
    }

    /// What an error means: the first of its causes that has a meaning.
    fn of(error: &anyhow::Error) -> Exit {
        error.chain().find_map(meaning).unwrap_or(Exit::Failed)
    }
}

fn meaning(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    if let Some(ended) = cause.downcast_ref::<Ended>() {
        return Some(ended.exit);
    }
    if let Some(refused) = cause.downcast_ref::<Refused>() {
        return Some(Exit::of_status(refused.status));
    }
    if cause.is::<engine::InUse>() {
        return Some(Exit::Unavailable);
    }
    if let Some(error) = cause.downcast_ref::<store::Error>() {
        return (error.kind() == ErrorKind::Unavailable).then_some(Exit::Unavailable);
    }
    if let Some(error) = cause.downcast_ref::<google::Error>() {
        return match error.kind() {
            ErrorKind::Unavailable => Some(Exit::Unavailable),
            ErrorKind::Forbidden => Some(Exit::NotAllowed),
            _ => None,
        };
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return (error.kind() == io::ErrorKind::NotFound).then_some(Exit::NotFound);
    }
    cause.is::<Unreached>().then_some(Exit::Unavailable)
}

/// The exit code of a run; says on stderr why it is not 0. Whoever reads our output may stop reading: that is no
/// failure.
pub(crate) fn code(outcome: anyhow::Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    if error.chain().any(is_unread) {
        return ExitCode::SUCCESS;
    }
    eprintln!("impulses: {error:#}");
    ExitCode::from(Exit::of(&error) as u8)
}

/// Whether it says that nobody reads what is written. A table's writer does not give its cause as such.
pub(crate) fn is_unread(cause: &(dyn std::error::Error + 'static)) -> bool {
    let io = match cause.downcast_ref::<csv::Error>().map(csv::Error::kind) {
        Some(csv::ErrorKind::Io(error)) => Some(error),
        _ => cause.downcast_ref::<io::Error>(),
    };
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
