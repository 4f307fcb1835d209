//! A consent comes back: from here on there is a connection.

use crate::access::Means;
use crate::begin::{VERIFIER, check_product};
use crate::state::State;
use crate::{Connections, Error};
use auth::ConsentState;
use domain::{Product, TokenId, UserId};
use google::Granted;
use store::{Connection, Consent, SealedSecret, Standing, Token};

/// How often storing a connection is tried while others change it.
const TRIES: u32 = 3;

/// What Google sent back.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// The owner of the account consented.
    Code(&'a str),
    /// They did not, or something went wrong at Google.
    Denied,
}

/// What is connected now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// The data token.
    pub token: TokenId,
    /// What its owner calls it.
    pub token_name: String,
    /// What it is connected to.
    pub product: Product,
}

impl Connections {
    /// Ends a consent that was begun, whatever came back: its state is used up. `visitor`: who is signed in in the browser
    /// that came back, if anybody is; somebody else than who began is refused, so that nobody connects their account to a
    /// stranger's token by following a link.
    pub async fn complete(
        &self,
        state: &str,
        answer: Answer<'_>,
        visitor: Option<UserId>,
        now: i64,
    ) -> Result<Connected, Error> {
        let consent = self
            .store
            .consents_take(&ConsentState::presented(state).stored(), now)
            .await?
            .ok_or(Error::UnknownState)?;
        if visitor.is_some_and(|visitor| visitor != consent.user) {
            return Err(Error::OtherVisitor);
        }
        let token = self.living_token(consent.user, consent.token, now).await?;
        let Answer::Code(code) = answer else { return Err(Error::Denied) };
        let means = self.means_to_open(&consent.verifier).await?;
        let verifier = means.open(&consent.verifier, consent.user, VERIFIER)?;
        let verifier = String::from_utf8(verifier).map_err(|_| Error::Malformed("consent"))?;
        let redirect_uri = self.redirect_uri()?;
        let exchange = self.google.exchange(&means.client, consent.product, &redirect_uri, code, &verifier, now);
        let granted = exchange.await?;
        self.connect(&consent, &means, &granted, now).await?;
        Ok(Connected { token: token.id, token_name: token.name, product: consent.product })
    }

    async fn living_token(&self, user: UserId, token: TokenId, now: i64) -> Result<Token, Error> {
        let token = self.store.tokens_get(user, token).await?;
        token.filter(|token| now.div_euclid(1000) < token.expires_at).ok_or(Error::TokenGone)
    }

    async fn connect(&self, consent: &Consent, means: &Means, granted: &Granted, now: i64) -> Result<(), Error> {
        let credentials = means.seal_credentials(&granted.credentials, consent.user)?;
        let state = |old| State::consented(consent.product, old, granted.subject.clone());
        let what = (consent.token, consent.product);
        self.put(consent.user, what, (credentials, granted.credentials.expires_at), state, now).await
    }

    /// Stores that a token is connected to a product by these credentials, which expire then (in seconds); `state` is made of
    /// the state before.
    pub(crate) async fn put(
        &self,
        user: UserId,
        (token, product): (TokenId, Product),
        (credentials, token_expiry): (SealedSecret, i64),
        state: impl Fn(Option<State>) -> State,
        now: i64,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            let old = self.store.connections_get(user, token).await?;
            check_product(old.as_ref(), product)?;
            let before = old.as_ref().map(|old| State::parse(&old.calendars)).transpose()?;
            let connection = Connection {
                user,
                token,
                product,
                standing: Standing::Connected,
                credentials: credentials.clone(),
                updated_at: now.div_euclid(1000),
                token_expiry,
                failing: None,
                calendars: state(before).to_json(),
                since: now,
                written_at: old.as_ref().map_or(0, |old| old.written_at),
                epoch: 0,
            };
            match self.store.connections_put(&connection, old.as_ref(), now).await {
                Err(store::Error::Conflict) => {} // It changed, or the token is gone: look again.
                outcome => return Ok(outcome?),
            }
            self.living_token(user, token, now).await?;
        }
        Err(store::Error::Contended.into())
    }
}
