//! What an operator does, past the API: against the table itself, in AWS or on this machine. One command, one file.

mod place;
pub(crate) use place::Place;

mod secret;

mod archive;

pub(crate) mod admin;
mod export;
pub(crate) mod flag;
mod import;
pub(crate) mod jobs;
pub(crate) mod secrets;
pub(crate) mod token;
pub(crate) mod user;
mod user_change;

use place::Installation;

/// Opens the installation, does the work, and closes it again, whatever came of the work.
fn with_installation<T>(
    place: &Place,
    work: impl AsyncFnOnce(&Installation) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    waited(async { within(Installation::open(place).await?, work).await })
}

/// The same, for one that may have to be made.
fn with_new_installation<T>(
    place: &Place,
    work: impl AsyncFnOnce(&Installation) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    waited(async { within(Installation::open_or_make(place).await?, work).await })
}

async fn within<T>(
    installation: Installation,
    work: impl AsyncFnOnce(&Installation) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let done = work(&installation).await;
    let closed = installation.close().await;
    done.and_then(|done| closed.map(|()| done))
}

/// Does it on this thread; the rest of the program does not know that AWS is asynchronous.
fn waited<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
