//! Writing points and reading them back.

use crate::stage::Stage;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_can_be_got() {
    let stage = Stage::signed_in().await;
    stage
        .run(&["push", "coffee", "1", "--dim", "kind=espresso", "--dim", "note=a=b", "--time", "2026-11-21T08:00"])
        .done();
    stage.run(&["push", "coffee", "-2.5", "--time", "2026-11-21T09:00:00Z"]).done();
    let lines = "2026-11-21T08:00:00+01:00  1  kind=espresso note=a=b\n2026-11-21T10:00:00+01:00  -2.5\n";
    assert_eq!(stage.run(&["get", "coffee"]).done(), lines);
    let labels = json!({ "kind": "espresso", "note": "a=b" });
    let first = json!([{ "timestamp": 1_795_244_400_000_i64, "dimensions": labels, "value": 1.0 }]);
    assert_eq!(stage.run(&["get", "coffee", "--limit", "1", "--json"]).json(), first);
    let last = stage.run(&["get", "coffee", "--reverse", "--limit", "1"]).done();
    assert_eq!(last, "2026-11-21T10:00:00+01:00  -2.5\n");
    let between =
        ["get", "coffee", "--start", "2026-11-21", "--end", "2026-11-21T09:00", "--where", "kind=espresso", "--json"];
    assert_eq!(stage.run(&between).json(), first);
    let metrics = stage.run(&["metrics"]).done();
    assert_eq!(metrics, "coffee  2  2026-11-21T08:00:00+01:00  2026-11-21T10:00:00+01:00  kind,note\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_points_come_as_json_lines_or_csv() {
    let stage = Stage::signed_in().await;
    let lines =
        "{\"timestamp\": 5, \"value\": 1}\n\n{\"timestamp\": 6.0, \"value\": 2, \"dimensions\": {\"a\": \"own\"}}\n";
    stage.fed(&["push", "m", "-", "--dim", "a=given"], lines).done();
    stage.fed(&["push", "m", "-"], "timestamp,value,a\n1970-01-01T00:00:00.007Z,3,\n8,4,x\n").done();
    stage.fed(&["push", "m", "-", "--time", "9"], "value\n5\n").done();
    let got = stage.run(&["get", "m", "--json"]).json();
    let point = |t: i64, dimensions, v: f64| json!({ "timestamp": t, "dimensions": dimensions, "value": v });
    let expect = json!([
        point(5, json!({ "a": "given" }), 1.0),
        point(6, json!({ "a": "own" }), 2.0),
        point(7, json!({}), 3.0),
        point(8, json!({ "a": "x" }), 4.0),
        point(9, json!({}), 5.0)
    ]);
    assert_eq!(got, expect);
}

#[tokio::test(flavor = "multi_thread")]
async fn aggregates_follow_the_zone_of_their_reader() {
    let stage = Stage::signed_in().await;
    let points = "timestamp,value,room\n2026-11-20T23:30:00Z,1,a\n2026-11-21T22:30:00Z,3,b\n";
    stage.fed(&["push", "m", "-"], points).done();
    let days = stage.run(&["get", "m", "--agg", "count,sum", "--step", "1d"]).done();
    assert_eq!(days, "2026-11-21T00:00:00+01:00  count 2  sum 4\n");
    let rooms = stage.run(&["get", "m", "--agg", "max", "--group-by", "room"]).done();
    assert_eq!(rooms, "2026-11-21T00:30:00+01:00  1  room=a\n2026-11-21T00:30:00+01:00  3  room=b\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_is_written() {
    let stage = Stage::signed_in().await;
    stage.run(&["push", "m", "one"]).failed(2, "one is no number");
    stage.run(&["push", "m", "NaN"]).failed(2, "no finite number");
    stage.run(&["push", "a b", "1"]).failed(2, "Metric name (a b) is invalid");
    stage.run(&["push", "imp.x", "1"]).failed(2, "written by Impulses alone");
    stage.run(&["push", "m", "1", "--dim", "x"]).failed(2, "KEY=VALUE");
    stage.run(&["push", "m", "1", "--time", "soon"]).failed(2, "soon is no time");
    stage.fed(&["push", "m", "-"], "{\"value\": 1}\n{\"value\": \"x\"}\n").failed(2, "line 2");
    stage.fed(&["push", "m", "-"], "timestamp,value\n5,1\n6,x\n").failed(2, "line 3");
    stage.run(&["get", "m"]).failed(4, "there is no metric m");
    assert_eq!(stage.run(&["metrics", "--json"]).json(), json!([]));
    stage.run(&["push", "m", "1", "--time", "5"]).done();
    stage.run(&["get", "m", "--agg", "most"]).failed(2, "expected count, sum");
    assert_eq!(stage.run(&["get", "m", "--start", "6"]).done(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_wrote_cannot_drive_the_terminal() {
    let stage = Stage::signed_in().await;
    stage.run(&["push", "m", "1", "--time", "0", "--dim", "a=\u{1b}[31mred\nnext"]).done();
    let expect = "1970-01-01T01:00:00+01:00  1  a=\\u{1b}[31mred\\nnext\n";
    assert_eq!(stage.run(&["get", "m"]).done(), expect);
}
