//! Many points, held column by column.
//!
//! ```text
//!   timestamps  [ 1000, 2000, 2000 ]      set_of indexes into `sets`:
//!   values      [  1.0,  2.5,  7.0 ]        0 -> {room: kitchen}
//!   set_of      [    0,    0,    1 ]        1 -> {room: bath}
//! ```
//!
//! A sealed series is sorted by time, ties in the order they were first written; a batch as a client sent it is not.

use crate::dimensions::{Dimensions, Sets};
use rustc_hash::FxHashMap;

/// A half-open interval of time in ms since the Unix epoch; an absent end is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first ms inside.
    pub start: Option<i64>,
    /// The first ms outside.
    pub end: Option<i64>,
}

impl Range {
    /// Whether `timestamp` lies inside.
    pub fn contains(&self, timestamp: i64) -> bool {
        self.start.is_none_or(|start| start <= timestamp) && self.end.is_none_or(|end| timestamp < end)
    }

    /// The part of `self` that is also inside `other`.
    pub fn intersect(&self, other: &Range) -> Range {
        let tighter = |a: Option<i64>, b: Option<i64>, pick: fn(i64, i64) -> i64| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Range { start: tighter(self.start, other.start, i64::max), end: tighter(self.end, other.end, i64::min) }
    }
}

/// Points as parallel columns; the three vectors have one length.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Milliseconds since the Unix epoch.
    pub timestamps: Vec<i64>,
    /// Finite numbers.
    pub values: Vec<f64>,
    /// For each point, the number of its dimensions in `sets`.
    pub set_of: Vec<u32>,
    /// The dimensions that occur (and perhaps some that no longer do).
    pub sets: Sets,
}

impl Columns {
    /// How many points.
    pub fn len(&self) -> usize {
        self.timestamps.len()
    }

    /// How much memory the points take, counted in points: 64 bytes of text are as heavy as one.
    pub fn weight(&self) -> usize {
        let text = |(key, value): &(std::sync::Arc<str>, std::sync::Arc<str>)| key.len() + value.len();
        self.len() + self.sets.iter().flat_map(Dimensions::pairs).map(text).sum::<usize>() / 64
    }

    /// True where there is no point.
    pub fn is_empty(&self) -> bool {
        self.timestamps.is_empty()
    }

    /// Adds a point at the end.
    pub fn push(&mut self, timestamp: i64, dimensions: &Dimensions, value: f64) {
        let set = self.sets.intern(dimensions);
        self.push_known(timestamp, set, value);
    }

    /// Adds a point whose dimensions are already in `sets`.
    pub fn push_known(&mut self, timestamp: i64, set: u32, value: f64) {
        self.timestamps.push(timestamp);
        self.values.push(value);
        self.set_of.push(set);
    }

    /// The points in their order.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &Dimensions, f64)> {
        (0..self.len()).map(|i| (self.timestamps[i], self.sets.get(self.set_of[i]), self.values[i]))
    }

    /// The points at `at`, as columns of their own over the sets they use: a slice costs what it holds, not what it was
    /// cut from.
    pub fn slice(&self, at: std::ops::Range<usize>) -> Columns {
        let mut sets = Sets::default();
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let number = |&set: &u32| *numbers.entry(set).or_insert_with(|| sets.intern(self.sets.get(set)));
        let set_of = self.set_of[at.clone()].iter().map(number).collect();
        Columns { timestamps: self.timestamps[at.clone()].to_vec(), values: self.values[at].to_vec(), set_of, sets }
    }

    /// Where a range lies in columns that are sorted by time.
    pub fn positions(&self, range: &Range) -> std::ops::Range<usize> {
        let before = |bound: i64| self.timestamps.partition_point(|&timestamp| timestamp < bound);
        let start = range.start.map_or(0, before);
        let end = range.end.map_or(self.len(), before);
        start..end.max(start)
    }

    /// Drops the points outside `range` from columns that are sorted by time.
    pub fn clip(&mut self, range: &Range) {
        let kept = self.positions(range);
        self.timestamps.truncate(kept.end);
        self.values.truncate(kept.end);
        self.set_of.truncate(kept.end);
        self.timestamps.drain(..kept.start);
        self.values.drain(..kept.start);
        self.set_of.drain(..kept.start);
    }

    /// Keeps the points for which `keep` (asked by position) says so.
    pub fn retain(&mut self, keep: impl Fn(&Columns, usize) -> bool) {
        let kept: Vec<bool> = (0..self.len()).map(|i| keep(self, i)).collect();
        if kept.iter().all(|&keep| keep) {
            return;
        }
        let mut flags = kept.iter();
        self.timestamps.retain(|_| *flags.next().unwrap_or(&true));
        let mut flags = kept.iter();
        self.values.retain(|_| *flags.next().unwrap_or(&true));
        let mut flags = kept.iter();
        self.set_of.retain(|_| *flags.next().unwrap_or(&true));
    }

    /// Keeps the points whose dimensions `keep` accepts; each distinct spelling is asked about once.
    pub fn retain_sets(&mut self, keep: impl Fn(&Dimensions) -> bool) {
        let kept: Vec<bool> = self.sets.iter().map(keep).collect();
        self.retain(|columns, i| kept[columns.set_of[i] as usize]);
    }

    /// Adds all points of `other` at the end.
    pub fn append(&mut self, other: &Columns) {
        let renumbered = self.adopt(&other.sets);
        self.timestamps.extend_from_slice(&other.timestamps);
        self.values.extend_from_slice(&other.values);
        self.set_of.extend(other.set_of.iter().map(|&set| renumbered[set as usize]));
    }

    /// `self` followed by `other`.
    pub fn joined(mut self, other: Columns) -> Columns {
        self.append(&other);
        self
    }

    /// Interns all of `sets` here; answers the number here of each number there.
    pub(crate) fn adopt(&mut self, sets: &Sets) -> Vec<u32> {
        (0..sets.len()).map(|id| self.sets.intern(sets.get(u32::try_from(id).expect("a given-out number")))).collect()
    }
}

impl<'a> FromIterator<(i64, &'a Dimensions, f64)> for Columns {
    fn from_iter<I: IntoIterator<Item = (i64, &'a Dimensions, f64)>>(points: I) -> Self {
        let mut columns = Columns::default();
        for (timestamp, dimensions, value) in points {
            columns.push(timestamp, dimensions, value);
        }
        columns
    }
}

/// Equal when the same points come in the same order, whatever their numbers in `sets`.
impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().zip(other.iter()).all(|(a, b)| a.0 == b.0 && a.1 == b.1 && a.2.to_bits() == b.2.to_bits())
    }
}
