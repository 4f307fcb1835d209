//! The scheduled function: each tick it runs whatever is due.
//!
//! A kind of job is one file with one `run`; it is idempotent, and says itself when it wants to run again.

mod calendar_poll;
mod erase;
mod heartbeat;
mod letter;
mod mail_ingest;
mod message;
mod probe;
mod seal;

mod error;
pub(crate) use error::Error;

mod runner;
pub use runner::Runner;

mod lanes;

mod tally;
pub use tally::Tick;

mod watcher;

mod deadline;
pub use deadline::deadline;
