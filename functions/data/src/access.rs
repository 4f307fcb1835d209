//! Who asks, and whether they may.

use crate::DataState;
use domain::{Capability, UserId};
use serde_json::Value;
use web::{Error, Presented, Violation};

/// What an operation needs of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Read,
    Write,
}

impl Need {
    fn is_met_by(self, capability: Capability) -> bool {
        match self {
            Need::Read => capability.reads(),
            Need::Write => capability.writes(),
        }
    }
}

impl DataState {
    /// The user whose data the request is about. All tokens of a user reach the same data.
    pub(crate) async fn authorize(&self, presented: Presented, need: Need, now: i64) -> Result<UserId, Error> {
        let (user, capability) = match presented {
            Presented::Missing => return Err(missing().into()),
            Presented::Empty => return Err(Error::unauthenticated("Expected data token")),
            Presented::DataToken(token) => self.bearer(token.reveal(), now).await?,
            Presented::AppToken(token) => self.owner(token.reveal()).await?,
        };
        if need.is_met_by(capability) { Ok(user) } else { Err(Error::forbidden("Insufficient token capability")) }
    }

    async fn bearer(&self, token: &str, now: i64) -> Result<(UserId, Capability), Error> {
        let hash = auth::DataToken::presented(token).stored();
        let grant = self.store.tokens_find(&hash, now).await?.ok_or_else(unknown)?;
        Ok((grant.user, grant.capability))
    }

    /// The application token acts as the owner, with every capability.
    async fn owner(&self, token: &str) -> Result<(UserId, Capability), Error> {
        if !self.app_token.verify(token).await? {
            return Err(unknown());
        }
        let owner = self.store.users_owner().await?.ok_or_else(unknown)?;
        Ok((owner.id, Capability::Super))
    }
}

/// The violation of a request without any token; it is listed together with those of its body.
pub(crate) fn missing() -> Violation {
    Violation::missing(["header".into(), "X-Data-Token".into()], Value::Null)
}

fn unknown() -> Error {
    Error::unauthenticated("Invalid or expired data token")
}
