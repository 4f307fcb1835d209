//! The catalogue: which metrics a user has, in order of first write, with what is known of each.
//!
//! An entry is written only by sealing; what is still in the log is added here when somebody asks.

use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read};
use crate::keys;
use crate::log::Block;
use crate::{Order, Store};
use domain::{MetricName, UserId};
use series::{Dimensions, Op, Range};
use std::collections::{BTreeSet, HashMap};

/// What is known of a metric without reading its points.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSummary {
    /// The metric.
    pub name: MetricName,
    /// How many points it has.
    pub count: u64,
    /// The time of its first and last point, in ms.
    pub bounds: Option<(i64, i64)>,
    /// When it was last written to or corrected, in ms.
    pub last_write: i64,
    /// The dimension keys its points have had since it came to be.
    pub dimension_keys: BTreeSet<String>,
}

/// An entry of the catalogue.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) summary: MetricSummary,
    /// Block and place of the first write; orders the list.
    pub(crate) born: String,
    /// Raised whenever points move between chunks.
    pub(crate) layout: u64,
}

impl Entry {
    pub(crate) fn read(item: &Item) -> Result<Entry, Error> {
        let bounds = item.maybe_number("t0")?.zip(item.maybe_number("t1")?);
        let summary = MetricSummary {
            name: MetricName::parse(item.text("sk")?).map_err(|_| Error::Malformed("sk"))?,
            count: item.number("n")?,
            bounds,
            last_write: item.number("written")?,
            dimension_keys: item
                .get("dims")
                .and_then(|keys| keys.as_ss().ok())
                .into_iter()
                .flatten()
                .cloned()
                .collect(),
        };
        Ok(Entry { summary, born: item.text("born")?.to_owned(), layout: item.number("layout")? })
    }
}

/// A metric's operations that are still in the log.
pub(crate) struct Pending {
    pub(crate) ops: Vec<Op>,
    /// Where the first write since the last drop stands: block and place.
    pub(crate) born: Option<String>,
    pub(crate) written: i64,
}

impl Pending {
    /// Whether the metric is gone when the operations end, unless the catalogue had it and it was not dropped.
    fn survives(&self, known: bool) -> bool {
        self.born.is_some() || (known && !self.drops())
    }

    fn drops(&self) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Drop))
    }
}

/// Sorts the operations of `blocks` by metric, keeping their order.
pub(crate) fn by_metric(blocks: &[Block]) -> Result<HashMap<String, Pending>, Error> {
    let mut pending: HashMap<String, Pending> = HashMap::new();
    for block in blocks {
        for (place, (metric, op)) in block.ops()?.into_iter().enumerate() {
            let metric = pending.entry(metric).or_insert_with(|| Pending { ops: Vec::new(), born: None, written: 0 });
            match &op {
                Op::Drop => metric.born = None,
                Op::Write(_) if metric.born.is_none() => metric.born = Some(format!("{}#{place:06}", block.id)),
                _ => {}
            }
            metric.written = block.written();
            metric.ops.push(op);
        }
    }
    Ok(pending)
}

impl Store {
    /// The names of a user's metrics in order of first write; one without points is listed too.
    pub async fn metrics_list(&self, user: UserId) -> Result<Vec<MetricName>, Error> {
        Ok(self.listed(user).await?.into_iter().map(|(name, ..)| name).collect())
    }

    /// The same, with what is known of each.
    pub async fn metrics_detail(&self, user: UserId) -> Result<Vec<MetricSummary>, Error> {
        let mut summaries = Vec::new();
        for (name, entry, pending) in self.listed(user).await? {
            summaries.push(self.summary(user, name, entry, pending).await?);
        }
        Ok(summaries)
    }

    /// One metric's entry, if it has been sealed.
    pub(crate) async fn entry(&self, user: UserId, metric: &MetricName) -> Result<Option<Entry>, Error> {
        self.table.get(&keys::metric(user, metric)).await?.as_ref().map(Entry::read).transpose()
    }

    /// The log is read first: what a seal moves meanwhile is then in the catalogue.
    async fn listed(&self, user: UserId) -> Result<Vec<(MetricName, Option<Entry>, Option<Pending>)>, Error> {
        let mut pending = by_metric(&self.log_read(user).await?)?;
        let mut listed = Vec::new();
        for item in self.table.query_all(&Query::all(keys::catalogue(user))).await? {
            let entry = Entry::read(&item)?;
            let ops = pending.remove(entry.summary.name.as_str());
            if ops.as_ref().is_none_or(|ops| ops.survives(true)) {
                let reborn = ops.as_ref().filter(|ops| ops.drops()).and_then(|ops| ops.born.clone());
                let born = reborn.unwrap_or_else(|| entry.born.clone());
                listed.push((born, entry.summary.name.clone(), Some(entry), ops));
            }
        }
        for (name, ops) in pending {
            let name = MetricName::parse(&name).map_err(|_| Error::Malformed("metric"))?;
            if let Some(born) = ops.born.clone() {
                listed.push((born, name, None, Some(ops)));
            }
        }
        listed.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        Ok(listed.into_iter().map(|(_, name, entry, ops)| (name, entry, ops)).collect())
    }

    /// What the catalogue says, brought up to date with the log: by arithmetic where all that is new lies behind what
    /// is sealed, by reading the metric where something was corrected.
    async fn summary(
        &self,
        user: UserId,
        name: MetricName,
        entry: Option<Entry>,
        pending: Option<Pending>,
    ) -> Result<MetricSummary, Error> {
        let blank = MetricSummary {
            name: name.clone(),
            count: 0,
            bounds: None,
            last_write: 0,
            dimension_keys: BTreeSet::new(),
        };
        let dropped = pending.as_ref().is_some_and(Pending::drops);
        let known = entry.map(|entry| entry.summary).filter(|_| !dropped).unwrap_or(blank);
        let Some(pending) = pending else { return Ok(known) };
        let fresh =
            series::apply(series::Columns::default(), &pending.ops.iter().collect::<Vec<_>>(), &Range::default());
        let mut summary = MetricSummary { last_write: pending.written.max(known.last_write), ..known };
        let keys = new_keys(&summary.dimension_keys, &pending.ops);
        summary.dimension_keys.extend(keys);
        let appends = summary.bounds.is_none_or(|(_, last)| fresh.timestamps.first().is_none_or(|&first| last < first));
        if appends && pending.ops.iter().all(|op| matches!(op, Op::Write(_) | Op::Drop)) {
            summary.count += fresh.len() as u64;
            let added = fresh.timestamps.first().copied().zip(fresh.timestamps.last().copied());
            summary.bounds = match (summary.bounds, added) {
                (Some((first, _)), Some((_, last))) => Some((first, last)),
                (known, added) => known.or(added),
            };
            return Ok(summary);
        }
        (summary.count, summary.bounds) = self.measure(user, &name).await?;
        Ok(summary)
    }

    /// Counts by reading everything.
    async fn measure(&self, user: UserId, metric: &MetricName) -> Result<(u64, Option<(i64, i64)>), Error> {
        let mut scan = self.points_scan(user, metric.clone(), Range::default(), Order::Ascending);
        let (mut count, mut bounds) = (0, None);
        while let Some(points) = scan.next().await? {
            let ends = points.timestamps.first().copied().zip(points.timestamps.last().copied());
            bounds = match (bounds, ends) {
                (Some((first, _)), Some((_, last))) => Some((first, last)),
                (known, ends) => known.or(ends),
            };
            count += points.len() as u64;
        }
        Ok((count, bounds))
    }
}

/// The most dimension keys an entry lists, so that hostile keys cannot fill it.
const LISTED_KEYS: usize = 200;

/// The keys of all points written since the last drop that are not `listed` yet, as far as there is room.
pub(crate) fn new_keys(listed: &BTreeSet<String>, ops: &[Op]) -> Vec<String> {
    let since_drop = ops.iter().rposition(|op| matches!(op, Op::Drop)).map_or(0, |at| at + 1);
    let mut keys = BTreeSet::new();
    for op in &ops[since_drop..] {
        let Op::Write(points) = op else { continue };
        keys.extend(points.sets.iter().flat_map(Dimensions::pairs).map(|(key, _)| key.to_string()));
    }
    let room = LISTED_KEYS.saturating_sub(listed.len());
    keys.into_iter().filter(|key| !listed.contains(key)).take(room).collect()
}
