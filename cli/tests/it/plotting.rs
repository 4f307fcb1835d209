//! Charts, against pictures of them.

use crate::stage::Stage;

/// A day of two rooms: one warms in the morning and cools, one stays.
const DAY: &str = "timestamp,value,room
2026-11-21T00:00:00+01:00,18,kitchen
2026-11-21T06:00:00+01:00,18,kitchen
2026-11-21T09:00:00+01:00,22.5,kitchen
2026-11-21T18:00:00+01:00,21,kitchen
2026-11-22T00:00:00+01:00,18.5,kitchen
2026-11-21T00:00:00+01:00,16,bedroom
2026-11-22T00:00:00+01:00,17,bedroom
";

async fn stage() -> Stage {
    let stage = Stage::signed_in().await;
    stage.fed(&["push", "temperature", "-"], DAY).done();
    stage
}

fn check(stage: &Stage, arguments: &[&str], picture: &str) {
    let all: Vec<&str> = [&["plot", "temperature", "--width", "64", "--height", "9"], arguments].concat();
    let drawn = stage.run(&all).done();
    assert_eq!(drawn, picture, "\n{drawn}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metric_is_drawn_as_a_line() {
    check(&stage().await, &["--where", "room=kitchen"], include_str!("plots/line.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_told_apart_without_colours() {
    check(&stage().await, &["--group-by", "room"], include_str!("plots/groups.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_a_step_and_an_aggregate_can_be_chosen() {
    let range = ["--start", "2026-11-21", "--end", "2026-11-23", "--step", "6h", "--agg", "count", "--dots"];
    check(&stage().await, &range, include_str!("plots/counts.txt"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_drawn_can_be_had_as_json() {
    let stage = stage().await;
    let plot = ["plot", "temperature", "--json", "--step", "1d", "--agg", "max", "--group-by", "room"];
    let drawn = stage.run(&plot).json();
    assert_eq!((&drawn["agg"], drawn["rows"].as_array().map(Vec::len)), (&"max".into(), Some(4)));
    assert_eq!(drawn["rows"][0]["value"], 22.5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_point_an_empty_range_and_no_metric_are_no_faults() {
    let stage = stage().await;
    stage.run(&["push", "once", "5", "--time", "2026-11-21"]).done();
    let drawn = stage.run(&["plot", "once"]).done();
    assert!(drawn.starts_with("once  avg each 1s, 2026-11-21 00:00\n"), "{drawn}");
    assert!(drawn.contains(['⠁', '⠂', '⠄', '⡀']), "{drawn}");
    assert_eq!(stage.run(&["plot", "once", "--start", "2030-01-01", "--end", "2031-01-01"]).done(), "");
    stage.run(&["plot", "nothing"]).failed(4, "there is no metric nothing");
    stage.run(&["plot", "once", "--agg", "min,max"]).failed(2, "one aggregate");
    stage.run(&["plot", "once", "--start", "now", "--end", "-1d"]).failed(2, "ends before it begins");
    assert_eq!(stage.run(&["plot", "once", "--width", "1", "--height", "1"]).code, 0);
}
