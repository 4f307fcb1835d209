//! Who shows a token, and whether they may: the same for every function that programs call.
//!
//! What was shown is read by `web`, tokens are looked up in `store`, and the older single-owner token is verified by
//! `runtime`; here they meet. Sessions are another matter, which `functions/accounts` has to itself.

use domain::{Capability, TokenId, UserId};
use runtime::AppToken;
use serde_json::Value;
use store::Store;
use web::{Error, Presented, Violation};

/// What an operation needs of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// API or SUPER.
    Read,
    /// INGEST or SUPER.
    Write,
}

/// Somebody who showed a token that is good for what they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Whose things the request is about. All tokens of a user reach the same.
    pub user: UserId,
    /// The data token; `None` for the application token, which acts as the owner.
    pub token: Option<TokenId>,
}

/// Knows all tokens; cheap to clone.
#[derive(Clone)]
pub struct Access {
    store: Store,
    app_token: AppToken,
}

impl Access {
    /// Data tokens are in this store; this is the application token.
    pub fn new(store: Store, app_token: AppToken) -> Access {
        Access { store, app_token }
    }

    /// Lets in whoever shows a token that is good for this: 422 without any, 401 for one that nobody has or that has
    /// expired, 403 for one that lacks the capability.
    pub async fn authorize(&self, presented: Presented, need: Need, now: i64) -> Result<Bearer, Error> {
        let (bearer, capability) = match presented {
            Presented::Missing => return Err(missing().into()),
            Presented::Empty => return Err(Error::unauthenticated("Expected data token")),
            Presented::DataToken(token) => self.of_data_token(token.reveal(), now).await?,
            Presented::AppToken(token) => self.of_app_token(token.reveal()).await?,
        };
        if need.is_met_by(capability) { Ok(bearer) } else { Err(Error::forbidden("Insufficient token capability")) }
    }

    async fn of_data_token(&self, token: &str, now: i64) -> Result<(Bearer, Capability), Error> {
        let hash = auth::DataToken::presented(token).stored();
        let grant = self.store.tokens_find(&hash, now).await?.ok_or_else(unknown)?;
        Ok((Bearer { user: grant.user, token: Some(grant.token) }, grant.capability))
    }

    /// With every capability.
    async fn of_app_token(&self, token: &str) -> Result<(Bearer, Capability), Error> {
        if !self.app_token.verify(token).await? {
            return Err(unknown());
        }
        let owner = self.store.users_owner().await?.ok_or_else(unknown)?;
        Ok((Bearer { user: owner.id, token: None }, Capability::Super))
    }
}

impl Need {
    fn is_met_by(self, capability: Capability) -> bool {
        match self {
            Need::Read => capability.reads(),
            Need::Write => capability.writes(),
        }
    }
}

/// The violation of a request without any token, for whoever lists it together with those of the body.
pub fn missing() -> Violation {
    Violation::missing(["header".into(), "X-Data-Token".into()], Value::Null)
}

fn unknown() -> Error {
    Error::unauthenticated("Invalid or expired data token")
}
