//! A code becomes credentials, and tells whose they are.

use domain::Product;

use crate::consent::redirect;
use crate::product::scopes;
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
        let redirect_uri = redirect(redirect_uri)?;
        let answer = token_endpoint::with_code(&self.http, client, redirect_uri, code, verifier).await?;
        let credentials = Credentials::of(&answer, None, now)?;
        if !scopes(product).iter().all(|scope| credentials.allow(scope)) {
            return Err(Error::ScopesMissing);
        }
        let id_token = answer.id_token.as_deref().ok_or(Error::IdentityUnverified("there is none"))?;
        let subject = self.subject(client, id_token, now).await?;
        Ok(Granted { credentials, subject })
    }
}
