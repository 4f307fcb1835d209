//! Consents that were begun: who waits for a stranger's answer, by the state that comes back with it. Each is used once.

use crate::connection::product;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, b, item, n, s};
use crate::table::Action;
use crate::{SealedSecret, Store, keys};
use domain::{Product, StateHash, TokenId, UserId};

/// How long an answer is waited for.
const WAITED_MS: i64 = 600_000;

/// A consent that was begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    /// Who began it.
    pub user: UserId,
    /// The data token that is to be connected.
    pub token: TokenId,
    /// What is to be connected to it.
    pub product: Product,
    /// PKCE's verifier (RFC 7636), encrypted.
    pub verifier: SealedSecret,
}

impl Store {
    /// Remembers a consent for ten minutes.
    pub async fn consents_begin(&self, state: &StateHash, consent: &Consent, now: i64) -> Result<(), Error> {
        let until = now + WAITED_MS;
        let attributes = [
            ("user_id", s(consent.user.to_string())),
            ("token_id", s(consent.token.to_string())),
            ("product", s(consent.product.as_str())),
            ("verifier", b(consent.verifier.bytes.clone())),
            ("key_version", n(consent.verifier.key_version)),
            ("waits_until", n(until)),
            ("expires_at", n(until / 1000)),
        ];
        self.table.put_if(item(&keys::consent(state), attributes), Expression::absent()).await
    }

    /// The consent that this state belongs to, which is used up by this. `None` where it is unknown, used or too old.
    pub async fn consents_take(&self, state: &StateHash, now: i64) -> Result<Option<Consent>, Error> {
        let key = keys::consent(state);
        let Some(item) = self.table.get(&key).await? else { return Ok(None) };
        match self.table.transact(vec![Action::DeleteIf(key, Expression::present())]).await {
            Err(Error::Conflict) => return Ok(None), // Used by another request just now.
            outcome => outcome?,
        }
        if item.number::<i64>("waits_until")? <= now {
            return Ok(None);
        }
        Ok(Some(Consent {
            user: item.parsed("user_id")?,
            token: item.parsed("token_id")?,
            product: product(&item)?,
            verifier: SealedSecret {
                key_version: item.number("key_version")?,
                bytes: item.bytes("verifier")?.to_vec(),
            },
        }))
    }
}
