//! The walk over the points.

use super::cell::Cell;
use super::fill::{Fill, fill};
use super::kind::Aggregate;
use super::table::{Table, TableSeries};
use super::{AggregationError, Plan};
use crate::calendar::BucketCursor;
use crate::columns::Columns;
use crate::dimensions::{Dimensions, Sets};
use rustc_hash::FxHashMap;

/// An aggregation under way: one bucket is open, those before it are rows.
pub struct Aggregation {
    plan: Plan,
    cursor: Option<BucketCursor>,
    groups: FxHashMap<Dimensions, usize>,
    table: Table,
    /// When the open bucket begins; `None` before the first point.
    open: Option<i64>,
    /// By number of the group, what it has in the open bucket.
    cells: Vec<Option<Cell>>,
    /// The groups that have something there, in any order.
    present: Vec<usize>,
}

impl Aggregation {
    /// An aggregation that no point has reached.
    pub fn new(plan: Plan) -> Aggregation {
        Aggregation {
            cursor: plan.buckets.clone().map(BucketCursor::new),
            table: Table::new(plan.aggregates.iter().map(Aggregate::name).collect(), Vec::new()),
            plan,
            groups: FxHashMap::default(),
            open: None,
            cells: Vec::new(),
            present: Vec::new(),
        }
    }

    /// Takes in points that are sorted by time and not before any of an earlier batch.
    pub fn push(&mut self, batch: &Columns) -> Result<(), AggregationError> {
        let mut groups: Vec<Option<usize>> = vec![None; batch.sets.len()];
        let inside = batch.positions(&self.plan.range);
        let mut at = inside.start;
        while at < inside.end {
            let end = self.turn_to(batch.timestamps[at])?;
            let ahead = &batch.timestamps[at..inside.end];
            let until = at + end.map_or(ahead.len(), |end| ahead.partition_point(|&timestamp| timestamp < end));
            self.add(batch, at..until, &mut groups);
            at = until;
        }
        Ok(())
    }

    /// The rows of all buckets.
    pub fn finish(mut self) -> Result<Table, AggregationError> {
        self.close();
        match &self.plan.buckets {
            Some(buckets) if self.plan.fill != Fill::None => {
                fill(self.table, self.plan.fill, buckets, &self.plan.range)
            }
            _ => Ok(self.table),
        }
    }

    /// Opens the bucket of `timestamp`, where it is not open; answers where it ends.
    fn turn_to(&mut self, timestamp: i64) -> Result<Option<i64>, AggregationError> {
        let Some(cursor) = &mut self.cursor else {
            self.open = self.open.or(self.plan.range.start).or(Some(timestamp));
            return Ok(None);
        };
        let bucket = cursor.around(timestamp)?;
        if self.open != Some(bucket.start) {
            self.close();
            self.open = Some(bucket.start);
        }
        Ok(Some(bucket.end))
    }

    /// Turns the open bucket into rows.
    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        self.present.sort_unstable();
        for group in self.present.drain(..) {
            if let Some(cell) = self.cells[group].take() {
                self.table.push(start, group, cell.finish());
            }
        }
    }

    /// Adds points of the open bucket, each run of one group at once.
    fn add(&mut self, batch: &Columns, at: std::ops::Range<usize>, groups: &mut [Option<usize>]) {
        let mut start = at.start;
        while start < at.end {
            let group = self.group(&batch.sets, batch.set_of[start], groups);
            let mut end = start + 1;
            while end < at.end && self.group(&batch.sets, batch.set_of[end], groups) == group {
                end += 1;
            }
            let cell = self.cells[group].get_or_insert_with(|| {
                self.present.push(group);
                Cell::new(&self.plan.aggregates)
            });
            cell.add(&batch.timestamps[start..end], &batch.values[start..end]);
            start = end;
        }
    }

    /// The number of a set's group; `known` remembers it for the rest of the batch.
    fn group(&mut self, sets: &Sets, set: u32, known: &mut [Option<usize>]) -> usize {
        *known[set as usize].get_or_insert_with(|| {
            let labels = group_labels(sets.get(set), &self.plan.group_by);
            *self.groups.entry(labels).or_insert_with_key(|dimensions| {
                self.table.series.push(TableSeries { dimensions: dimensions.clone() });
                self.cells.push(None);
                self.cells.len() - 1
            })
        })
    }
}

fn group_labels(dimensions: &Dimensions, keys: &[String]) -> Dimensions {
    let value = |key: &str| dimensions.get(key).filter(|value| !value.is_empty());
    Dimensions::new(keys.iter().filter_map(|key| Some((key.as_str(), value(key)?))))
}
