//! Connections: a data token of a user that is connected to a Google account, whose calendars are polled.
//!
//! ```text
//!   consent            begin (epoch + 1)        save (under the epoch)
//!  ────────▶ connected ─────────▶ a poll ─────────▶ connected, or consent needed
//!                │
//!                └──▶ disconnecting ──▶ gone, once the account's traces are
//! ```
//!
//! Whoever polls raises the connection's epoch first, and everything they write checks it. So a poll that was overtaken
//! (by another, a new consent, a disconnection, the user's end) can change nothing any more.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, b, item, n, s};
use crate::jobs::schedule_anyway;
use crate::keys;
use crate::table::Action;
use domain::{Job, JobKind, MetricName, TokenId, UserId};
use series::Op;

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its calendars are polled.
    Connected,
    /// The account's owner has to consent anew; not polled until then.
    ConsentNeeded,
    /// It ends: what it made is being removed.
    Disconnecting,
}

impl Standing {
    /// Its word in the store.
    fn as_str(self) -> &'static str {
        match self {
            Standing::Connected => "connected",
            Standing::ConsentNeeded => "consent_needed",
            Standing::Disconnecting => "disconnecting",
        }
    }
}

impl std::str::FromStr for Standing {
    type Err = Error;
    fn from_str(word: &str) -> Result<Self, Error> {
        [Standing::Connected, Standing::ConsentNeeded, Standing::Disconnecting]
            .into_iter()
            .find(|standing| standing.as_str() == word)
            .ok_or(Error::Malformed("standing"))
    }
}

/// Something encrypted: with which version of the key, and the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The key's version.
    pub key_version: u32,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

/// A connection as it is stored. Debug shows nothing of it but whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whose it is.
    pub user: UserId,
    /// The data token that it belongs to.
    pub token: TokenId,
    /// Where it stands.
    pub standing: Standing,
    /// The account's credentials.
    pub credentials: SealedSecret,
    /// When the owner of the account consented last, in seconds.
    pub updated_at: i64,
    /// When the access token expires, in seconds.
    pub token_expiry: i64,
    /// Since when polls fail, in ms, and the code of the last failure.
    pub failing: Option<(i64, String)>,
    /// Calendars and how far they were polled: JSON that only the poll reads.
    pub calendars: String,
    /// Since when it stands as it does, in ms.
    pub since: i64,
    /// Rises with every poll, consent and disconnection.
    pub epoch: u64,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Connection({} {} {:?})", self.user, self.token, self.standing)
    }
}

impl Store {
    /// Stores a connection after a consent, in the place of the one there was when `replaced` was read, and makes its
    /// first poll due. [`Error::Conflict`]: it changed meanwhile, or the token is gone.
    pub async fn connections_put(
        &self,
        connection: &Connection,
        replaced: Option<&Connection>,
        now: i64,
    ) -> Result<(), Error> {
        let Connection { user, token, .. } = *connection;
        let epoch = replaced.map_or(0, |replaced| replaced.epoch);
        let unchanged = match replaced {
            None => Expression::absent(),
            Some(_) => Expression::new("epoch = :epoch", [(":epoch", n(epoch))]),
        };
        let connection = Connection { epoch: epoch + 1, ..connection.clone() };
        self.table
            .transact(vec![
                Action::Check(keys::listed_token(user, token), Expression::present()),
                Action::PutIf(write(&connection), unchanged),
                poll_at(user, token, now),
            ])
            .await
    }

    /// One connection, if there is it.
    pub async fn connections_get(&self, user: UserId, token: TokenId) -> Result<Option<Connection>, Error> {
        self.table.get(&keys::connection(user, token)).await?.as_ref().map(read).transpose()
    }

    /// All connections of a user.
    pub async fn connections_list(&self, user: UserId) -> Result<Vec<Connection>, Error> {
        let items = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::CONNECTIONS)).await?;
        items.iter().map(read).collect()
    }

    /// Fences off whoever works on this connection, and answers it as it is then; `None` where there is none.
    pub async fn connections_begin(&self, user: UserId, token: TokenId) -> Result<Option<Connection>, Error> {
        let raise = Expression::new("ADD epoch :one", [(":one", n(1))]);
        match self.table.update_if(&keys::connection(user, token), raise, "attribute_exists(pk)").await {
            Ok(item) => read(&item).map(Some),
            Err(Error::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Stores what became of a connection, together with operations on its user's metrics; [`Error::Conflict`] where
    /// somebody else has begun meanwhile.
    pub async fn connections_save(
        &self,
        connection: &Connection,
        ops: Vec<(MetricName, Op)>,
        now: i64,
    ) -> Result<(), Error> {
        let mut actions = self.log_puts(connection.user, ops, now)?;
        actions.push(Action::PutIf(write(connection), is_ours(connection)));
        self.table.transact(actions).await?;
        self.seal_soon(connection.user, now).await;
        Ok(())
    }

    /// Stores a connection that was read, if nobody has changed or begun with it since, and makes a poll due at once.
    pub async fn connections_change(&self, connection: &Connection, now: i64) -> Result<(), Error> {
        let changed = Connection { epoch: connection.epoch + 1, ..connection.clone() };
        let put = Action::PutIf(write(&changed), is_ours(connection));
        self.table.transact(vec![put, poll_at(connection.user, connection.token, now)]).await
    }

    /// Ends a connection: from now on nobody polls it, and a job that is due at `due_at` removes what is left of it. False
    /// where there is none.
    pub async fn connections_end(&self, user: UserId, token: TokenId, now: i64, due_at: i64) -> Result<bool, Error> {
        if self.connections_get(user, token).await?.is_none() {
            return Ok(false);
        }
        match self.table.transact(ending(user, token, now, due_at).into()).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict) => Ok(false), // Gone just now.
            Err(error) => Err(error),
        }
    }

    /// Removes a connection of which nothing else is left, together with operations on its user's metrics;
    /// [`Error::Conflict`] where somebody else has begun meanwhile.
    pub async fn connections_remove(
        &self,
        connection: &Connection,
        ops: Vec<(MetricName, Op)>,
        now: i64,
    ) -> Result<(), Error> {
        let mut actions = self.log_puts(connection.user, ops, now)?;
        let key = keys::connection(connection.user, connection.token);
        actions.push(Action::DeleteIf(key, is_ours(connection)));
        self.table.transact(actions).await?;
        self.seal_soon(connection.user, now).await;
        Ok(())
    }

    /// Makes all connections' polls due by `now` that wait for a later time.
    pub async fn connections_hasten(&self, now: i64) -> Result<(), Error> {
        for shard in Store::job_shards() {
            for (kind, subject) in self.jobs_waiting(&shard).await? {
                if kind == JobKind::CalendarPoll {
                    self.jobs_ensure(kind, &subject, now).await?;
                }
            }
        }
        Ok(())
    }

    /// Ends every connection of a user who is deleted.
    pub(crate) async fn connections_end_all(&self, user: UserId, now: i64) -> Result<(), Error> {
        for connection in self.connections_list(user).await? {
            if connection.standing != Standing::Disconnecting {
                self.connections_end(user, connection.token, now, now).await?;
            }
        }
        Ok(())
    }
}

/// The parts of a transaction that end a connection which there is.
pub(crate) fn ending(user: UserId, token: TokenId, now: i64, due_at: i64) -> [Action; 2] {
    let end = Expression::new(
        "SET standing = :ends, since = :now ADD epoch :one",
        [(":ends", s(Standing::Disconnecting.as_str())), (":now", n(now)), (":one", n(1))],
    );
    [Action::UpdateIf(keys::connection(user, token), end, "attribute_exists(pk)"), poll_at(user, token, due_at)]
}

/// Part of a transaction: holds while nobody else has begun with the connection.
pub(crate) fn check(connection: &Connection) -> Action {
    Action::Check(keys::connection(connection.user, connection.token), is_ours(connection))
}

fn is_ours(connection: &Connection) -> Expression {
    Expression::new("epoch = :epoch", [(":epoch", n(connection.epoch))])
}

fn poll_at(user: UserId, token: TokenId, due_at: i64) -> Action {
    schedule_anyway(JobKind::CalendarPoll, &Job::subject_of(user, token), due_at)
}

fn write(connection: &Connection) -> Item {
    let Connection { user, token, credentials, .. } = connection;
    let mut item = item(
        &keys::connection(*user, *token),
        [
            ("user_id", s(user.to_string())),
            ("token_id", s(token.to_string())),
            ("standing", s(connection.standing.as_str())),
            ("credentials", b(credentials.bytes.clone())),
            ("key_version", n(credentials.key_version)),
            ("updated_at", n(connection.updated_at)),
            ("token_expiry", n(connection.token_expiry)),
            ("calendars", s(&connection.calendars)),
            ("since", n(connection.since)),
            ("epoch", n(connection.epoch)),
        ],
    );
    if let Some((since, code)) = &connection.failing {
        item.insert("failing_since".to_owned(), n(since));
        item.insert("failure".to_owned(), s(code));
    }
    item
}

fn read(item: &Item) -> Result<Connection, Error> {
    let failing = match (item.maybe_number("failing_since")?, item.maybe_text("failure")?) {
        (Some(since), Some(code)) => Some((since, code.to_owned())),
        _ => None,
    };
    Ok(Connection {
        user: item.parsed("user_id")?,
        token: item.parsed("token_id")?,
        standing: item.parsed("standing")?,
        credentials: SealedSecret {
            key_version: item.number("key_version")?,
            bytes: item.bytes("credentials")?.to_vec(),
        },
        updated_at: item.number("updated_at")?,
        token_expiry: item.number("token_expiry")?,
        failing,
        calendars: item.text("calendars")?.to_owned(),
        since: item.number("since")?,
        epoch: item.number("epoch")?,
    })
}
