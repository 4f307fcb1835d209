//! Sessions: each is two items, one to look it up by its id's hash and one to end it with its user's others.
//!
//! Both carry the table's TTL attribute, so that DynamoDB removes them some day; whether a session lives is decided here,
//! by `live_until`.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, item, n, s};
use crate::keys::{self, Key};
use crate::table::Action;
use domain::{CodeHash, SessionHash, TokenHash, UserId};

/// A session lives on when it is used after this part of its life, and not before: else each request would write.
const EXTENDED_AFTER: i64 = 3;

/// A session in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionUse {
    /// Who is signed in.
    pub user: UserId,
    /// Whether this use made it live longer; then the browser's cookie has to live longer too.
    pub extended: bool,
}

impl Store {
    /// Begins a session that lives `ttl_s` seconds from `now`; [`Error::Conflict`] where the user is gone.
    pub async fn sessions_create(&self, hash: &SessionHash, user: UserId, now: i64, ttl_s: i64) -> Result<(), Error> {
        let [lookup, listed] = items(hash, user, now, ttl_s);
        let exists = Action::Check(keys::user_item(user), Expression::present());
        self.table.transact(vec![exists, Action::Put(lookup), Action::Put(listed)]).await
    }

    /// Who is signed in by this session, and its life prolonged where a third of it has passed. `None` where it is unknown,
    /// ended or expired.
    pub async fn sessions_use(&self, hash: &SessionHash, now: i64, ttl_s: i64) -> Result<Option<SessionUse>, Error> {
        let Some(item) = self.table.get(&keys::session(hash)).await? else { return Ok(None) };
        let (user, live_until) = (item.parsed("user_id")?, item.number::<i64>("live_until")?);
        if live_until <= now {
            return Ok(None);
        }
        let used_ms = ttl_s * 1000 - (live_until - now);
        let extended = ttl_s * 1000 < used_ms * EXTENDED_AFTER && self.session_extend(hash, user, now, ttl_s).await?;
        Ok(Some(SessionUse { user, extended }))
    }

    /// False where another request extends or ends it at the same time.
    async fn session_extend(&self, hash: &SessionHash, user: UserId, now: i64, ttl_s: i64) -> Result<bool, Error> {
        let [lookup, listed] = items(hash, user, now, ttl_s);
        let both = [lookup, listed].map(|item| Action::PutIf(item, Expression::present()));
        match self.table.transact(both.into()).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict | Error::Unavailable(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts a new session in the place of an old one, whose life ends; [`Error::Conflict`] where it has ended already or
    /// the user is gone.
    pub async fn sessions_replace(
        &self,
        old: &SessionHash,
        new: &SessionHash,
        user: UserId,
        now: i64,
        ttl_s: i64,
    ) -> Result<(), Error> {
        let [lookup, listed] = items(new, user, now, ttl_s);
        self.table
            .transact(vec![
                Action::Check(keys::user_item(user), Expression::present()),
                Action::DeleteIf(keys::session(old), Expression::present()),
                Action::Delete(keys::listed_session(user, old)),
                Action::Put(lookup),
                Action::Put(listed),
            ])
            .await
    }

    /// Ends one session of a user. Ending what has ended changes nothing.
    pub async fn sessions_end(&self, hash: &SessionHash, user: UserId) -> Result<(), Error> {
        let both = [keys::session(hash), keys::listed_session(user, hash)].map(Action::Delete);
        self.table.transact(both.into()).await
    }

    /// Ends all sessions and deletes all tokens and codes of a user who is deleted, so that no new ones can come. What they are
    /// looked up by goes first: if this stops half-way, what is left is found by their lists again.
    pub(crate) async fn credentials_erase(&self, user: UserId) -> Result<(), Error> {
        let tokens = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::TOKENS)).await?;
        let sessions = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::SESSIONS)).await?;
        let codes = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::CODES)).await?;
        let mut lookups = Vec::with_capacity(tokens.len() + sessions.len() + codes.len());
        for token in &tokens {
            lookups.push(keys::token(&TokenHash::new(token.text("token_hash")?)));
        }
        for session in &sessions {
            lookups.push(keys::session(&SessionHash::new(session.text("session_hash")?)));
        }
        for code in &codes {
            lookups.push(keys::code(&CodeHash::new(code.text("code_hash")?)));
        }
        self.table.delete_all(&lookups).await?;
        let lists: Vec<Key> = tokens.iter().chain(&sessions).chain(&codes).map(Read::key).collect::<Result<_, _>>()?;
        self.table.delete_all(&lists).await
    }
}

fn items(hash: &SessionHash, user: UserId, now: i64, ttl_s: i64) -> [Item; 2] {
    let live_until = now + ttl_s * 1000;
    let removable_from = n(live_until.div_euclid(1000) + 1);
    let lookup = item(
        &keys::session(hash),
        [("user_id", s(user.to_string())), ("live_until", n(live_until)), ("expires_at", removable_from.clone())],
    );
    let listed =
        item(&keys::listed_session(user, hash), [("session_hash", s(hash.as_str())), ("expires_at", removable_from)]);
    [lookup, listed]
}
