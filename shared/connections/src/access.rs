//! Credentials: encrypted where they lie, decrypted where they are used, and kept fresh.

use crate::error::Lacking;
use crate::{Connections, Error};
use auth::{Keyring, Sealed};
use domain::UserId;
use google::{Client, Credentials};
use runtime::Secrets;
use std::sync::Arc;
use store::{Connection, SealedSecret};

/// An access token that expires this soon is refreshed before it is used, in seconds: longer than a poll's calls take.
const EXPIRES_SOON_S: i64 = 300;

/// What the installation needs to be able to connect anything.
pub(crate) struct Means {
    secrets: Arc<Secrets>,
    pub(crate) client: Client,
}

impl Means {
    fn of(secrets: Arc<Secrets>) -> Result<Means, Error> {
        let client = secrets.google_oauth2_creds.as_deref().ok_or(Error::NotConfigured(Lacking::Client))?;
        let client = Client::from_json(client).map_err(|wrong| Error::NotConfigured(Lacking::GoodClient(wrong)))?;
        Ok(Means { secrets, client })
    }

    pub(crate) fn keyring(&self) -> Result<&Keyring, Error> {
        self.secrets.encryption_keys.as_ref().ok_or(Error::NotConfigured(Lacking::Keys))
    }

    /// Encrypts something of a user for one purpose, so that it decrypts for no other user and purpose.
    pub(crate) fn seal(&self, plain: &[u8], user: UserId, purpose: &str) -> Result<SealedSecret, Error> {
        let Sealed { version, bytes } = self.keyring()?.seal(plain, &context(user, purpose))?;
        Ok(SealedSecret { key_version: version, bytes })
    }

    pub(crate) fn open(&self, sealed: &SealedSecret, user: UserId, purpose: &str) -> Result<Vec<u8>, Error> {
        let sealed = Sealed { version: sealed.key_version, bytes: sealed.bytes.clone() };
        Ok(self.keyring()?.open(&sealed, &context(user, purpose))?)
    }

    pub(crate) fn seal_credentials(&self, credentials: &Credentials, user: UserId) -> Result<SealedSecret, Error> {
        let json = serde_json::to_vec(credentials).map_err(|_| Error::Malformed("connection"))?;
        self.seal(&json, user, CREDENTIALS)
    }

    pub(crate) fn credentials(&self, connection: &Connection) -> Result<Credentials, Error> {
        let json = self.open(&connection.credentials, connection.user, CREDENTIALS)?;
        serde_json::from_slice(&json).map_err(|_| Error::Malformed("connection"))
    }
}

const CREDENTIALS: &str = "google credentials";

fn context(user: UserId, purpose: &str) -> String {
    format!("{user}/{purpose}")
}

impl Connections {
    /// The deployer's Google client and the keys, from the secret.
    pub(crate) async fn means(&self) -> Result<Means, Error> {
        Means::of(self.secrets.current().await?)
    }

    /// The same, with the key that this was encrypted with, as far as there is it.
    pub(crate) async fn means_to_open(&self, sealed: &SealedSecret) -> Result<Means, Error> {
        Means::of(self.secrets.with_encryption_key(sealed.key_version).await?)
    }

    /// Credentials with an access token that is good for a while. New ones are stored before they are used: a refresh token
    /// may have been replaced.
    pub async fn fresh(&self, connection: &mut Connection, now: i64) -> Result<Credentials, Error> {
        if connection.credentials.is_elsewhere() {
            return self.own_credentials(now).await;
        }
        let credentials = self.means_to_open(&connection.credentials).await?.credentials(connection)?;
        if now.div_euclid(1000) + EXPIRES_SOON_S < credentials.expires_at {
            return Ok(credentials);
        }
        self.refresh(connection, &credentials, now).await
    }

    /// New credentials for those that no longer serve. Where somebody else was first to renew them, theirs hold: a refresh
    /// token that was replaced is none any more.
    pub async fn refresh(
        &self,
        connection: &mut Connection,
        credentials: &Credentials,
        now: i64,
    ) -> Result<Credentials, Error> {
        if connection.credentials.is_elsewhere() {
            return self.own_credentials(now).await;
        }
        let means = self.means().await?;
        let fresh = match self.google.refresh(&means.client, credentials, now).await {
            Err(google::Error::InvalidGrant) => return self.renewed(connection).await,
            outcome => outcome?,
        };
        let sealed = means.seal_credentials(&fresh, connection.user)?;
        match self.store.connections_renew(connection, &sealed, fresh.expires_at).await {
            Ok(()) => {
                connection.credentials = sealed;
                connection.token_expiry = fresh.expires_at;
                Ok(fresh)
            }
            Err(store::Error::Conflict) => self.renewed(connection).await,
            Err(error) => Err(error.into()),
        }
    }

    /// What somebody else has stored meanwhile.
    async fn renewed(&self, connection: &mut Connection) -> Result<Credentials, Error> {
        let stored = self.store.connections_get(connection.user, connection.token).await?.ok_or(Error::Overtaken)?;
        if stored.credentials == connection.credentials {
            return Err(google::Error::InvalidGrant.into());
        }
        connection.credentials = stored.credentials;
        connection.token_expiry = stored.token_expiry;
        self.means_to_open(&connection.credentials).await?.credentials(connection)
    }

    /// Stores a connection that is ours; [`Error::Overtaken`] where it no longer is.
    pub(crate) async fn save(
        &self,
        connection: &Connection,
        ops: Vec<(domain::MetricName, series::Op)>,
        now: i64,
    ) -> Result<(), Error> {
        match self.store.connections_save(connection, ops, now).await {
            Err(store::Error::Conflict) => Err(Error::Overtaken),
            outcome => Ok(outcome?),
        }
    }
}
