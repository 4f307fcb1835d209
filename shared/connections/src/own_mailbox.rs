//! The deployer's own mailbox, whose credentials stand in the secret: a connection of it holds none, and revokes nothing.

use crate::error::Lacking;
use crate::state::State;
use crate::{Connected, Connections, Error};
use domain::{Product, Role, TokenId, UserId, UserState};
use google::{Client, Credentials};
use std::fmt;
use store::SealedSecret;

/// Stands for Google's id of the account, which these credentials do not tell: it is nobody's.
const SUBJECT: &str = "own";

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
    /// Connects a data token of an administrator to the mailbox that the secret has credentials for, if these open it now.
    pub async fn adopt(&self, user: UserId, token: TokenId, now: i64) -> Result<Connected, Error> {
        let listed = self.store.tokens_get(user, token).await?.ok_or(Error::UnknownToken)?;
        let who = self.store.users_get(user).await?;
        if !who.is_some_and(|who| who.role == Role::Admin && who.state == UserState::Active) {
            return Err(Error::NotAdministrator);
        }
        let access = self.own_credentials(now).await?;
        self.google.mailbox(&access.access_token).await?;
        let state = State { subject: SUBJECT.to_owned(), ..State::default() };
        self.put(user, (token, Product::Gmail), (SealedSecret::elsewhere(), access.expires_at), |_| state.clone(), now)
            .await?;
        Ok(Connected { token, token_name: listed.name, product: Product::Gmail })
    }

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

    /// The same for whatever the secret has now.
    pub(crate) async fn own_credentials(&self, now: i64) -> Result<Credentials, Error> {
        let own = self.own_mailbox().await?.ok_or(Error::NotConfigured(Lacking::MailAccount))?;
        self.own_access(&own, now).await
    }
}
