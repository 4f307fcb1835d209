//! What the handlers need.

use access::{Access, Sessions};
use runtime::{Clock, Config, SecretSource};
use store::Store;

/// What the handlers need; cheap to clone.
#[derive(Clone)]
pub struct ProbesState {
    pub(crate) store: Store,
    pub(crate) sessions: Sessions,
    pub(crate) secrets: SecretSource,
    pub(crate) clock: Clock,
    /// Where the provider of text messages reaches us.
    pub(crate) address: Option<String>,
}

impl ProbesState {
    /// For this table, these secrets, this clock and configuration.
    pub fn new(store: Store, secrets: SecretSource, clock: Clock, config: &Config) -> ProbesState {
        let access = Access::new(store.clone(), secrets.clone(), clock.clone(), config);
        let (sessions, address) = (access.sessions().clone(), config.origin_api.clone());
        ProbesState { store, sessions, secrets, clock, address }
    }
}
