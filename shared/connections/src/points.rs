//! What events have made, laid side by side: how one set of points becomes another.
//!
//! ```text
//!   records of one event        laid over one another        what a change comes to
//!   token 1, primary:  a=1      a=1 (the first wins)         delete what only was there,
//!   token 2, work:     a=2 b=3  b=3                          write what is new or has another value
//! ```

use domain::MetricName;
use series::{Columns, Dimensions, Op};
use std::collections::{BTreeMap, HashMap};
use store::{Record, Tally};

/// A point: its time, its dimensions in key order.
type Identity = (i64, Dimensions);

/// Points of several metrics.
type Points = BTreeMap<MetricName, HashMap<Identity, (Dimensions, f64)>>;

/// What becomes of the metrics of a user when records change.
#[derive(Default)]
pub(crate) struct Difference {
    metrics: BTreeMap<MetricName, Changed>,
}

#[derive(Default)]
struct Changed {
    deleted: Vec<Identity>,
    written: Columns,
    more: u64,
    fewer: u64,
}

impl Difference {
    /// One event's records change; each list is in the order of their places.
    pub(crate) fn add<'a>(
        &mut self,
        before: impl IntoIterator<Item = &'a Record>,
        after: impl IntoIterator<Item = &'a Record>,
    ) {
        let (before, after) = (laid_over(before), laid_over(after));
        for (metric, points) in &before {
            self.add_deleted(metric, points, after.get(metric));
        }
        for (metric, points) in after {
            self.add_written(&metric, points, before.get(&metric));
        }
    }

    fn add_deleted(
        &mut self,
        metric: &MetricName,
        points: &HashMap<Identity, (Dimensions, f64)>,
        kept: Option<&HashMap<Identity, (Dimensions, f64)>>,
    ) {
        let mut gone: Vec<Identity> =
            points.keys().filter(|point| !kept.is_some_and(|kept| kept.contains_key(point))).cloned().collect();
        if gone.is_empty() {
            return;
        }
        gone.sort();
        let changed = self.metrics.entry(metric.clone()).or_default();
        changed.fewer += gone.len() as u64;
        changed.deleted.append(&mut gone);
    }

    fn add_written(
        &mut self,
        metric: &MetricName,
        points: HashMap<Identity, (Dimensions, f64)>,
        known: Option<&HashMap<Identity, (Dimensions, f64)>>,
    ) {
        let mut points: Vec<_> = points.into_iter().collect();
        points.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (identity, (dimensions, value)) in points {
            let old = known.and_then(|known| known.get(&identity)).map(|(_, value)| value.to_bits());
            if old == Some(value.to_bits()) {
                continue;
            }
            let changed = self.metrics.entry(metric.clone()).or_default();
            changed.more += u64::from(old.is_none());
            changed.written.push(identity.0, &dimensions, value);
        }
    }

    /// How many points it is about.
    pub(crate) fn weight(&self) -> usize {
        self.metrics.values().map(|changed| changed.deleted.len() + changed.written.weight()).sum()
    }

    /// The operations that bring it about, and the tally after them. A metric of which no point is left is dropped, so that
    /// nobody finds it listed.
    pub(crate) fn into_ops(self, tally: &mut Tally) -> Vec<(MetricName, Op)> {
        let mut ops = Vec::new();
        for (metric, changed) in self.metrics {
            let count = tally.counts.remove(metric.as_str()).unwrap_or_default();
            let count = (count + changed.more).saturating_sub(changed.fewer);
            if count == 0 {
                ops.push((metric, Op::Drop));
                continue;
            }
            tally.counts.insert(metric.to_string(), count);
            if !changed.deleted.is_empty() {
                ops.push((metric.clone(), Op::DeletePoints(changed.deleted)));
            }
            if !changed.written.is_empty() {
                ops.push((metric, Op::Write(changed.written)));
            }
        }
        ops
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
