//! Somebody with everything that one can show: sessions and data tokens, good and expired.

use crate::installation::{API, Installation, OUTDATED};
use auth::{AccessClaims, AccessToken, DataToken, RefreshToken, SessionId};
use domain::{Capability, Email, PasswordHash, Role, SessionRef, TokenId, UserId};
use store::{NewSession, NewUser, Token, UserCreated};
use testkit::Caller;

/// A session's life here, in seconds, and a token's.
const LIFE_S: i64 = 3_600;

/// A user, and the callers that show something of theirs.
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) email: String,
    /// The cookie of a session that lives.
    pub(crate) session: Caller,
    /// The cookie of one that has expired.
    pub(crate) expired_session: Caller,
    /// That session's public id.
    pub(crate) session_id: SessionRef,
    /// An access token that is good.
    pub(crate) access: Caller,
    /// One that has expired.
    pub(crate) expired_access: Caller,
    /// A data token that may read.
    pub(crate) reading: Caller,
    /// A data token that may write.
    pub(crate) writing: Caller,
    /// A data token that may both, and its id and text.
    pub(crate) full: Caller,
    pub(crate) token: TokenId,
    pub(crate) token_text: String,
    /// A data token that could do both.
    pub(crate) expired: Caller,
}

impl Person {
    /// A new user.
    pub(crate) async fn new(all: &Installation) -> Person {
        let id = UserId(uuid::Uuid::new_v4());
        let email = format!("{id}@example.org");
        let address = Email::parse(&email).expect("an address");
        let new = NewUser::active(id, address, Role::Standard, PasswordHash::new(OUTDATED));
        let created = all.world.store().users_create(new, all.clock.now_ms()).await.expect("the table answers");
        assert!(matches!(created, UserCreated::Created(_)));
        let long_ago = -2 * LIFE_S;
        let (session_id, session) = session(all, id, 0).await;
        let (token, token_text) = token(all, id, Capability::Super, 0).await;
        Person {
            id,
            email,
            session,
            session_id,
            expired_session: self::session(all, id, long_ago).await.1,
            access: access(all, id, 0).await,
            expired_access: access(all, id, long_ago).await,
            reading: all.api.with("x-data-token", &self::token(all, id, Capability::Api, 0).await.1),
            writing: all.api.with("x-data-token", &self::token(all, id, Capability::Ingest, 0).await.1),
            full: all.api.with("x-data-token", &token_text),
            expired: all.api.with("x-data-token", &self::token(all, id, Capability::Super, long_ago).await.1),
            token,
            token_text,
        }
    }

    /// The cookie header of the session that lives.
    pub(crate) fn cookie(&self) -> &str {
        self.session.header("cookie").expect("a session shows a cookie")
    }
}

/// A session that began so many seconds from now.
async fn session(all: &Installation, user: UserId, offset_s: i64) -> (SessionRef, Caller) {
    let (session, began) = (SessionId::mint().expect("entropy"), all.clock.now_ms() + offset_s * 1000);
    let new = NewSession { id: SessionRef(uuid::Uuid::new_v4()), user, epoch: 0, user_agent: "a browser".to_owned() };
    all.world.store().sessions_create(&session.stored(), &new, began, LIFE_S).await.expect("the table answers");
    (new.id, all.api.with("cookie", &format!("sid={}", session.reveal())))
}

/// An access token that was made so many seconds from now, of a session that still lives.
async fn access(all: &Installation, user: UserId, offset_s: i64) -> Caller {
    let (refresh, now) = (RefreshToken::mint().expect("entropy"), all.clock.now_ms());
    let new = NewSession { id: SessionRef(uuid::Uuid::new_v4()), user, epoch: 0, user_agent: "a program".to_owned() };
    let (family, first) = (refresh.family(), refresh.stored());
    let begun = all.world.store().refresh_begin(&family, &first, &new, now, now + LIFE_S * 1000).await;
    begun.expect("the table answers");
    let claims = AccessClaims { user, session: new.id, epoch: 0 };
    let token = AccessToken::mint(&claims, &all.signing_keys, API, now + offset_s * 1000).expect("a key");
    all.api.with("authorization", &format!("Bearer {}", token.reveal()))
}

/// A token that was made so many seconds from now: its id and its text.
async fn token(all: &Installation, user: UserId, capability: Capability, offset_s: i64) -> (TokenId, String) {
    let (secret, made) = (DataToken::mint().expect("entropy"), all.clock.now_ms() / 1000 + offset_s);
    let id = TokenId(uuid::Uuid::new_v4());
    let token = Token { id, name: "a token".into(), capability, created_at: made, expires_at: made + LIFE_S };
    let stored = secret.stored();
    all.world.store().tokens_create(user, &token, &stored, made * 1000).await.expect("the table answers");
    (id, secret.reveal().to_owned())
}
