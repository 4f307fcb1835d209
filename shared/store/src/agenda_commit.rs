//! Changing the agenda: records, the points they make and the tally, in one transaction.

use crate::agenda::{self, Record, Tally};
use crate::connections;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys::{self, Key};
use crate::table::Action;
use crate::{Connection, Store};
use domain::{MetricName, UserId};
use series::Op;
use std::collections::BTreeSet;

/// What becomes of one record.
#[derive(Clone, Debug)]
pub struct RecordChange {
    /// As it is stored, if it is.
    pub before: Option<Record>,
    /// As it is to be, if it is.
    pub after: Option<Record>,
}

impl RecordChange {
    /// The most parts of a transaction that it takes; DynamoDB takes 100 in all.
    pub fn actions_at_most(&self) -> usize {
        self.before.as_ref().map_or(0, Record::items) + self.after.as_ref().map_or(0, Record::items)
    }

    /// How much of a transaction and of memory it takes, counted in points.
    pub fn weight(&self) -> usize {
        self.before.as_ref().map_or(0, Record::weight) + self.after.as_ref().map_or(0, Record::weight)
    }

    fn actions(&self, user: UserId) -> Result<Vec<Action>, Error> {
        let items = |record: &Option<Record>| record.as_ref().map_or(Vec::new(), |record| agenda::items(user, record));
        let keys = |items: &[Item]| items.iter().map(Read::key).collect::<Result<Vec<Key>, Error>>();
        let (before, after) = (items(&self.before), items(&self.after));
        let kept: BTreeSet<String> = keys(&after)?.into_iter().map(|key| key.sk).collect();
        let gone = keys(&before)?.into_iter().filter(|key| !kept.contains(&key.sk));
        let unchanged = |item: &Item| before.contains(item);
        let mut actions: Vec<Action> = gone.map(Action::Delete).collect();
        actions.extend(after.iter().filter(|item| !unchanged(item)).cloned().map(Action::Put));
        Ok(actions)
    }
}

impl Store {
    /// Changes records and the metrics of their user, all or nothing, where nobody else has begun with the connection and
    /// nobody has changed the agenda since `tally` was read: else [`Error::Conflict`]. Answers the tally to go on with.
    pub async fn agenda_commit(
        &self,
        connection: &Connection,
        tally: Tally,
        changes: &[RecordChange],
        ops: Vec<(MetricName, Op)>,
        now: i64,
    ) -> Result<Tally, Error> {
        let user = connection.user;
        let seen = tally.version;
        let mut actions = self.log_puts(user, ops, now.max(tally.written_at + 1))?;
        // It never falls: where there is no block, that of the last one holds.
        let written_at = self.written_at(now).max(tally.written_at);
        let tally = Tally { version: seen + 1, written_at, ..tally };
        actions.push(put_tally(user, &tally, seen));
        actions.push(connections::check(connection));
        for change in changes {
            actions.extend(change.actions(user)?);
        }
        self.table.transact(actions).await?;
        self.seal_soon(user, now).await;
        Ok(tally)
    }
}

fn put_tally(user: UserId, tally: &Tally, seen: u64) -> Action {
    let counts = serde_json::to_string(&tally.counts).unwrap_or_default();
    let attributes = [("version", n(tally.version)), ("written_at", n(tally.written_at)), ("counts", s(counts))];
    let unchanged = match seen {
        0 => Expression::absent(),
        seen => Expression::new("version = :seen", [(":seen", n(seen))]),
    };
    Action::PutIf(item(&keys::tally(user), attributes), unchanged)
}
