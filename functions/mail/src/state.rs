//! What the handlers need.

use access::{Access, Need};
use domain::{Product, TokenId, UserId};
use runtime::{Clock, Config, SecretSource};
use store::{Connection, Mailbox, Store};
use web::{Error, Presented};

/// What the handlers need; cheap to clone.
#[derive(Clone)]
pub struct MailState {
    pub(crate) store: Store,
    pub(crate) access: Access,
    pub(crate) clock: Clock,
    /// Our own address, for that of a feed.
    pub(crate) address: Option<String>,
}

impl MailState {
    /// For this table, these secrets, this clock and configuration.
    pub fn new(store: Store, secrets: SecretSource, clock: Clock, config: &Config) -> MailState {
        let access = Access::new(store.clone(), secrets, clock.clone(), config);
        MailState { store, access, clock, address: config.origin_api.clone() }
    }

    pub(crate) async fn user(&self, presented: Presented, need: Need, now: i64) -> Result<UserId, Error> {
        Ok(self.access.authorize(presented, need, now).await?.user)
    }

    /// A mailbox that is connected, and its connection; as it is at first, where nobody has said or read anything of it.
    pub(crate) async fn mailbox(&self, user: UserId, token: &str, now: i64) -> Result<(Connection, Mailbox), Error> {
        let token: TokenId = token.parse().map_err(|_| no_mailbox())?;
        let connection = self.store.connections_get(user, token).await?;
        let connection = connection.filter(|connection| connection.product == Product::Gmail).ok_or_else(no_mailbox)?;
        let mailbox = match self.store.mailboxes_get(user, token).await? {
            Some(mailbox) => mailbox,
            None => Mailbox::new(user, token, now)?,
        };
        Ok((connection, mailbox))
    }
}

pub(crate) fn no_mailbox() -> Error {
    Error::not_found("Mailbox not found")
}
