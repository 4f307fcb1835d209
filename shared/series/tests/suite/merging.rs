//! Replaying operations, beside a model that is too simple to be wrong: a list of points, one operation at a time.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use series::{Columns, Dimensions, Filter, Op, Range, apply};

type Point = (i64, Dimensions, f64);

/// Few times and few sets, one of them in two spellings, so that operations meet.
fn dimensions() -> impl Strategy<Value = Dimensions> {
    select(vec![
        Dimensions::default(),
        Dimensions::new([("n", "a")]),
        Dimensions::new([("n", "b")]),
        Dimensions::new([("n", "a"), ("m", "x")]),
        Dimensions::new([("m", "x"), ("n", "a")]),
    ])
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    vec((0..6_i64, dimensions(), (0..100).prop_map(f64::from)), 0..8)
}

fn range() -> impl Strategy<Value = Range> {
    let bound = || proptest::option::of(0..7_i64);
    (bound(), bound()).prop_map(|(start, end)| Range { start, end })
}

fn op() -> impl Strategy<Value = Op> {
    let filter = vec(select(vec!["n=a", "n!=a", "m=x", "m=~.+", "n="]), 0..3)
        .prop_map(|sources| Filter::parse(sources).expect("valid matchers"));
    prop_oneof![
        6 => points().prop_map(|points| Op::Write(columns(&points))),
        3 => vec((0..6_i64, dimensions()), 0..4).prop_map(Op::DeletePoints),
        3 => (range(), filter).prop_map(|(range, filter)| Op::DeleteWhere(range, filter)),
        1 => Just(Op::Drop),
    ]
}

fn columns(points: &[Point]) -> Columns {
    points.iter().map(|(timestamp, dimensions, value)| (*timestamp, dimensions, *value)).collect()
}

fn listed(columns: &Columns) -> Vec<Point> {
    columns.iter().map(|(timestamp, dimensions, value)| (timestamp, dimensions.clone(), value)).collect()
}

fn same(point: &Point, timestamp: i64, dimensions: &Dimensions) -> bool {
    point.0 == timestamp && point.1.canonical() == dimensions.canonical()
}

/// One operation on a list of points that is sorted by time, ties in the order they were first written.
fn step(model: &mut Vec<Point>, op: &Op) {
    match op {
        Op::Write(columns) => {
            for (timestamp, dimensions, value) in listed(columns) {
                match model.iter_mut().find(|point| same(point, timestamp, &dimensions)) {
                    Some(point) => point.2 = value,
                    None => {
                        let behind = model.partition_point(|point| point.0 <= timestamp);
                        model.insert(behind, (timestamp, dimensions, value));
                    }
                }
            }
        }
        Op::DeletePoints(points) => {
            model.retain(|point| !points.iter().any(|(timestamp, dimensions)| same(point, *timestamp, dimensions)));
        }
        Op::DeleteWhere(range, filter) => model.retain(|point| !(range.contains(point.0) && filter.matches(&point.1))),
        Op::Drop => model.clear(),
    }
}

/// A sealed series: what some writes left.
fn base() -> impl Strategy<Value = Columns> {
    points().prop_map(|points| {
        let mut model = Vec::new();
        step(&mut model, &Op::Write(columns(&points)));
        columns(&model)
    })
}

fn all(base: &Columns, ops: &[Op]) -> Columns {
    apply(base.clone(), &ops.iter().collect::<Vec<_>>(), &Range::default())
}

/// The points whatever their order and spelling.
fn set(columns: &Columns) -> Vec<(i64, Dimensions, u64)> {
    let mut points: Vec<_> = columns.iter().map(|(at, set, value)| (at, set.canonical(), value.to_bits())).collect();
    points.sort();
    points
}

proptest! {
    #[test]
    fn the_model_agrees(base in base(), ops in vec(op(), 0..8)) {
        let mut model = listed(&base);
        ops.iter().for_each(|op| step(&mut model, op));
        prop_assert_eq!(listed(&all(&base, &ops)), model);
    }

    #[test]
    fn replaying_what_is_already_there_changes_no_point(base in base(), ops in vec(op(), 0..8)) {
        let once = all(&base, &ops);
        prop_assert_eq!(set(&all(&once, &ops)), set(&once));
    }

    #[test]
    fn sealing_in_between_changes_nothing(base in base(), ops in vec(op(), 0..8), cut: prop::sample::Index) {
        let (first, second) = ops.split_at(cut.index(ops.len() + 1));
        prop_assert_eq!(all(&all(&base, first), second), all(&base, &ops));
    }

    #[test]
    fn a_range_sees_its_part_of_the_whole(base in base(), ops in vec(op(), 0..8), range in range()) {
        let mut expect = all(&base, &ops);
        expect.clip(&range);
        let part = base.slice(base.positions(&range));
        prop_assert_eq!(apply(part, &ops.iter().collect::<Vec<_>>(), &range), expect);
    }

    #[test]
    fn a_slice_holds_its_points_and_no_other_sets(base in base(), from: prop::sample::Index, to: prop::sample::Index) {
        let (from, to) = (from.index(base.len() + 1), to.index(base.len() + 1));
        let at = from.min(to)..from.max(to);
        let slice = base.slice(at.clone());
        prop_assert_eq!(&listed(&slice)[..], &listed(&base)[at.clone()]);
        prop_assert!(slice.sets.len() <= 2 * at.len());
    }
}
