//! Connections: a data token of a user that is connected to a Google account, whose calendars are polled or whose mails are
//! read.
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

use crate::connection::{read, save, write};
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{b, n, s};
use crate::jobs::schedule_anyway;
use crate::keys;
use crate::mailboxes::read_at;
use crate::table::Action;
use crate::{Connection, JobLane, SealedSecret, Standing, Store};
use domain::{Job, JobKind, MetricName, Product, TokenId, UserId};
use series::Op;

impl Store {
    /// Stores a connection after a consent, in the place of the one there was when `replaced` was read, and makes the
    /// first poll of its calendars due, or the first run of its mailbox. [`Error::Conflict`]: it changed meanwhile, or the token is gone.
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
        let first_job = match connection.product {
            Product::Calendar => poll_at(user, token, now),
            Product::Gmail => read_at(user, token, now),
        };
        self.table
            .transact(vec![
                Action::Check(keys::listed_token(user, token), Expression::present()),
                Action::PutIf(write(&connection), unchanged),
                first_job,
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

    /// Stores where a connection stands and how far it was polled, together with operations on its user's metrics;
    /// [`Error::Conflict`] where somebody else has begun meanwhile. Credentials are left as they are.
    pub async fn connections_save(
        &self,
        connection: &Connection,
        ops: Vec<(MetricName, Op)>,
        now: i64,
    ) -> Result<(), Error> {
        let mut actions = self.log_puts(connection.user, ops, now.max(connection.written_at + 1))?;
        let written_at = self.written_at(now).max(connection.written_at);
        let key = keys::connection(connection.user, connection.token);
        actions.push(Action::UpdateIf(key, save(connection, written_at), OURS));
        self.table.transact(actions).await?;
        self.seal_soon(connection.user, now).await;
        Ok(())
    }

    /// Stores credentials that were renewed, whoever works on the connection; [`Error::Conflict`] where they are no longer
    /// those in `connection`. Nothing else writes credentials but a consent, so none that were renewed are lost.
    pub async fn connections_renew(
        &self,
        connection: &Connection,
        credentials: &SealedSecret,
        token_expiry: i64,
    ) -> Result<(), Error> {
        let renew = Expression::new(
            "SET credentials = :new, key_version = :key, token_expiry = :expiry",
            [
                (":new", b(credentials.bytes.clone())),
                (":old", b(connection.credentials.bytes.clone())),
                (":key", n(credentials.key_version)),
                (":expiry", n(token_expiry)),
            ],
        );
        let key = keys::connection(connection.user, connection.token);
        self.table.update_if(&key, renew, "credentials = :old").await.map(drop)
    }

    /// Stores the calendars of a connection that was read, if nobody has begun with it since, and makes a poll due at once.
    pub async fn connections_choose(&self, connection: &Connection, now: i64) -> Result<(), Error> {
        let choose = Expression::new(
            "SET calendars = :calendars ADD epoch :one",
            [(":calendars", s(&connection.calendars)), (":epoch", n(connection.epoch)), (":one", n(1))],
        );
        let key = keys::connection(connection.user, connection.token);
        let change = Action::UpdateIf(key, choose, OURS);
        self.table.transact(vec![change, poll_at(connection.user, connection.token, now)]).await
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
        let mut actions = self.log_puts(connection.user, ops, now.max(connection.written_at + 1))?;
        let key = keys::connection(connection.user, connection.token);
        actions.push(Action::DeleteIf(key, is_ours(connection)));
        self.table.transact(actions).await?;
        self.seal_soon(connection.user, now).await;
        Ok(())
    }

    /// Makes all connections' polls due by `now` that wait for a later time.
    pub async fn connections_hasten(&self, now: i64) -> Result<(), Error> {
        for shard in JobLane::of(JobKind::CalendarPoll).shards() {
            for (kind, subject) in self.jobs_waiting(&shard).await? {
                if kind == JobKind::CalendarPoll {
                    self.jobs_ensure(kind, &subject, now).await?;
                }
            }
        }
        Ok(())
    }

    /// Ends every connection of a user who is deleted, also those that end already: whoever works on one is fenced off.
    pub(crate) async fn connections_end_all(&self, user: UserId, now: i64) -> Result<(), Error> {
        for connection in self.connections_list(user).await? {
            self.connections_end(user, connection.token, now, now).await?;
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

/// Holds while nobody else has begun with a connection.
const OURS: &str = "epoch = :epoch";

fn is_ours(connection: &Connection) -> Expression {
    Expression::new(OURS, [(":epoch", n(connection.epoch))])
}

fn poll_at(user: UserId, token: TokenId, due_at: i64) -> Action {
    schedule_anyway(JobKind::CalendarPoll, &Job::subject_of(user, token), due_at)
}
