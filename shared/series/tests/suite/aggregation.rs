//! Aggregation as a table of inputs and rows.

use series::{
    Aggregate, Aggregation, AggregationError, Buckets, Columns, Dimensions, Fill, MOST_FILLED_CELLS, Plan, Range, Step,
    Table, parse_zone,
};

pub(crate) fn plan(aggregates: &[&str], step: &str, zone: &str) -> Plan {
    let step = (!step.is_empty()).then(|| Step::parse(step).expect("a step"));
    Plan {
        aggregates: aggregates.iter().map(|name| Aggregate::parse(name).expect("an aggregate")).collect(),
        group_by: Vec::new(),
        buckets: step.map(|step| Buckets::new(step, parse_zone(zone).expect("a zone"))),
        range: Range::default(),
        fill: Fill::None,
    }
}

pub(crate) fn run(plan: &Plan, batches: &[Columns]) -> Result<Table, AggregationError> {
    let mut aggregation = Aggregation::new(plan.clone());
    batches.iter().try_for_each(|batch| aggregation.push(batch))?;
    aggregation.finish()
}

fn ms(instant: &str) -> i64 {
    instant.parse::<jiff::Timestamp>().expect("an instant").as_millisecond()
}

pub(crate) fn room(name: &str) -> Dimensions {
    Dimensions::new([("room", name), ("src", "any")])
}

/// Points at these instants, in a room.
fn points(points: &[(&str, &str, f64)]) -> Columns {
    let points: Vec<_> = points.iter().map(|(at, name, value)| (ms(at), room(name), *value)).collect();
    points.iter().map(|(at, room, value)| (*at, room, *value)).collect()
}

/// Seconds and values, all of one set.
fn series(points: &[(i64, f64)]) -> Columns {
    let nothing = Dimensions::default();
    points.iter().map(|(second, value)| (second * 1_000, &nothing, *value)).collect()
}

/// Rows as text: `start room values…`.
fn check(plan: &Plan, points: &Columns, expect: &[&str]) {
    let table = run(plan, std::slice::from_ref(points)).expect("a table");
    let row = |row: series::Row<'_>| {
        let start = jiff::Timestamp::from_millisecond(row.timestamp).expect("an instant");
        let room = table.series[row.series].dimensions.get("room").unwrap_or("-").to_owned();
        let values = row.values.iter().map(|value| value.map_or("null".to_owned(), |value| value.to_string()));
        [start.to_string(), room].into_iter().chain(values).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(table.rows().map(row).collect::<Vec<_>>(), expect);
}

/// One aggregate over one bucket.
fn check_one(aggregate: &str, points: &[(i64, f64)], expect: Option<f64>) {
    let table = run(&plan(&[aggregate], "", "UTC"), &[series(points)]).expect("a table");
    let values: Vec<_> = table.rows().flat_map(|row| row.values.to_vec()).collect();
    assert_eq!(values, [expect], "{aggregate} of {points:?}");
}

#[test]
fn each_aggregate_is_what_its_name_says() {
    let points = [(0, 2.0), (10, 4.0), (20, 4.0), (30, 4.0), (40, 5.0), (50, 5.0), (60, 7.0), (80, 9.0)];
    check_one("count", &points, Some(8.0));
    check_one("sum", &points, Some(40.0));
    check_one("avg", &points, Some(5.0));
    check_one("min", &points, Some(2.0));
    check_one("max", &points, Some(9.0));
    check_one("first", &points, Some(2.0));
    check_one("last", &points, Some(9.0));
    check_one("stddev", &points, Some(2.0));
    check_one("rate", &points, Some(7.0 / 80.0));
    check_one("p0", &points, Some(2.0));
    check_one("p50", &points, Some(4.5));
    check_one("p100", &points, Some(9.0));
}

#[test]
fn percentiles_lie_between_neighbours() {
    let points = [(0, 40.0), (1, 10.0), (2, 30.0), (3, 20.0)];
    check_one("p25", &points, Some(17.5));
    check_one("p75", &points, Some(32.5));
    check_one("p50", &[(0, 7.0)], Some(7.0));
}

#[test]
fn a_counter_that_begins_again_still_counts_up() {
    check_one("rate", &[(0, 100.0), (10, 150.0), (20, 20.0), (30, 40.0)], Some((50.0 + 20.0 + 20.0) / 30.0));
    check_one("rate", &[(0, 5.0), (10, 0.0)], Some(0.0));
    check_one("rate", &[(0, 5.0)], None);
    check_one("rate", &[(3, 5.0), (3, 9.0)], None);
    check_one("rate", &[(-20, 5.0), (-10, 25.0)], Some(2.0));
}

#[test]
fn what_is_not_finite_is_no_value() {
    check_one("sum", &[(0, 1e308), (1, 1e308)], None);
    check_one("avg", &[(0, 1e308), (1, 1e308)], Some(1e308));
    check_one("sum", &[(0, 1e308), (1, 1e308), (2, -1e308)], Some(1e308));
    check_one("stddev", &[(0, 1e308), (1, -1e308)], None);
    check_one("rate", &[(0, -1e308), (1, 1e308)], None);
}

#[test]
fn local_days_across_both_changes_of_the_clocks() {
    let quarter = |day: &str, minutes: i64| {
        let nothing = Dimensions::default();
        let start = ms(day);
        (0..minutes / 15).map(|i| (start + i * 900_000, &nothing, 1.0)).collect::<Columns>()
    };
    let count = plan(&["count"], "1d", "Europe/Warsaw");
    check(
        &count,
        &quarter("2026-03-27T23:00:00Z", 3 * 1_440),
        &[
            "2026-03-27T23:00:00Z - 96",
            "2026-03-28T23:00:00Z - 92",
            "2026-03-29T22:00:00Z - 96",
            "2026-03-30T22:00:00Z - 4",
        ],
    );
    check(
        &count,
        &quarter("2026-10-24T22:00:00Z", 2 * 1_440),
        &["2026-10-24T22:00:00Z - 100", "2026-10-25T23:00:00Z - 92"],
    );
}

#[test]
fn weeks_months_and_years_of_a_calendar() {
    let points = points(&[
        ("1969-12-31T23:59:59Z", "a", 1.0),
        ("1970-01-01T00:00:00Z", "a", 2.0),
        ("2024-02-29T12:00:00Z", "a", 4.0),
        ("2024-03-01T00:00:00Z", "a", 8.0),
    ]);
    check(&plan(&["sum"], "1w", "UTC"), &points, &["1969-12-29T00:00:00Z - 3", "2024-02-26T00:00:00Z - 12"]);
    check(
        &plan(&["sum"], "1mo", "UTC"),
        &points,
        &[
            "1969-12-01T00:00:00Z - 1",
            "1970-01-01T00:00:00Z - 2",
            "2024-02-01T00:00:00Z - 4",
            "2024-03-01T00:00:00Z - 8",
        ],
    );
    check(
        &plan(&["sum"], "1y", "UTC"),
        &points,
        &["1969-01-01T00:00:00Z - 1", "1970-01-01T00:00:00Z - 2", "2024-01-01T00:00:00Z - 12"],
    );
}

#[test]
fn without_a_step_there_is_one_bucket() {
    let points = points(&[("2026-11-21T10:01:00Z", "a", 1.0), ("2026-11-22T10:02:00Z", "b", 2.0)]);
    let mut plan = plan(&["sum", "count"], "", "UTC");
    check(&plan, &points, &["2026-11-21T10:01:00Z - 3 2"]);
    plan.range = Range { start: Some(ms("2026-11-20T00:00:00Z")), end: Some(ms("2026-11-22T00:00:00Z")) };
    check(&plan, &points, &["2026-11-20T00:00:00Z - 1 1"]);
    plan.fill = Fill::Zero;
    plan.group_by = vec!["room".to_owned()];
    check(&plan, &points, &["2026-11-20T00:00:00Z a 1 1"]);
    check(&plan, &Columns::default(), &[]);
}

#[test]
fn groups_come_in_the_order_of_their_first_points() {
    let mut plan = plan(&["max"], "1h", "UTC");
    plan.group_by = vec!["room".to_owned(), "floor".to_owned()];
    let points = points(&[
        ("2026-11-21T10:01:00Z", "b", 1.0),
        ("2026-11-21T10:02:00Z", "", 2.0),
        ("2026-11-21T11:03:00Z", "a", 3.0),
        ("2026-11-21T11:04:00Z", "b", 4.0),
        ("2026-11-21T11:05:00Z", "b", 3.0),
    ]);
    let rows = [
        "2026-11-21T10:00:00Z b 1",
        "2026-11-21T10:00:00Z - 2",
        "2026-11-21T11:00:00Z b 4",
        "2026-11-21T11:00:00Z a 3",
    ];
    check(&plan, &points, &rows);
    let table = run(&plan, &[points]).expect("a table");
    let groups: Vec<_> = table.series.iter().map(|series| series.dimensions.clone()).collect();
    assert_eq!(groups, [Dimensions::new([("room", "b")]), Dimensions::default(), Dimensions::new([("room", "a")])]);
}

#[test]
fn absent_and_empty_are_one_group() {
    let (absent, empty) = (Dimensions::default(), Dimensions::new([("room", "")]));
    let points: Columns = [(0, &absent, 1.0), (1, &empty, 2.0)].into_iter().collect();
    let mut plan = plan(&["sum"], "1h", "UTC");
    plan.group_by = vec!["room".to_owned()];
    check(&plan, &points, &["1970-01-01T00:00:00Z - 3"]);
}

#[test]
fn fill_covers_every_bucket_of_every_group() {
    let points = points(&[
        ("2026-11-21T11:30:00Z", "a", 1.0),
        ("2026-11-21T13:30:00Z", "b", 2.0),
        ("2026-11-21T13:40:00Z", "a", 3.0),
    ]);
    let mut plan = plan(&["sum"], "1h", "UTC");
    plan.group_by = vec!["room".to_owned()];
    let rows = |a: [&str; 3], b: [&str; 3]| {
        let hours = ["11", "12", "13"].into_iter().zip(a.into_iter().zip(b));
        hours
            .flat_map(|(hour, (a, b))| {
                [("a", a), ("b", b)].map(|(room, sum)| format!("2026-11-21T{hour}:00:00Z {room} {sum}"))
            })
            .collect::<Vec<_>>()
    };
    let mut check_fill = |fill: &str, expect: Vec<String>| {
        plan.fill = Fill::parse(fill).expect("a fill");
        check(&plan, &points, &expect.iter().map(String::as_str).collect::<Vec<_>>());
    };
    check_fill("null", rows(["1", "null", "3"], ["null", "null", "2"]));
    check_fill("zero", rows(["1", "0", "3"], ["0", "0", "2"]));
    check_fill("previous", rows(["1", "1", "3"], ["null", "null", "2"]));
    assert_eq!(Fill::parse("linear"), None);
}

#[test]
fn fill_reaches_from_the_start_of_the_range_to_its_end() {
    let mut plan = plan(&["count"], "1d", "Europe/Warsaw");
    plan.fill = Fill::Zero;
    plan.range = Range { start: Some(ms("2026-03-28T12:00:00Z")), end: Some(ms("2026-03-30T22:00:00Z")) };
    check(
        &plan,
        &points(&[("2026-03-29T12:00:00Z", "a", 1.0)]),
        &["2026-03-27T23:00:00Z - 0", "2026-03-28T23:00:00Z - 1", "2026-03-29T22:00:00Z - 0"],
    );
    check(&plan, &Columns::default(), &[]);
}

#[test]
fn fill_is_bounded() {
    let most = i64::try_from(MOST_FILLED_CELLS).expect("a small number");
    let mut plan = plan(&["count"], "1s", "UTC");
    plan.fill = Fill::Null;
    let table = run(&plan, &[series(&[(0, 1.0), (most - 1, 1.0)])]).expect("as many as may be");
    assert_eq!(table.rows().len(), MOST_FILLED_CELLS);
    assert_eq!(run(&plan, &[series(&[(0, 1.0), (most, 1.0)])]), Err(AggregationError::TooManyBuckets));
    plan.range = Range { start: Some(-8_640_000_000_000_000), end: Some(8_640_000_000_000_000) };
    assert_eq!(run(&plan, &[series(&[(0, 1.0)])]), Err(AggregationError::TooManyBuckets));
}

#[test]
fn a_point_beyond_the_calendar_is_an_error_only_where_a_calendar_is_asked() {
    let far = series(&[(8_640_000_000_000, 1.0)]);
    assert!(matches!(
        run(&plan(&["sum"], "1d", "UTC"), std::slice::from_ref(&far)),
        Err(AggregationError::OutOfCalendar(_))
    ));
    assert!(run(&plan(&["sum"], "1h", "UTC"), std::slice::from_ref(&far)).is_ok());
    assert!(run(&plan(&["sum"], "", "UTC"), &[far]).is_ok());
}
