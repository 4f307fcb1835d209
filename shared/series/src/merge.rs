//! Replaying operations over a series.
//!
//! ```text
//!   base   (sorted)      a@1  b@2  c@2
//!   ops    (in order)    write b@2=9, write d@2   |   delete a@1   |   write e@3
//!   result (sorted)      b@2=9  c@2  d@2  e@3
//! ```
//!
//! A point that is written again keeps its place and takes the new value; a new one goes behind the points of its
//! timestamp. Replaying operations that the base already holds changes nothing but, at most, the order among points of
//! one timestamp where one of them was deleted and written again; that is what makes a crash during sealing harmless.

use crate::columns::{Columns, Range};
use crate::dimensions::Dimensions;
use crate::filter::Filter;

/// What a client did to one metric.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Points in the order they were sent; without any, the metric merely comes to be.
    Write(Columns),
    /// Points to forget, by identity.
    DeletePoints(Vec<(i64, Dimensions)>),
    /// All points of a range that match a filter.
    DeleteWhere(Range, Filter),
    /// The metric with all its points.
    Drop,
}

impl Op {
    /// How much memory it takes, counted in points: see [`Columns::weight`].
    pub fn weight(&self) -> usize {
        match self {
            Op::Write(points) => points.weight(),
            Op::DeletePoints(points) => points.len(),
            Op::DeleteWhere(..) | Op::Drop => 1,
        }
    }
}

/// The points of `base` (sorted, all inside `range`) after `ops`, as far as they lie inside `range`.
pub fn apply(base: Columns, ops: &[&Op], range: &Range) -> Columns {
    let since_drop = ops.iter().rposition(|op| matches!(op, Op::Drop)).map_or(0, |at| at + 1);
    let base = if since_drop > 0 { Columns::default() } else { base };
    let ops = &ops[since_drop..];
    if ops.is_empty() {
        return base;
    }
    let mut replay = Replay { result: base, ..Replay::default() };
    for op in ops {
        replay.record(op, range);
    }
    replay.finish()
}

/// One write or deletion of one identity, and when in the sequence it happened.
struct Event {
    timestamp: i64,
    identity: u32,
    at: usize,
    set: u32,
    /// `None` deletes.
    value: Option<f64>,
}

/// A deletion by range and filter, and when in the sequence it happened.
struct Mark {
    at: usize,
    range: Range,
    /// By number of the set, whether the filter matches it.
    matches: Vec<bool>,
    filter: Filter,
}

/// What all events of one identity come to.
struct Net {
    timestamp: i64,
    identity: u32,
    /// When its last life began; orders new points of one timestamp.
    born: usize,
    set: u32,
    value: Option<f64>,
    /// Whether the base's point was deleted before that, so that the new one goes to the end.
    reborn: bool,
}

#[derive(Default)]
struct Replay {
    result: Columns,
    events: Vec<Event>,
    marks: Vec<Mark>,
    clock: usize,
}

impl Replay {
    fn record(&mut self, op: &Op, range: &Range) {
        match op {
            Op::Write(points) => {
                let renumbered = self.result.adopt(&points.sets);
                for i in 0..points.len() {
                    let set = renumbered[points.set_of[i] as usize];
                    self.event(points.timestamps[i], set, Some(points.values[i]), range);
                }
            }
            Op::DeletePoints(points) => {
                for (timestamp, dimensions) in points {
                    let set = self.result.sets.intern(dimensions);
                    self.event(*timestamp, set, None, range);
                }
            }
            Op::DeleteWhere(within, filter) => {
                let mark = Mark { at: self.clock, range: *within, matches: Vec::new(), filter: filter.clone() };
                self.marks.push(mark);
                self.clock += 1;
            }
            Op::Drop => unreachable!("apply starts behind the last drop"),
        }
    }

    fn event(&mut self, timestamp: i64, set: u32, value: Option<f64>, range: &Range) {
        if range.contains(timestamp) {
            let identity = self.result.sets.identity(set);
            self.events.push(Event { timestamp, identity, at: self.clock, set, value });
        }
        self.clock += 1;
    }

    fn finish(mut self) -> Columns {
        for mark in &mut self.marks {
            let sets = &self.result.sets;
            let ids = 0..u32::try_from(sets.len()).expect("a given-out number");
            mark.matches = ids.map(|id| mark.filter.matches(sets.get(id))).collect();
        }
        let base = std::mem::take(&mut self.result);
        if self.events.is_empty() {
            return without_marked(base, &self.marks);
        }
        let mut nets = nets(self.events, &self.marks);
        nets.sort_unstable_by_key(|net| (net.timestamp, net.born));
        merge(base, &nets, &self.marks)
    }
}

impl Mark {
    fn hits(&self, timestamp: i64, set: u32) -> bool {
        self.range.contains(timestamp) && self.matches[set as usize]
    }
}

fn without_marked(mut base: Columns, marks: &[Mark]) -> Columns {
    base.retain(|points, i| !marks.iter().any(|mark| mark.hits(points.timestamps[i], points.set_of[i])));
    base
}

/// Folds the events of each identity, with the marks that fall between them, into what they come to.
fn nets(mut events: Vec<Event>, marks: &[Mark]) -> Vec<Net> {
    events.sort_unstable_by_key(|event| (event.timestamp, event.identity, event.at));
    events
        .chunk_by(|a, b| (a.timestamp, a.identity) == (b.timestamp, b.identity))
        .map(|life| net(life, marks))
        .collect()
}

fn net(life: &[Event], marks: &[Mark]) -> Net {
    let first = &life[0];
    let hits: Vec<usize> =
        marks.iter().filter(|mark| mark.hits(first.timestamp, first.set)).map(|mark| mark.at).collect();
    let died_between = |from: usize, to: usize| hits.iter().any(|&at| from <= at && at < to);
    let mut net = Net {
        timestamp: first.timestamp,
        identity: first.identity,
        born: first.at,
        set: first.set,
        value: None,
        reborn: false,
    };
    let mut previous = 0;
    for event in life {
        if event.value.is_none() || died_between(previous, event.at) {
            net.value = None;
            net.reborn = true;
        }
        if let Some(value) = event.value {
            if net.value.is_none() {
                net.born = event.at;
                net.set = event.set;
            }
            net.value = Some(value);
        }
        previous = event.at;
    }
    if died_between(previous, usize::MAX) {
        net.value = None;
        net.reborn = true;
    }
    net
}

/// Walks the base and the nets (both sorted by time) side by side, one timestamp at a time.
fn merge(base: Columns, nets: &[Net], marks: &[Mark]) -> Columns {
    let mut result = Columns { sets: base.sets, ..Columns::default() };
    result.timestamps.reserve(base.timestamps.len() + nets.len());
    result.values.reserve(base.timestamps.len() + nets.len());
    result.set_of.reserve(base.timestamps.len() + nets.len());
    let mut i = 0;
    for group in nets.chunk_by(|a, b| a.timestamp == b.timestamp) {
        let timestamp = group[0].timestamp;
        let ties = i + base.timestamps[i..].partition_point(|&earlier| earlier < timestamp);
        keep(&mut result, &base.timestamps, &base.values, &base.set_of, i..ties, marks);
        let after = ties + base.timestamps[ties..].partition_point(|&tied| tied == timestamp);
        let tied = base.values[ties..after].iter().copied().zip(base.set_of[ties..after].iter().copied());
        merge_ties(&mut result, timestamp, tied, group, marks);
        i = after;
    }
    keep(&mut result, &base.timestamps, &base.values, &base.set_of, i..base.timestamps.len(), marks);
    result
}

fn keep(
    result: &mut Columns,
    timestamps: &[i64],
    values: &[f64],
    set_of: &[u32],
    at: std::ops::Range<usize>,
    marks: &[Mark],
) {
    if marks.is_empty() {
        result.timestamps.extend_from_slice(&timestamps[at.clone()]);
        result.values.extend_from_slice(&values[at.clone()]);
        result.set_of.extend_from_slice(&set_of[at]);
        return;
    }
    for i in at {
        if !marks.iter().any(|mark| mark.hits(timestamps[i], set_of[i])) {
            result.push_known(timestamps[i], set_of[i], values[i]);
        }
    }
}

/// Points of one timestamp: the base's keep their places and take new values; what is new or reborn goes behind them.
fn merge_ties(
    result: &mut Columns,
    timestamp: i64,
    tied: impl Iterator<Item = (f64, u32)>,
    group: &[Net],
    marks: &[Mark],
) {
    let mut by_identity: Vec<&Net> = group.iter().collect();
    by_identity.sort_unstable_by_key(|net| net.identity);
    let mut replaced = vec![false; by_identity.len()];
    for (value, set) in tied {
        let identity = result.sets.identity(set);
        match by_identity.binary_search_by_key(&identity, |net| net.identity) {
            Err(_) if marks.iter().any(|mark| mark.hits(timestamp, set)) => {}
            Err(_) => result.push_known(timestamp, set, value),
            Ok(at) => {
                if let (Some(value), false) = (by_identity[at].value, by_identity[at].reborn) {
                    result.push_known(timestamp, set, value);
                    replaced[at] = true;
                }
            }
        }
    }
    for net in group {
        let Some(value) = net.value else { continue };
        let at = by_identity.binary_search_by_key(&net.identity, |net| net.identity);
        if at.is_ok_and(|at| !replaced[at]) {
            result.push_known(timestamp, net.set, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dimensions(name: &str) -> Dimensions {
        if name.is_empty() { Dimensions::default() } else { Dimensions::new([("n", name)]) }
    }

    fn columns(points: &[(i64, &str, f64)]) -> Columns {
        points
            .iter()
            .map(|(t, n, v)| (*t, dimensions(n), *v))
            .collect::<Vec<_>>()
            .iter()
            .map(|(t, d, v)| (*t, d, *v))
            .collect()
    }

    fn write(points: &[(i64, &str, f64)]) -> Op {
        Op::Write(columns(points))
    }

    fn check(base: &[(i64, &str, f64)], ops: &[Op], expect: &[(i64, &str, f64)]) {
        let ops: Vec<&Op> = ops.iter().collect();
        let once = apply(columns(base), &ops, &Range::default());
        assert_eq!(once, columns(expect));
        assert_eq!(apply(once, &ops, &Range::default()), columns(expect), "replaying changes nothing");
    }

    #[test]
    fn operations_replay_in_order() {
        let base = [(1, "a", 1.0), (2, "b", 2.0), (2, "c", 3.0)];
        check(&base, &[], &base);
        check(&[], &[write(&[(3, "", 1.0), (1, "", 2.0), (3, "", 9.0)])], &[(1, "", 2.0), (3, "", 9.0)]);
        check(
            &base,
            &[write(&[(2, "b", 9.0), (2, "d", 4.0)]), Op::DeletePoints(vec![(1, dimensions("a"))])],
            &[(2, "b", 9.0), (2, "c", 3.0), (2, "d", 4.0)],
        );
        check(
            &base,
            &[Op::DeletePoints(vec![(2, dimensions("b"))]), write(&[(2, "b", 5.0)])],
            &[(1, "a", 1.0), (2, "c", 3.0), (2, "b", 5.0)],
        );
        check(&base, &[write(&[(7, "x", 1.0)]), Op::Drop, write(&[(8, "y", 2.0)])], &[(8, "y", 2.0)]);
        check(&base, &[Op::Drop], &[]);
        let from_two = Range { start: Some(2), end: None };
        let not_c = Filter::parse(["n!=c"]).expect("a valid filter");
        check(
            &base,
            &[write(&[(2, "d", 4.0)]), Op::DeleteWhere(from_two, not_c), write(&[(2, "e", 5.0)])],
            &[(1, "a", 1.0), (2, "c", 3.0), (2, "e", 5.0)],
        );
    }

    #[test]
    fn a_range_sees_only_its_part() {
        let op = write(&[(1, "", 1.0), (5, "", 5.0), (9, "", 9.0)]);
        let range = Range { start: Some(2), end: Some(9) };
        assert_eq!(apply(Columns::default(), &[&op], &range), columns(&[(5, "", 5.0)]));
    }

    #[test]
    fn spellings_of_one_set_are_one_point() {
        let ab = Dimensions::new([("a", "1"), ("b", "2")]);
        let ba = Dimensions::new([("b", "2"), ("a", "1")]);
        let base: Columns = [(1, &ab, 1.0)].into_iter().collect();
        let op = Op::Write([(1, &ba, 2.0)].into_iter().collect());
        let expect: Columns = [(1, &ab, 2.0)].into_iter().collect();
        assert_eq!(apply(base, &[&op], &Range::default()), expect);
    }
}
