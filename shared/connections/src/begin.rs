//! A consent begins: the address at Google to which the owner of an account goes.

use crate::error::Lacking;
use crate::{Connections, Error};
use auth::ConsentState;
use domain::{Product, TokenId, UserId};
use store::{Connection, Consent};

/// What PKCE's verifier is encrypted for.
pub(crate) const VERIFIER: &str = "consent";
/// Where Google sends people back, behind our own address.
const CALLBACK: &str = "/oauth2/google/callback";

impl Connections {
    /// Begins to connect a data token of a user, one that lives and may read, to a product. The state in the address is used once,
    /// within ten minutes.
    pub async fn begin(&self, user: UserId, token: TokenId, product: Product, now: i64) -> Result<String, Error> {
        let known = self.store.tokens_get(user, token).await?;
        known.filter(|token| token.capability.reads() && now < token.expires_at * 1000).ok_or(Error::UnknownToken)?;
        check_product(self.store.connections_get(user, token).await?.as_ref(), product)?;
        let means = self.means().await?;
        let state = ConsentState::mint()?;
        let consent = google::consent(&means.client, product, &self.redirect_uri()?, state.reveal())?;
        let verifier = means.seal(consent.verifier.as_bytes(), user, VERIFIER)?;
        self.store.consents_begin(&state.stored(), &Consent { user, token, product, verifier }, now).await?;
        Ok(consent.url)
    }

    pub(crate) fn redirect_uri(&self) -> Result<String, Error> {
        let origin = self.settings.origin_api.as_ref().ok_or(Error::NotConfigured(Lacking::Address))?;
        Ok(format!("{origin}{CALLBACK}"))
    }
}

/// A token is connected to one product: what it made of another would be left behind.
pub(crate) fn check_product(connected: Option<&Connection>, product: Product) -> Result<(), Error> {
    match connected {
        Some(other) if other.product != product => Err(Error::OtherProduct(other.product)),
        _ => Ok(()),
    }
}
