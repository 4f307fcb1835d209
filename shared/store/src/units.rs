//! The parts of a metric that operations touch: for sealing, which rewrites those and no others.
//!
//! ```text
//!   chunks     [MIN ........)[100 ......)[200)(200,1)(200,2 ....)[300 ....
//!   op at 250                             └──────── unit ────────┘  lower 200, upper 300
//! ```
//!
//! A unit is a chunk, with the chunks behind it where points of one time fill several; its upper end is where the next
//! unit begins.

use crate::Store;
use crate::chunk::Chunk;
use crate::error::Error;
use crate::expression::Query;
use crate::keys::{self, Lower};
use domain::{MetricName, UserId};
use series::{Columns, Op, Range};

/// Consecutive chunks that are rewritten together.
pub(crate) struct Unit {
    /// Where its chunks begin; the first stays where it is.
    pub(crate) lowers: Vec<Lower>,
    /// What they hold.
    pub(crate) points: Columns,
    /// The first time beyond it; `None` for the last unit of a metric.
    pub(crate) upper: Option<i64>,
}

impl Unit {
    /// The times it covers.
    pub(crate) fn range(&self) -> Range {
        let start = self.lowers.first().filter(|&&lower| lower != Lower::MIN).map(|lower| lower.time);
        Range { start, end: self.upper }
    }
}

/// The times that operations are about, as sorted, disjoint, closed intervals.
fn intervals(ops: &[Op]) -> Vec<(i64, i64)> {
    let mut intervals: Vec<(i64, i64)> = Vec::new();
    for op in ops {
        match op {
            Op::Write(points) => intervals.extend(points.timestamps.iter().map(|&at| (at, at))),
            Op::DeletePoints(points) => intervals.extend(points.iter().map(|&(at, _)| (at, at))),
            Op::DeleteWhere(range, _) => {
                intervals
                    .push((range.start.unwrap_or(i64::MIN), range.end.map_or(i64::MAX, |end| end.saturating_sub(1))));
            }
            Op::Drop => {}
        }
    }
    intervals.retain(|(from, to)| from <= to);
    intervals.sort_unstable();
    intervals.dedup_by(|next, kept| {
        let overlaps = next.0 <= kept.1;
        if overlaps {
            kept.1 = kept.1.max(next.1);
        }
        overlaps
    });
    intervals
}

/// The units that intervals touch, in order, each read when it is asked for: a metric may be larger than memory.
pub(crate) struct Units<'a> {
    store: &'a Store,
    user: UserId,
    metric: &'a MetricName,
    intervals: std::vec::IntoIter<(i64, i64)>,
    interval: Option<(i64, i64)>,
    /// The first time behind the units so far.
    behind: i64,
}

impl<'a> Units<'a> {
    pub(crate) fn new(store: &'a Store, user: UserId, metric: &'a MetricName, ops: &[Op]) -> Units<'a> {
        let mut intervals = intervals(ops).into_iter();
        let interval = intervals.next();
        Units { store, user, metric, intervals, interval, behind: i64::MIN }
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Unit>, Error> {
        while let Some((from, to)) = self.interval {
            let at = from.max(self.behind);
            if to < at {
                self.interval = self.intervals.next();
                continue;
            }
            let unit = self.store.unit(self.user, self.metric, at).await?;
            match unit.upper {
                Some(upper) => self.behind = upper,
                None => self.interval = None,
            }
            return Ok(Some(unit));
        }
        Ok(None)
    }
}

impl Store {
    /// The unit that holds, or would hold, points of time `at`.
    async fn unit(&self, user: UserId, metric: &MetricName, at: i64) -> Result<Unit, Error> {
        let chunks = keys::chunks(user, metric);
        let floor = Query::all(&chunks).backward().limit(1).up_to(Lower::at(at).sk());
        let floor = self.table.query(&floor, None).await?.items.first().map(Chunk::read).transpose()?;
        let mut unit = match floor {
            Some(chunk) => Unit { lowers: vec![chunk.lower], points: chunk.points, upper: None },
            None => Unit { lowers: vec![Lower::MIN], points: Columns::default(), upper: None },
        };
        while let Some(next) = self.chunk_after(&chunks, unit.lowers.last().copied().unwrap_or(Lower::MIN)).await? {
            if next.lower.ordinal == 0 {
                unit.upper = Some(next.lower.time);
                break;
            }
            unit.lowers.push(next.lower);
            unit.points.append(&next.points);
        }
        Ok(unit)
    }

    async fn chunk_after(&self, chunks: &str, lower: Lower) -> Result<Option<Chunk>, Error> {
        let next = Query::all(chunks).limit(1).above(lower.sk());
        self.table.query(&next, None).await?.items.first().map(Chunk::read).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use series::{Dimensions, Filter};

    #[test]
    fn intervals_are_sorted_and_disjoint() {
        let none = Dimensions::default();
        let ops = [
            Op::Write([(9, &none, 0.0), (5, &none, 0.0), (5, &none, 1.0)].into_iter().collect()),
            Op::DeletePoints(vec![(1, none.clone())]),
            Op::DeleteWhere(Range { start: Some(4), end: Some(8) }, Filter::default()),
            Op::DeleteWhere(Range { start: Some(8), end: Some(4) }, Filter::default()),
        ];
        assert_eq!(intervals(&ops), [(1, 1), (4, 7), (9, 9)]);
        assert_eq!(intervals(&[Op::DeleteWhere(Range::default(), Filter::default())]), [(i64::MIN, i64::MAX)]);
    }
}
