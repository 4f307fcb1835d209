//! A code becomes credentials, and tells whose they are.

use domain::Product;

use crate::consent::redirect;
use crate::product::scopes;
use crate::token_endpoint::Answer;
use crate::{Client, Credentials, Error, Google, token_endpoint};

/// What a consent gave.
pub struct Granted {
    /// The way into the account.
    pub credentials: Credentials,
    /// Whose account it is: `sub` of the verified id_token, which never changes, as an address may.
    pub subject: String,
}

shows_nothing!(Granted);

impl Google {
    /// Exchanges the code that Google sent to `redirect_uri`, with the verifier of the [`Consent`](crate::Consent), at
    /// `now` (ms).
    ///
    /// All scopes of `product`, a refresh token and an id_token that verifies must be there, else nothing is.
    pub async fn exchange(
        &self,
        client: &Client,
        product: Product,
        redirect_uri: &str,
        code: &str,
        verifier: &str,
        now: i64,
    ) -> Result<Granted, Error> {
        let (answer, credentials) = self.taken(client, scopes(product), redirect_uri, code, verifier, now).await?;
        let id_token = answer.id_token.as_deref().ok_or(Error::IdentityUnverified("there is none"))?;
        let subject = self.subject(client, id_token, now).await?;
        Ok(Granted { credentials, subject })
    }

    /// The same after a [`consent_to`](crate::consent_to) these scopes; whose account it is, nobody asks.
    pub async fn exchange_for(
        &self,
        client: &Client,
        scopes: &[impl AsRef<str>],
        redirect_uri: &str,
        code: &str,
        verifier: &str,
        now: i64,
    ) -> Result<Credentials, Error> {
        Ok(self.taken(client, scopes, redirect_uri, code, verifier, now).await?.1)
    }

    /// What a code gives, if it is all that was asked for.
    async fn taken(
        &self,
        client: &Client,
        scopes: &[impl AsRef<str>],
        redirect_uri: &str,
        code: &str,
        verifier: &str,
        now: i64,
    ) -> Result<(Answer, Credentials), Error> {
        let redirect_uri = redirect(redirect_uri)?;
        let answer = token_endpoint::with_code(&self.http, client, redirect_uri, code, verifier).await?;
        let credentials = Credentials::of(&answer, None, now)?;
        if !scopes.iter().all(|scope| credentials.allow(scope.as_ref())) {
            return Err(Error::ScopesMissing);
        }
        Ok((answer, credentials))
    }
}
