//! What holds of every aggregation: however points are cut into batches, and beside a naive computation.

use crate::aggregation::{plan, room, run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use series::{Buckets, Columns, Dimensions, Fill, Plan, Range, Step, parse_zone};
use std::collections::BTreeMap;

const ALL: [&str; 12] = ["count", "sum", "avg", "min", "max", "first", "last", "stddev", "rate", "p0", "p50", "p99.9"];

/// Points of three rooms over a few days, sorted by time.
fn some_points() -> impl Strategy<Value = Columns> {
    let point = (0..400_000_000_i64, select(vec!["a", "b", "", "c"]), -1_000..1_000_i32);
    vec(point, 0..200).prop_map(|mut points| {
        points.sort_by_key(|point| point.0);
        let points: Vec<_> =
            points.iter().map(|(at, name, tenths)| (*at, room(name), f64::from(*tenths) / 10.0)).collect();
        points.iter().map(|(at, room, value)| (*at, room, *value)).collect()
    })
}

fn some_plan() -> impl Strategy<Value = Plan> {
    let step = select(vec!["", "1h", "7m", "1d", "1w", "1mo"]);
    let fill = select(vec![Fill::None, Fill::Null, Fill::Zero, Fill::Previous]);
    let bound = || proptest::option::of(0..400_000_000_i64);
    (step, fill, bound(), bound(), any::<bool>()).prop_map(|(step, fill, start, end, grouped)| Plan {
        group_by: if grouped { vec!["room".to_owned()] } else { Vec::new() },
        range: Range { start, end },
        fill,
        ..plan(&ALL, step, "Europe/Warsaw")
    })
}

/// Count, sum, least and greatest by bucket and group.
fn naive(plan: &Plan, points: &Columns) -> BTreeMap<(i64, Dimensions), (f64, f64, f64, f64)> {
    let mut cells = BTreeMap::new();
    let first = points.timestamps.iter().copied().find(|&at| plan.range.contains(at));
    for (at, dimensions, value) in points.iter().filter(|point| plan.range.contains(point.0)) {
        let bucket = match &plan.buckets {
            Some(buckets) => buckets.start_of(at).expect("within the calendar"),
            None => plan.range.start.or(first).expect("there is a point"),
        };
        let pairs = dimensions
            .pairs()
            .iter()
            .filter(|(key, value)| plan.group_by.iter().any(|by| **by == **key) && !value.is_empty());
        let cell = cells.entry((bucket, Dimensions::new(pairs.cloned()))).or_insert((0.0, 0.0, f64::MAX, f64::MIN));
        *cell = (cell.0 + 1.0, cell.1 + value, cell.2.min(value), cell.3.max(value));
    }
    cells
}

proptest! {
    #[test]
    fn batches_make_no_difference(points in some_points(), plan in some_plan(), cuts in vec(any::<proptest::sample::Index>(), 0..8)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(points.len() + 1)).chain([0, points.len()]).collect();
        cuts.sort_unstable();
        let batches: Vec<Columns> = cuts.windows(2).map(|cut| points.slice(cut[0]..cut[1])).collect();
        prop_assert_eq!(run(&plan, &batches), run(&plan, &[points]));
    }

    #[test]
    fn a_naive_computation_agrees(points in some_points(), plan in some_plan()) {
        let plan = Plan { fill: Fill::None, ..plan };
        let table = run(&plan, std::slice::from_ref(&points)).expect("within the calendar");
        let expect = naive(&plan, &points);
        prop_assert_eq!(table.rows().len(), expect.len());
        for row in table.rows() {
            let (count, sum, least, greatest) = expect[&(row.timestamp, table.series[row.series].dimensions.clone())];
            prop_assert_eq!(row.values[0], Some(count));
            prop_assert!((row.values[1].expect("a sum") - sum).abs() < 1e-6);
            prop_assert_eq!((row.values[3], row.values[4]), (Some(least), Some(greatest)));
        }
        prop_assert!(table.rows().map(|row| (row.timestamp, row.series)).is_sorted());
    }

    #[test]
    fn buckets_touch_and_hold_each_instant_once(
        at in prop_oneof![-5_000_000_000_000..5_000_000_000_000_i64, 1_100_000_000_000..1_800_000_000_000_i64],
        step in select(vec!["1d", "3d", "1w", "2w", "1mo", "5mo", "1y", "15m"]),
        zone in select(vec!["UTC", "Europe/Warsaw", "Africa/Cairo", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
    ) {
        let buckets = Buckets::new(Step::parse(step).expect("a step"), parse_zone(zone).expect("a zone"));
        let (start, next) = (buckets.start_of(at).expect("within"), buckets.next(at).expect("within"));
        prop_assert!(start <= at && at < next, "{} <= {} < {}", start, at, next);
        prop_assert_eq!(buckets.start_of(start), Ok(start));
        prop_assert_eq!(buckets.next(start), Ok(next));
        prop_assert_eq!(buckets.start_of(next - 1), Ok(start));
        prop_assert_eq!(buckets.start_of(next), Ok(next));
    }
}
