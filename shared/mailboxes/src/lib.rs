//! Mailboxes: the new mails of a connected account are read, and what they tell of events is stored.
//!
//! ```text
//!   listing ──▶ ledger: which of them are new ──▶ reading, some side by side ──▶ telling, one after the other ──▶ finish
//!   (changes since the last time,                 (by what programs wrote,       (events and ledger
//!    or everything of a year)                      else by a model)               in one transaction)
//! ```
//!
//! Only the job needs it. How a mail is read and which events are the same is the business of `extract`, what Gmail says on
//! the wire that of `google`, credentials that of `connections`.

mod run;

mod attempt;
pub(crate) use attempt::Attempt;

mod progress;
mod wanted;

mod listing;

mod ledger;

mod reading;

mod asking;

mod telling;

mod shelf;

mod finish;

mod metrics;

mod model;
pub use model::Model;

mod error;
pub use error::Error;

use connections::Connections;
use runtime::{Config, SecretSource};
use store::Store;

/// All mailboxes; cheap to clone.
#[derive(Clone)]
pub struct Mailboxes {
    store: Store,
    secrets: SecretSource,
    connections: Connections,
    model: Model,
}

impl Mailboxes {
    /// Over this store and its connections, with the installation's secrets.
    pub fn new(store: Store, secrets: SecretSource, connections: Connections, model: Model) -> Mailboxes {
        Mailboxes { store, secrets, connections, model }
    }

    /// As the environment says.
    pub fn configured(store: Store, secrets: SecretSource, connections: Connections, config: &Config) -> Mailboxes {
        Mailboxes::new(store, secrets, connections, Model::configured(config))
    }
}
