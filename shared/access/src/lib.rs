//! Who shows something, and whether they may: the same for every function.
//!
//! What was shown is read by `web`; tokens and sessions are looked up in `store`; access tokens and the older single-owner
//! token are verified with what `runtime` has of the secret. Here they meet. [`Sessions`] says who is signed in; [`Access`]
//! lets in to data whoever is, and programs with a data token.

mod sessions;
pub use sessions::{Sessions, SignedIn, invalid_session};

use domain::{Capability, TokenId, UserId, UserState};
use runtime::{AppToken, Clock, Config, SecretSource};
use serde_json::Value;
use store::Store;
use web::{Error, Presented, Violation};

/// What an operation needs of who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// API or SUPER.
    Read,
    /// INGEST or SUPER.
    Write,
    /// SUPER: what changes what others' words come to, and shows it.
    Both,
}

/// Somebody who showed what is good for what they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Whose things the request is about. All tokens of a user reach the same.
    pub user: UserId,
    /// The data token; `None` for a session, and for the application token, which acts as the owner.
    pub token: Option<TokenId>,
}

/// Knows all tokens and sessions; cheap to clone.
#[derive(Clone)]
pub struct Access {
    store: Store,
    app_token: AppToken,
    sessions: Sessions,
}

impl Access {
    /// Data tokens and sessions are in this store; the application token, and what verifies access tokens, in this secret.
    pub fn new(store: Store, secrets: SecretSource, clock: Clock, config: &Config) -> Access {
        let sessions = Sessions::new(store.clone(), secrets.clone(), config);
        Access { store, app_token: AppToken::new(secrets, clock), sessions }
    }

    /// Who is signed in.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Lets in whoever shows a token that is good for this, or is signed in: 422 for whoever shows nothing, 401 for what
    /// nobody has or has expired, 403 for a token that lacks the capability. A session is not prolonged by this.
    pub async fn authorize(&self, presented: Presented, need: Need, now: i64) -> Result<Bearer, Error> {
        let (bearer, capability) = match presented {
            Presented::Missing => return Err(missing().into()),
            Presented::Empty => return Err(Error::unauthenticated("Expected data token")),
            Presented::DataToken(token) => self.of_data_token(token.reveal(), now).await?,
            Presented::AppToken(token) => self.of_app_token(token.reveal()).await?,
            Presented::AccessToken(token) => of_session(&self.sessions.by_access_token(&token, now).await?),
            Presented::Session(cookie) => of_session(&self.sessions.by_cookie(cookie, now).await?),
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
        let owner = self.store.users_owner().await?;
        let owner = owner.filter(|owner| owner.state == UserState::Active).ok_or_else(unknown)?;
        Ok((Bearer { user: owner.id, token: None }, Capability::Super))
    }
}

/// Whoever is signed in may do with their own data what they like.
fn of_session(signed_in: &SignedIn) -> (Bearer, Capability) {
    (Bearer { user: signed_in.user.id, token: None }, Capability::Super)
}

impl Need {
    fn is_met_by(self, capability: Capability) -> bool {
        match self {
            Need::Read => capability.reads(),
            Need::Write => capability.writes(),
            Need::Both => capability.reads() && capability.writes(),
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
