//! What events have made, laid side by side: how one set of points becomes another.
//!
//! ```text
//!   records of one event        laid over one another        what a change comes to
//!   token 1, primary:  a=1      a=1 (the first wins)         delete what only was there,
//!   token 2, work:     a=2 b=3  b=3                          write what is new or has another value
//! ```

use domain::MetricName;
use series::{Columns, Dimensions, Op};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use store::{Record, Tally};

/// A point: its time, its dimensions in key order.
type Identity = (i64, Dimensions);

/// Points of several metrics.
type Points = BTreeMap<MetricName, HashMap<Identity, (Dimensions, f64)>>;

/// What becomes of the metrics of a user when records change.
#[derive(Default)]
pub(crate) struct Difference {
    metrics: BTreeMap<MetricName, HashMap<Identity, Net>>,
}

/// What all changes together come to for one point.
struct Net {
    before: Option<f64>,
    after: Option<(Dimensions, f64)>,
}

impl Difference {
    /// One event's records change; each list is in the order of their places. Further changes go on from there.
    pub(crate) fn add<'a>(
        &mut self,
        before: impl IntoIterator<Item = &'a Record>,
        after: impl IntoIterator<Item = &'a Record>,
    ) {
        let (before, mut after) = (laid_over(before), laid_over(after));
        for (metric, points) in before {
            let mut kept = after.remove(&metric).unwrap_or_default();
            let nets = self.metrics.entry(metric).or_default();
            for (identity, (_, value)) in points {
                let now = kept.remove(&identity);
                note(nets, identity, Some(value), now);
            }
            kept.into_iter().for_each(|(identity, point)| note(nets, identity, None, Some(point)));
        }
        for (metric, points) in after {
            let nets = self.metrics.entry(metric).or_default();
            points.into_iter().for_each(|(identity, point)| note(nets, identity, None, Some(point)));
        }
    }

    /// The operations that bring it about, and the tally after them. A metric of which no point is left is dropped, so that
    /// nobody finds it listed.
    pub(crate) fn into_ops(self, tally: &mut Tally) -> Vec<(MetricName, Op)> {
        let mut ops = Vec::new();
        for (metric, nets) in self.metrics {
            let Changed { deleted, written, more } = Changed::of(nets);
            if deleted.is_empty() && written.is_empty() {
                continue;
            }
            let count = tally.counts.remove(metric.as_str()).unwrap_or_default();
            let count = (count + more).saturating_sub(deleted.len() as u64);
            if count == 0 {
                ops.push((metric, Op::Drop));
                continue;
            }
            tally.counts.insert(metric.to_string(), count);
            if !deleted.is_empty() {
                ops.push((metric.clone(), Op::DeletePoints(deleted)));
            }
            if !written.is_empty() {
                ops.push((metric, Op::Write(written)));
            }
        }
        ops
    }
}

/// One point changes, perhaps not for the first time.
fn note(nets: &mut HashMap<Identity, Net>, identity: Identity, before: Option<f64>, after: Option<(Dimensions, f64)>) {
    match nets.entry(identity) {
        Entry::Occupied(known) => known.into_mut().after = after,
        Entry::Vacant(_) if before.map(f64::to_bits) == after.as_ref().map(|(_, value)| value.to_bits()) => {}
        Entry::Vacant(unknown) => drop(unknown.insert(Net { before, after })),
    }
}

/// What becomes of one metric, in the order of time.
#[derive(Default)]
struct Changed {
    deleted: Vec<Identity>,
    written: Columns,
    /// How many of the written points are new.
    more: u64,
}

impl Changed {
    fn of(nets: HashMap<Identity, Net>) -> Changed {
        let mut nets: Vec<(Identity, Net)> = nets.into_iter().collect();
        nets.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut changed = Changed::default();
        for (identity, net) in nets {
            match (net.before, net.after) {
                (Some(_), None) => changed.deleted.push(identity),
                (before, Some((dimensions, value))) if before.map(f64::to_bits) != Some(value.to_bits()) => {
                    changed.more += u64::from(before.is_none());
                    changed.written.push(identity.0, &dimensions, value);
                }
                _ => {}
            }
        }
        changed
    }
}

/// Where two records make the same point, the first one's value holds.
fn laid_over<'a>(records: impl IntoIterator<Item = &'a Record>) -> Points {
    let mut all = Points::new();
    for record in records {
        for (metric, columns) in &record.made {
            let points = all.entry(metric.clone()).or_default();
            for (timestamp, dimensions, value) in columns.iter() {
                let identity = (timestamp, dimensions.canonical());
                points.entry(identity).or_insert_with(|| (dimensions.clone(), value));
            }
        }
    }
    all
}
