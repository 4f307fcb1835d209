//! The first account and its token, made at the first start.

use auth::DataToken;
use domain::{Capability, Email, Role, TokenId, UserId};
use serde::Serialize;
use store::{NewUser, Store, Token, UserCreated};

/// The owner's address: nothing is ever sent there, it only has to be typed at login.
const EMAIL: &str = "owner@impulses.local";
/// What the token is called in the list of tokens.
const TOKEN_NAME: &str = "local";
/// How long the token lives, in seconds: two years, as one that is made over the API without an expiry.
const TOKEN_LIFE_S: i64 = 63_072_000;

/// How to get in. Known only now: what is stored are hashes.
#[derive(Clone, Serialize)]
pub struct Owner {
    /// For `POST /user/login`.
    pub email: String,
    /// For `POST /user/login`.
    pub password: String,
    /// For `X-Data-Token`; it may read and write.
    pub token: String,
}

/// Makes the owner and a token with every capability, unless there is an owner.
pub(crate) async fn ensure(store: &Store, now: i64) -> anyhow::Result<Option<Owner>> {
    if store.users_owner().await?.is_some() {
        return Ok(None);
    }
    let password = auth::readable_password()?;
    let hash = auth::hash(&password)?;
    let new = NewUser::active(UserId(uuid::Uuid::new_v4()), Email::parse(EMAIL)?, Role::Admin, hash);
    let UserCreated::Created(user) = store.users_create(new, now).await? else { return Ok(None) };
    let secret = DataToken::mint()?;
    let token = Token {
        id: TokenId(uuid::Uuid::new_v4()),
        name: TOKEN_NAME.to_owned(),
        capability: Capability::Super,
        created_at: now / 1000,
        expires_at: now / 1000 + TOKEN_LIFE_S,
    };
    store.tokens_create(user.id, &token, &secret.stored(), now).await?;
    Ok(Some(Owner {
        email: EMAIL.to_owned(),
        password: password.reveal().to_owned(),
        token: secret.reveal().to_owned(),
    }))
}
