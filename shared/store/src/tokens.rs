//! Data tokens: each is two items, one to look it up by its hash and one to list it with its user's others.

use crate::Store;
use crate::connections;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, item, n, s};
use crate::keys::{self, Key};
use crate::table::Action;
use crate::user::User;
use domain::{Capability, TokenHash, TokenId, UserId};
use std::cmp::Reverse;

/// How often a deletion is tried while others delete parts of it.
const DELETE_TRIES: u32 = 3;

/// A token as its owner sees it, without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its public id.
    pub id: TokenId,
    /// What its owner calls it; not unique.
    pub name: String,
    /// What it lets its bearer do.
    pub capability: Capability,
    /// From this second on it is dead.
    pub expires_at: i64,
    /// In seconds.
    pub created_at: i64,
}

/// What a token grants whoever presents it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Which token it is.
    pub token: TokenId,
    /// Whose data it is about.
    pub user: UserId,
    /// What may be done with it.
    pub capability: Capability,
}

impl Store {
    /// Stores a new token of a user; [`Error::Conflict`] where the user is gone or no longer active.
    pub async fn tokens_create(&self, user: UserId, token: &Token, hash: &TokenHash, now: i64) -> Result<(), Error> {
        self.token_create(user, crate::user::is_active(), token, hash, now).await
    }

    /// The same for a user who has asked for it; [`Error::Conflict`] also where their sessions have ended since they were
    /// read: nobody makes a token by a session that is over.
    pub async fn tokens_create_for(&self, user: &User, token: &Token, hash: &TokenHash, now: i64) -> Result<(), Error> {
        self.token_create(user.id, crate::user::is_active_in(user.session_epoch), token, hash, now).await
    }

    async fn token_create(
        &self,
        user: UserId,
        may: Expression,
        token: &Token,
        hash: &TokenHash,
        now: i64,
    ) -> Result<(), Error> {
        let order = self.next_id(now).to_string();
        self.table
            .transact(vec![
                Action::Check(keys::user_item(user), may),
                Action::PutIf(lookup_item(user, token, hash), Expression::absent()),
                Action::Put(listed_item(user, token, hash, order)),
            ])
            .await
    }

    /// What this token grants at `now`: nothing once it has expired or was deleted, or while its user is suspended. Read from
    /// the table each time, so that a deletion is final at once.
    pub async fn tokens_find(&self, hash: &TokenHash, now: i64) -> Result<Option<Grant>, Error> {
        let Some(item) = self.table.get(&keys::token(hash)).await? else { return Ok(None) };
        let is_suspended = item.maybe_number::<i64>("suspended_at")?.is_some();
        if is_suspended || item.number::<i64>("expires_at")? <= now.div_euclid(1000) {
            return Ok(None);
        }
        Ok(Some(Grant {
            token: item.parsed("token_id")?,
            user: item.parsed("user_id")?,
            capability: item.parsed("capability")?,
        }))
    }

    /// All tokens of a user, expired ones too: the newest second first, and within one in the order they were made.
    pub async fn tokens_list(&self, user: UserId) -> Result<Vec<Token>, Error> {
        let items = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::TOKENS)).await?;
        let mut tokens = Vec::with_capacity(items.len());
        for item in &items {
            tokens.push((read(item)?, item.text("made_order")?));
        }
        tokens.sort_by(|(a, a_order), (b, b_order)| {
            (Reverse(a.created_at), a_order).cmp(&(Reverse(b.created_at), b_order))
        });
        Ok(tokens.into_iter().map(|(token, _)| token).collect())
    }

    /// What the tokens of a user are looked up by that have not expired by `now`: those that still grant something.
    pub(crate) async fn token_lookups(&self, user: UserId, now: i64) -> Result<Vec<Key>, Error> {
        let items = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::TOKENS)).await?;
        let mut lookups = Vec::with_capacity(items.len());
        for item in &items {
            if now.div_euclid(1000) < item.number::<i64>("dead_from")? {
                lookups.push(keys::token(&TokenHash::new(item.text("token_hash")?)));
            }
        }
        Ok(lookups)
    }

    /// One token of a user, expired or not.
    pub async fn tokens_get(&self, user: UserId, id: TokenId) -> Result<Option<Token>, Error> {
        self.table.get(&keys::listed_token(user, id)).await?.as_ref().map(read).transpose()
    }

    /// Deletes a token of this user, and ends its connection if it has one; false where they have none of this id.
    pub async fn tokens_delete(&self, user: UserId, id: TokenId, now: i64) -> Result<bool, Error> {
        for _ in 0..DELETE_TRIES {
            let listed = keys::listed_token(user, id);
            let Some(item) = self.table.get(&listed).await? else { return Ok(false) };
            let lookup = keys::token(&TokenHash::new(item.text("token_hash")?));
            let mut actions = vec![Action::DeleteIf(listed, Expression::present()), Action::Delete(lookup)];
            // One that comes to be meanwhile is ended by its next poll, which finds the token gone.
            if self.connections_get(user, id).await?.is_some() {
                actions.extend(connections::ending(user, id, now, now));
            }
            match self.table.transact(actions).await {
                Err(Error::Conflict) => {} // Somebody deleted the token or its connection just now: look again.
                outcome => return outcome.map(|()| true),
            }
        }
        Err(Error::Contended)
    }
}

impl Store {
    /// Deletes all tokens of a user. What they are looked up by goes first: if this stops half-way, what is left is found by
    /// the list again. Connections end by their next poll, which finds the token gone.
    pub async fn tokens_delete_all(&self, user: UserId) -> Result<(), Error> {
        let listed = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::TOKENS)).await?;
        let lookup = |item: &Item| Ok(keys::token(&TokenHash::new(item.text("token_hash")?)));
        let lookups = listed.iter().map(lookup).collect::<Result<Vec<_>, Error>>()?;
        self.table.delete_all(&lookups).await?;
        let lists = listed.iter().map(Read::key).collect::<Result<Vec<_>, _>>()?;
        self.table.delete_all(&lists).await
    }
}

/// Its `expires_at` is the table's TTL attribute: DynamoDB removes a dead token some time after it died.
fn lookup_item(user: UserId, token: &Token, hash: &TokenHash) -> Item {
    item(
        &keys::token(hash),
        [
            ("user_id", s(user.to_string())),
            ("token_id", s(token.id.to_string())),
            ("capability", s(token.capability.as_str())),
            ("expires_at", n(token.expires_at)),
        ],
    )
}

/// Here the expiry is `dead_from`, because a dead token is still listed.
fn listed_item(user: UserId, token: &Token, hash: &TokenHash, order: String) -> Item {
    item(
        &keys::listed_token(user, token.id),
        [
            ("token_id", s(token.id.to_string())),
            ("token_hash", s(hash.as_str())),
            ("token_name", s(&token.name)),
            ("capability", s(token.capability.as_str())),
            ("dead_from", n(token.expires_at)),
            ("created_at", n(token.created_at)),
            ("made_order", s(order)),
        ],
    )
}

fn read(item: &Item) -> Result<Token, Error> {
    Ok(Token {
        id: item.parsed("token_id")?,
        name: item.text("token_name")?.to_owned(),
        capability: item.parsed("capability")?,
        expires_at: item.number("dead_from")?,
        created_at: item.number("created_at")?,
    })
}
