//! Who is signed in: by the cookie of a browser, or by an access token. Both lead to the same user with the same rights.
//!
//! ```text
//!   cookie         session ─▶ user
//!   access token   signature ─▶ session, user
//! ```
//!
//! Session and user are read from the table each time, so a session that was ended, and all sessions of a user who was
//! deactivated or whose session epoch was raised, are over at once and everywhere.

use auth::{AccessClaims, AccessToken, AccessTokenRefused, SessionId};
use domain::{ErrorKind, Failure, SessionHash, UserState};
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use runtime::{Config, SecretSource, SecretsError};
use store::{Session, SessionKind, Store, User};
use web::{Error, Secret};

/// What a client is told whose access token is not taken (RFC 6750, 3.1).
const INVALID_TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// Knows all sessions; cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
    secrets: SecretSource,
    issuer: String,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who; an active user.
    pub user: User,
    /// By which session.
    pub session: Session,
    /// By which cookie; `None` where an access token was shown.
    pub cookie: Option<SessionHash>,
}

/// The secret cannot be had, so nobody can say whether an access token is right.
#[derive(Debug, thiserror::Error)]
#[error("the keys of access tokens are not available")]
struct NoKeys(#[from] SecretsError);

impl Failure for NoKeys {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Unavailable
    }
}

impl Sessions {
    /// Sessions are in this store; the keys of access tokens in this secret.
    pub fn new(store: Store, secrets: SecretSource, config: &Config) -> Sessions {
        Sessions { store, secrets, issuer: config.issuer().to_owned() }
    }

    /// Who shows this cookie: 401 without a session that lives, 404 where its user is gone. The session is not prolonged.
    pub async fn by_cookie(&self, sid: Secret, now: i64) -> Result<SignedIn, Error> {
        let cookie = SessionId::presented(sid.into_inner()).stored();
        let session = self.store.sessions_find(&cookie, now).await?.ok_or_else(invalid_session)?;
        let user = self.store.users_get(session.user).await?.ok_or_else(|| Error::not_found("User not found"))?;
        if !may_be_signed_in(&user, session.epoch) {
            return Err(invalid_session());
        }
        Ok(SignedIn { user, session, cookie: Some(cookie) })
    }

    /// Who shows this access token: 401 unless it is good, its session lives and its user may be signed in.
    pub async fn by_access_token(&self, token: &Secret, now: i64) -> Result<SignedIn, Error> {
        let claims = self.verified(token.reveal(), now).await?.map_err(|_| invalid_token())?;
        let (user, listed) =
            tokio::join!(self.store.users_get(claims.user), self.store.sessions_get(claims.user, claims.session, now));
        let (user, listed) = (user?.ok_or_else(invalid_token)?, listed?.ok_or_else(invalid_token)?);
        if listed.kind != SessionKind::Token || !may_be_signed_in(&user, claims.epoch) {
            return Err(invalid_token());
        }
        Ok(SignedIn { user, session: listed.session, cookie: None })
    }

    /// A token that names a key we do not know may be signed with one that is newer than what we have of the secret.
    async fn verified(&self, token: &str, now: i64) -> Result<Result<AccessClaims, AccessTokenRefused>, NoKeys> {
        match self.verify(token, now, &*self.secrets.current().await?) {
            Err(AccessTokenRefused::UnknownKey) => Ok(self.verify(token, now, &*self.secrets.renewed().await?)),
            verified => Ok(verified),
        }
    }

    /// Where there are no keys there are no tokens.
    fn verify(&self, token: &str, now: i64, secrets: &runtime::Secrets) -> Result<AccessClaims, AccessTokenRefused> {
        let keys = secrets.jwt_keys.as_ref().ok_or(AccessTokenRefused::UnknownKey)?;
        AccessToken::verify(token, keys, &self.issuer, now)
    }
}

fn may_be_signed_in(user: &User, epoch: u64) -> bool {
    user.state == UserState::Active && user.session_epoch <= epoch
}

/// What is said of a cookie whose session does not live.
pub fn invalid_session() -> Error {
    Error::unauthenticated("Invalid session")
}

fn invalid_token() -> Error {
    Error::unauthenticated("Invalid or expired access token").with_header(WWW_AUTHENTICATE, INVALID_TOKEN)
}
