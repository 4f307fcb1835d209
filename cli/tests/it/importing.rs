//! Points out of files and out of older servers, and back into files.

use crate::stage::Stage;
use serde_json::json;

fn points(stage: &Stage, metric: &str) -> serde_json::Value {
    stage.run(&["get", metric, "--json"]).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_imported_and_may_be_imported_again() {
    let stage = Stage::signed_in().await;
    let file = stage.write("sleep.csv", "\u{feff}Day,hours,mood\n2026-11-20,7.5,good\n2026-11-21,\"6\",\n");
    let import = [
        "import",
        &file,
        "--metric",
        "sleep",
        "--time-column",
        "Day",
        "--value-column",
        "hours",
        "--dim",
        "from=watch",
    ];
    for _ in 0..2 {
        let ran = stage.run(&import);
        assert_eq!((ran.code, ran.err.as_str()), (0, "2 points are stored.\n"));
    }
    let day = |t: i64, dimensions, v: f64| json!({ "timestamp": t, "dimensions": dimensions, "value": v });
    let expect = json!([
        day(1_795_129_200_000, json!({ "mood": "good", "from": "watch" }), 7.5),
        day(1_795_215_600_000, json!({ "from": "watch" }), 6.0)
    ]);
    assert_eq!(points(&stage, "sleep"), expect);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_one_wrong_line_changes_nothing() {
    let stage = Stage::signed_in().await;
    for (name, content, words) in [
        ("a.csv", "timestamp,value\n5,1\nx,2\n", "line 3: x is no time"),
        ("b.csv", "timestamp,value\n5,1\n6,2,3\n", "line 3"),
        ("c.csv", "time,value\n5,1\n", "the first line names no column timestamp"),
        ("d.jsonl", "{\"timestamp\": 5, \"value\": 1}\n{\"timestamp\": 5}\n", "line 2: missing field `value`"),
        ("e.json", "[{\"timestamp\": 5, \"value\": null}]", "line 1"),
        ("f.json", "[", "no list of points"),
        ("g.csv", "timestamp,value\n5,1e999\n", "no finite number"),
        ("h.csv", "timestamp,value,a b\n5,1,x\n", "Dimension key (a b) is invalid"),
    ] {
        let file = stage.write(name, content);
        stage.run(&["import", &file, "--metric", "m"]).failed(2, words);
    }
    let unnamed = stage.write("i.csv", "timestamp,value\n5,1\n");
    stage.run(&["import", &unnamed]).failed(2, "say one with --metric");
    stage.run(&["import", "missing.csv", "--metric", "m"]).failed(4, "missing.csv cannot be read");
    assert_eq!(stage.run(&["metrics", "--json"]).json(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_can_be_imported_elsewhere() {
    let (here, there) = (Stage::signed_in().await, Stage::signed_in().await);
    here.run(&["push", "a", "1", "--time", "5", "--dim", "k=x,\"y\"\n", "--dim", "value=odd"]).done();
    here.run(&["push", "b?%", "0.1", "--time", "-6"]).done();
    for form in ["jsonl", "csv"] {
        let file = here.file(&format!("all.{form}"));
        let file = file.to_str().expect("text");
        here.run(&["export", "--format", form, "-o", file]).done();
        assert_eq!(here.run(&["export", "--format", form]).done(), std::fs::read_to_string(file).expect("it is there"));
        there.run(&["import", file]).done();
        for metric in ["a", "b?%"] {
            assert_eq!(points(&there, metric), points(&here, metric), "{form}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_points_than_a_batch_all_arrive_once() {
    let stage = Stage::signed_in().await;
    let lines: String =
        (0..12_345).map(|i| format!("{{\"metric\":\"m\",\"timestamp\":{i},\"value\":{i}}}\n")).collect();
    assert_eq!(stage.fed(&["import", "-", "--json"], &lines).json()["points"], 12_345);
    let count = stage.run(&["get", "m", "--agg", "count", "--json"]).json();
    assert_eq!(count[0]["value"], 12_345.0);
    assert_eq!(points(&stage, "m").as_array().map(Vec::len), Some(12_345));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_server_comes_over_by_its_api() {
    let (old, new) = (Stage::signed_in().await, Stage::signed_in().await);
    old.run(&["push", "coffee", "1", "--time", "5", "--dim", "kind=espresso"]).done();
    old.run(&["push", "what?", "2", "--time", "6"]).done();
    let mut import = new.command(&["import", old.app().url(), "--json"]);
    import.env("IMPULSES_FROM_TOKEN", old.token());
    let done = new.ran(import).json();
    assert_eq!((&done["points"], &done["unusable"]), (&2.into(), &0.into()));
    for metric in ["coffee", "what?"] {
        assert_eq!(points(&new, metric), points(&old, metric));
    }
    new.fed(&["import", old.app().url(), "--from-token-stdin"], "wrong").failed(3, "Invalid or expired data token");
    new.run(&["import", old.app().url()]).failed(2, "--from-token-stdin");
}

/// The earlier server stored what it could not write as a number as null, took timestamps of any size, and let a name of
/// dots become a path (its faults 4, 5 and 7).
#[tokio::test(flavor = "multi_thread")]
async fn an_older_servers_directory_comes_over_without_what_is_no_point() {
    let stage = Stage::signed_in().await;
    let point = |timestamp: &str, value: &str| {
        format!("{{\"timestamp\":{timestamp},\"dimensions\":{{\"a\":\"x\"}},\"value\":{value}}}")
    };
    stage.write("store/ada/coffee", &format!("[{},{}]", point("5", "1.0"), point("6", "null")));
    stage.write("store/ada/tea.json", &format!("[{}]", point("7", "2.0")));
    stage.write("store/ada/huge", &format!("[{}]", point("12345678901234567890123", "2.0")));
    stage.write("store/ada/imp.events.duration", &format!("[{}]", point("5", "1.0")));
    stage.write("store/names", "[\"coffee\",\"tea\"]");
    stage.write("store/nothing", "[]");
    stage.write("store/impulses.sqlite3", "no JSON");
    let directory = stage.file("store");
    let directory = directory.to_str().expect("text");
    let done = stage.run(&["import", directory, "--json"]).json();
    assert_eq!(done, json!({ "points": 2, "reserved": 1, "unusable": 2 }));
    assert_eq!(points(&stage, "tea"), json!([{ "timestamp": 7, "dimensions": { "a": "x" }, "value": 2.0 }]));
    assert_eq!(points(&stage, "coffee").as_array().map(Vec::len), Some(1));
    stage.write("store/eve/coffee", &format!("[{}]", point("5", "1.0")));
    stage.run(&["import", directory]).failed(2, "name one");
    stage.write("empty/readme", "nothing");
    stage.run(&["import", "empty"]).failed(4, "no files of points");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_our_output_may_stop_reading() {
    let stage = Stage::signed_in().await;
    stage.run(&["push", "coffee", "1"]).done();
    for arguments in [&["export"][..], &["export", "--format", "csv"], &["get", "coffee"], &["metrics", "--json"]] {
        let mut child = stage.begun(stage.command(arguments));
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        assert!(ended.status.success(), "{arguments:?}: {ended:?}");
    }
}
