//! The deployer's own mailbox, whose credentials stand in the secret and not in a connection.

use crate::error::Lacking;
use crate::{Connections, Error};
use google::{Client, Credentials};
use std::fmt;

/// A way into the deployer's mailbox. It is not stored: what a refresh gives is good for a run.
#[derive(Clone)]
pub struct OwnMailbox {
    client: Client,
    credentials: Credentials,
}

impl fmt::Debug for OwnMailbox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("OwnMailbox(..)")
    }
}

impl Connections {
    /// The mailbox that the secret has credentials for, if it has any.
    pub async fn own_mailbox(&self) -> Result<Option<OwnMailbox>, Error> {
        let secrets = self.secrets.current().await?;
        let Some(account) = &secrets.gmail else { return Ok(None) };
        let client = Client::new(&account.client_id, &account.client_secret, account.token_uri.as_deref());
        let client = client.map_err(|wrong| Error::NotConfigured(Lacking::GoodMailAccount(wrong)))?;
        let credentials = Credentials::of_refresh_token(&account.refresh_token, &account.scopes);
        Ok(Some(OwnMailbox { client, credentials }))
    }

    /// An access token for the deployer's mailbox, good for an hour from `now` (ms). Its refresh asks for no scope, so it is
    /// given what was granted. [`google::Error::InvalidGrant`]: the deployer has to run `impulses gmail authorize` again.
    pub async fn own_access(&self, own: &OwnMailbox, now: i64) -> Result<Credentials, Error> {
        Ok(self.google.refresh(&own.client, &own.credentials, now).await?)
    }
}
