//! Sealing: moving a user's settled log into chunks.
//!
//! ```text
//!   fence      raise the user's epoch; every transaction of an older epoch fails from here on
//!   log        take a page of blocks older than the settling time, and write into the fence how far it goes
//!   metric     for each: read what the operations touch, replay, then one transaction of
//!              { fence is still ours, chunks, catalogue entry }, or several where they would not fit
//!   forget     delete those very blocks, the oldest first
//! ```
//!
//! Stopped anywhere, what is left replays to the same points: blocks go only when all they did is durable, and a chunk
//! that already holds them takes them again without a change. A second sealer raises the epoch, so the first can write
//! no more; and it takes at least what the first has begun with, so it never replays a write without its correction.

use crate::Store;
use crate::change::Change;
use crate::chunk::{Chunk, chunk_item};
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Read, n, s};
use crate::keys::{self, Key, Lower};
use crate::metrics::{Entry, Pending, by_metric, new_keys};
use crate::table::Action;
use crate::units::Units;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{MetricName, UserId};
use series::{Columns, Op};
use ulid::Ulid;

/// DynamoDB takes 100 actions a transaction; the fence and the entry are two of them.
const ACTIONS: usize = 90;
/// DynamoDB takes 4 MB a transaction; the rest is room for keys.
const BYTES: usize = 3_000_000;

/// What a run of sealing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Blocks that left the log.
    pub blocks: usize,
    /// Metrics they touched.
    pub metrics: usize,
    /// Whether settled blocks are left for another run.
    pub more: bool,
}

/// A sealer of one user's log, holding the fence.
pub struct Seal<'a> {
    store: &'a Store,
    user: UserId,
    epoch: u64,
}

impl Store {
    /// Seals one page of what has settled by `now`. [`Error::Conflict`]: another sealer took over, or the user is gone.
    pub async fn seal(&self, user: UserId, now: i64) -> Result<Sealed, Error> {
        if self.seal_due(user).await?.is_none() {
            return Ok(Sealed::default());
        }
        let fence = Expression::new("ADD epoch :one", [(":one", n(1))]);
        let fence = self.table.update_if(&keys::fence(user), fence, "attribute_not_exists(erased)").await?;
        let seal = Seal { store: self, user, epoch: fence.number("epoch")? };
        let through = fence.maybe_text("through")?.map(str::parse).transpose();
        let through: Option<Ulid> = through.map_err(|_| Error::Malformed("through"))?;
        let (blocks, more) = self.log_take(user, now - self.policy.settle_ms, through).await?;
        let Some(last) = blocks.last() else { return Ok(Sealed::default()) };
        seal.begin_with(last.id.max(through.unwrap_or(last.id))).await?;
        let pending = by_metric(&blocks)?;
        let metrics = pending.len();
        for (metric, pending) in pending {
            let metric = MetricName::parse(&metric).map_err(|_| Error::Malformed("metric"))?;
            seal.metric(&metric, pending).await?;
        }
        for block in &blocks {
            self.table.delete(&block.key(user)).await?;
        }
        Ok(Sealed { blocks: blocks.len(), metrics, more })
    }
}

impl Seal<'_> {
    /// Writes down how far the blocks go that may be applied from here on.
    async fn begin_with(&self, through: Ulid) -> Result<(), Error> {
        let values = [(":through", s(through.to_string())), (":epoch", n(self.epoch))];
        let change = Expression::new("SET through = :through", values);
        self.store.table.update_if(&keys::fence(self.user), change, "epoch = :epoch").await.map(drop)
    }

    async fn metric(&self, metric: &MetricName, pending: Pending) -> Result<(), Error> {
        let entry = self.store.entry(self.user, metric).await?;
        let dropped = pending.ops.iter().rposition(|op| matches!(op, Op::Drop));
        let known = match dropped {
            Some(_) => {
                self.drop_chunks(metric).await?;
                None
            }
            None => entry,
        };
        if known.is_none() && pending.born.is_none() {
            return self.commit(vec![Action::Delete(keys::metric(self.user, metric))]).await;
        }
        let ops = &pending.ops[dropped.map_or(0, |at| at + 1)..];
        let mut units = Units::new(self.store, self.user, metric, ops);
        let mut rewrite = Rewrite::new(self.user, metric, known.as_ref(), &pending);
        while let Some(unit) = units.next().await? {
            let Some(mut change) = Change::of(self.store, unit, ops) else { continue };
            while rewrite.has_no_room_for(&change) {
                if rewrite.is_empty() {
                    rewrite.add(change.tail());
                }
                self.commit(rewrite.take()).await?;
            }
            rewrite.add(change);
        }
        self.commit(rewrite.take()).await?;
        let corrected = ops.iter().any(|op| matches!(op, Op::DeletePoints(_) | Op::DeleteWhere(..)));
        if corrected { self.measure_bounds(metric).await } else { Ok(()) }
    }

    /// Writes `actions`, if the fence is still ours.
    async fn commit(&self, mut actions: Vec<Action>) -> Result<(), Error> {
        let ours = Expression::new("epoch = :epoch", [(":epoch", n(self.epoch))]);
        actions.push(Action::Check(keys::fence(self.user), ours));
        self.store.table.transact(actions).await
    }

    /// Removes a dropped metric's chunks and entry; until the mark leaves the log no reader looks at them.
    async fn drop_chunks(&self, metric: &MetricName) -> Result<(), Error> {
        let chunks = Query::all(keys::chunks(self.user, metric)).keys_only();
        let keys: Vec<Key> =
            self.store.table.query_all(&chunks).await?.iter().map(Read::key).collect::<Result<_, _>>()?;
        for keys in keys.chunks(ACTIONS) {
            self.commit(keys.iter().cloned().map(Action::Delete).collect()).await?;
        }
        self.commit(vec![Action::Delete(keys::metric(self.user, metric))]).await
    }

    /// After a deletion the first and the last point may be others: their chunks say which.
    async fn measure_bounds(&self, metric: &MetricName) -> Result<(), Error> {
        let chunks = Query { projection: Some("t0, t1"), ..Query::all(keys::chunks(self.user, metric)).limit(1) };
        let first = self.store.table.query(&chunks, None).await?.items.into_iter().next();
        let last = self.store.table.query(&chunks.backward(), None).await?.items.into_iter().next();
        let change = match first.zip(last) {
            Some((first, last)) => Expression::new(
                "SET t0 = :t0, t1 = :t1",
                [(":t0", n(first.number::<i64>("t0")?)), (":t1", n(last.number::<i64>("t1")?))],
            ),
            None => Expression::new("REMOVE t0, t1", []),
        };
        self.commit(vec![Action::Update(keys::metric(self.user, metric), change)]).await
    }
}

/// The transaction that is being put together for one metric.
struct Rewrite<'a> {
    user: UserId,
    metric: &'a MetricName,
    pending: &'a Pending,
    actions: Vec<Action>,
    bytes: usize,
    /// Points more (or fewer) than the catalogue has counted.
    added: i64,
    bounds: Option<(i64, i64)>,
    layout: u64,
    /// Dimension keys that the catalogue does not list yet.
    new_keys: Vec<String>,
}

impl<'a> Rewrite<'a> {
    fn new(user: UserId, metric: &'a MetricName, known: Option<&Entry>, pending: &'a Pending) -> Rewrite<'a> {
        let bounds = known.and_then(|entry| entry.summary.bounds);
        let layout = known.map_or(0, |entry| entry.layout);
        let listed = known.map(|entry| entry.summary.dimension_keys.clone()).unwrap_or_default();
        let new_keys = new_keys(&listed, &pending.ops);
        Rewrite { user, metric, pending, actions: Vec::new(), bytes: 0, added: 0, bounds, layout, new_keys }
    }

    fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// A change that cannot be divided is added whatever its size.
    fn has_no_room_for(&self, change: &Change) -> bool {
        let fits = self.actions.len() + change.actions() <= ACTIONS && self.bytes + change.bytes() <= BYTES;
        !fits && (!self.is_empty() || change.is_divisible())
    }

    /// Puts a unit's new chunks in place of the old ones.
    fn add(&mut self, change: Change) {
        self.added += change.added();
        self.layout += u64::from(change.moves);
        let kept: Vec<Lower> = change.pieces.iter().map(|piece| piece.lower).collect();
        for lower in change.unit.lowers.iter().filter(|lower| !kept.contains(lower)) {
            self.actions.push(Action::Delete(Chunk::key(self.user, self.metric, *lower)));
        }
        for piece in change.pieces {
            self.widen(&piece.points);
            self.bytes += piece.bytes.len();
            let key = Chunk::key(self.user, self.metric, piece.lower);
            self.actions.push(Action::Put(chunk_item(&key, &piece.points, piece.bytes, self.layout)));
        }
    }

    fn widen(&mut self, points: &Columns) {
        let Some((&first, &last)) = points.timestamps.first().zip(points.timestamps.last()) else { return };
        let (low, high) = self.bounds.unwrap_or((first, last));
        self.bounds = Some((low.min(first), high.max(last)));
    }

    /// The actions so far, with the catalogue entry as it is after them.
    fn take(&mut self) -> Vec<Action> {
        let mut actions = std::mem::take(&mut self.actions);
        self.bytes = 0;
        actions.push(Action::Update(keys::metric(self.user, self.metric), self.entry()));
        actions
    }

    fn entry(&mut self) -> Expression {
        let born = self.pending.born.clone().unwrap_or_default();
        let mut set = "SET born = if_not_exists(born, :born), written = :written, layout = :layout".to_owned();
        let mut add = " ADD n :added".to_owned();
        let mut values = vec![
            (":born", s(born)),
            (":written", n(self.pending.written)),
            (":layout", n(self.layout)),
            (":added", n(std::mem::take(&mut self.added))),
        ];
        if let Some((first, last)) = self.bounds {
            set.push_str(", t0 = :t0, t1 = :t1");
            values.extend([(":t0", n(first)), (":t1", n(last))]);
        }
        if !self.new_keys.is_empty() {
            add.push_str(", dims :dims");
            values.push((":dims", AttributeValue::Ss(std::mem::take(&mut self.new_keys))));
        }
        let change = Expression::new(set + &add, []);
        values.into_iter().fold(change, |change, (name, value)| change.with(name, value))
    }
}
