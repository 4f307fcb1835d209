//! A whole installation becomes a file, and the file an installation elsewhere.

use crate::stage::{Ran, Stage};
use engine::Engine;
use runtime::Clock;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use store::{Heartbeat, ImportBegun, Store};

/// Runs `impulses admin ...` on a data directory of `stage`.
fn admin(stage: &Stage, arguments: &[&str], directory: &str) -> Ran {
    let directory = stage.file(directory);
    let place = ["--data-dir", directory.to_str().expect("text")];
    stage.run(&[&["admin"], arguments, &place].concat())
}

/// The lines of an export, as text.
fn lines(stage: &Stage, file: &str) -> Vec<String> {
    let bytes = std::fs::read(stage.file(file)).expect("it is there");
    let text = String::from_utf8(zstd::stream::decode_all(bytes.as_slice()).expect("zstd")).expect("text");
    text.lines().map(str::to_owned).collect()
}

/// Writes lines as a file again.
fn write_lines(stage: &Stage, file: &str, lines: &[String]) {
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let bytes = zstd::stream::encode_all(text.as_bytes(), 0).expect("zstd");
    std::fs::write(stage.file(file), bytes).expect("it can be written");
}

/// The items of an export, in the order of their texts.
fn items(stage: &Stage, file: &str) -> Vec<String> {
    let mut items = lines(stage, file);
    items.retain(|line| line.starts_with(r#"{"Item":"#));
    items.sort();
    items
}

/// What the API answers to the token that the first start has made.
async fn answers(stage: &Stage) -> Vec<Value> {
    let with_token = |arguments: &[&str]| {
        let mut command = stage.command(&[arguments, &["--json"]].concat());
        command.env("IMPULSES_URL", stage.app().url()).env("IMPULSES_TOKEN", stage.token());
        stage.ran(command).json()
    };
    let mut metrics = with_token(&["metrics"]);
    // A poll may have begun meanwhile, and says so in metrics of its own.
    let is_ours = |metric: &Value| !metric["name"].as_str().is_some_and(|name| name.starts_with("imp."));
    metrics.as_array_mut().expect("a list").retain(is_ours);
    let mut answers = vec![metrics];
    for metric in ["coffee", "tea"] {
        answers.push(with_token(&["get", metric]));
        answers.push(with_token(&["get", metric, "--step", "1d", "--agg", "sum,count"]));
    }
    let flags = format!("{}/ofrep/v1/evaluate/flags/new-chart", stage.app().url());
    let flags = reqwest::Client::new().post(flags).header("x-data-token", stage.token());
    let answer = flags.json(&json!({ "context": {} })).send().await.expect("it answers");
    answers.push(answer.json().await.expect("JSON"));
    answers
}

/// An installation with points in chunks and points in the log, flags, a calendar that is connected, and a session.
async fn lived_in() -> Stage {
    let stage = Stage::kept_demo().await;
    stage.sign_in();
    let points: String = (0..300).map(|i| format!("{},{},{}\n", i * 60_000, i % 7, i % 3)).collect();
    let file = stage.write("coffee.csv", &format!("timestamp,value,cup\n{points}"));
    stage.run(&["import", &file, "--metric", "coffee"]).done();
    let store = stage.app().store();
    let user = store.users_list().await.expect("it answers")[0].id;
    let sealed = store.seal(user, Clock::system().now_ms() + 120_000).await.expect("it seals");
    assert!(0 < sealed.blocks);
    stage.run(&["push", "coffee", "8", "--time", "2026-11-01T10:00", "--dim", "cup=9"]).done();
    stage.run(&["push", "tea", "-2.5", "--time", "2026-11-02T10:00"]).done();
    connect(&stage).await;
    let stage = stage.stopped().await;
    let directory = stage.file("data");
    let place = ["--data-dir", directory.to_str().expect("text")];
    stage.run(&[&["flag", "create", "new-chart"][..], &place].concat()).done();
    stage
}

async fn connect(stage: &Stage) {
    let begun = stage.run(&["connect", "google", "--no-browser", "--no-wait"]).done();
    let pressed = begun.trim().replace("/auth?", "/auth/decision?") + "&account=ada@example.com&decision=allow";
    assert!(reqwest::get(pressed).await.expect("it answers").status().is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_that_has_moved_answers_as_before() {
    let stage = lived_in().await;
    let exported = admin(&stage, &["export", "-o", "all", "--json"], "data").json();
    assert_eq!(exported["items"], items(&stage, "all").len());
    let mode = std::fs::metadata(stage.file("all")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds hashes of passwords and tokens");
    let imported = admin(&stage, &["import", "all", "--json"], "moved/data").json();
    assert_eq!(imported, json!({ "items": exported["items"], "was_there": false, "sha256": exported["sha256"] }));
    let directory = stage.file("data");
    let mut unread = stage.begun(stage.command(&["admin", "export", "--data-dir", directory.to_str().expect("text")]));
    drop(unread.stdout.take());
    assert_eq!(unread.wait().expect("it ends").code(), Some(1), "a backup that nobody reads is none");
    admin(&stage, &["export", "-o", "again"], "moved/data").done();
    assert_eq!(items(&stage, "again"), items(&stage, "all"));
    // The keys in the secret are no part of it.
    std::fs::copy(stage.file("data/secrets.json"), stage.file("moved/data/secrets.json")).expect("it is copied");

    let stage = stage.started().await;
    let before = answers(&stage).await;
    assert_eq!((before[1].as_array().map(Vec::len), &before[5]["key"]), (Some(301), &json!("new-chart")));
    let stage = stage.stopped().await.started_in("moved/data").await;
    assert_eq!(answers(&stage).await, before);
    stage.sign_in();
    let user = stage.app().store().users_list().await.expect("it answers")[0].id;
    let connections = stage.app().store().connections_list(user).await.expect("it answers");
    assert_eq!(connections.len(), 1);
    let sealed = stage.app().store().seal(user, Clock::system().now_ms() + 120_000).await.expect("it seals");
    assert!(0 < sealed.blocks, "what lay in the log lies there still");
    assert_eq!(stage.run(&["get", "coffee", "--json"]).json().as_array().map(Vec::len), Some(301));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing_and_another_is_refused() {
    let stage = Stage::kept().await.stopped().await;
    admin(&stage, &["export", "-o", "one"], "data").done();
    admin(&stage, &["import", "one"], "moved").done();
    let again = admin(&stage, &["import", "one", "--json"], "moved").json();
    assert_eq!(again["was_there"], true);
    let directory = stage.file("data");
    let place = ["--data-dir", directory.to_str().expect("text")];
    stage.run(&[&["flag", "create", "new-chart"][..], &place].concat()).done();
    admin(&stage, &["export", "-o", "two"], "data").done();
    admin(&stage, &["import", "two"], "moved").failed(1, "has data already");
    admin(&stage, &["import", "one"], "data").failed(1, "has data already");
    admin(&stage, &["export", "-o", "still"], "moved").done();
    assert_eq!(items(&stage, "still"), items(&stage, "one"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_whole_is_refused_before_anything_is_made() {
    let stage = Stage::kept().await.stopped().await;
    admin(&stage, &["export", "-o", "whole"], "data").done();
    let refused = |words: &str| {
        admin(&stage, &["import", "bad"], "moved").failed(2, words);
        assert!(!stage.file("moved").exists(), "{words}");
    };
    let bytes = std::fs::read(stage.file("whole")).expect("it is there");
    for length in [bytes.len() - 1, bytes.len() / 2] {
        stage.write("bad", "");
        std::fs::write(stage.file("bad"), &bytes[..length]).expect("it can be written");
        refused("was cut off");
    }
    let whole = lines(&stage, "whole");
    let last = whole.len() - 1;
    write_lines(&stage, "bad", &whole[..last]);
    refused("was cut off");
    write_lines(&stage, "bad", &[&whole[..1], &whole[2..]].concat());
    refused("was cut off");
    write_lines(&stage, "bad", &[&whole[..], &whole[1..2]].concat());
    refused("was cut off");
    let changed: Vec<_> = whole.iter().map(|line| line.replace("ADMIN", "admin")).collect();
    assert_ne!(changed, whole);
    write_lines(&stage, "bad", &changed);
    refused("was cut off");
    let newer = whole[0].replace(r#""impulses_export":1"#, r#""impulses_export":2"#);
    write_lines(&stage, "bad", &[&[newer][..], &whole[1..]].concat());
    refused("another version of Impulses");
    stage.write("bad", "timestamp,value\n5,1\n");
    refused("no export of an installation");
    admin(&stage, &["import", "nowhere"], "moved").failed(4, "nowhere cannot be read");
    let import = stage.command(&["import", "whole", "--metric", "coffee"]);
    let ran = |mut import: std::process::Command| {
        import.env("IMPULSES_TOKEN", "any");
        stage.ran(import)
    };
    ran(import).failed(2, "is for `impulses admin import`");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_cut_off_is_finished_by_the_same_file() {
    let stage = Stage::kept().await.stopped().await;
    let exported = admin(&stage, &["export", "-o", "one", "--json"], "data").json();
    std::fs::create_dir(stage.file("half")).expect("it can be made");
    let engine = Engine::on_file(&stage.file("half/impulses.sqlite3"), 0).await.expect("it opens");
    let store = Store::new(engine.client(), engine::TABLE);
    let sha256 = exported["sha256"].as_str().expect("text");
    assert_eq!(store.import_begin(sha256).await.expect("it answers"), ImportBegun::New);
    drop(store);
    engine.stop().await.expect("it ends well");
    admin(&stage, &["export", "-o", "half-of-it"], "half").failed(1, "has not come to its end");
    let lines = lines(&stage, "one");
    let other: Vec<_> = [&lines[..1], &[r#"{"End":{"items":0,"sha256":"SUM"}}"#.to_owned()]].concat();
    let sum = sha2_of(&format!("{}\n", other[0]));
    write_lines(&stage, "other", &[other[0].clone(), other[1].replace("SUM", &sum)]);
    admin(&stage, &["import", "other"], "half").failed(1, "another file was imported here");
    assert_eq!(admin(&stage, &["import", "one", "--json"], "half").json()["was_there"], false);
    admin(&stage, &["export", "-o", "whole"], "half").done();
    assert_eq!(items(&stage, "whole"), items(&stage, "one"));
}

fn sha2_of(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The table in AWS is spoken to by the same SDK; the engine stands for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_whose_clock_ticks_is_left_alone() {
    let stage = Stage::kept().await;
    let heartbeat = Heartbeat { at: Clock::system().now_ms(), dead_jobs: 0, concern_at: None };
    stage.app().store().heartbeat_write(heartbeat).await.expect("it is written");
    let running = stage.app().engine().endpoint();
    let at = |arguments: &[&str], endpoint: &str| {
        let place = ["--table", "impulses", "--region", "eu-central-1"];
        let mut command = stage.command(&[&["admin"], arguments, &place].concat());
        command.env("AWS_ACCESS_KEY_ID", "local").env("AWS_SECRET_ACCESS_KEY", "local");
        command.env("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
        stage.ran(command)
    };
    at(&["export", "-o", "all"], &running).failed(5, "this installation runs");
    assert!(!stage.file("all").exists());
    let rested = Heartbeat { at: heartbeat.at - 300_000, dead_jobs: 0, concern_at: None };
    let resting = Engine::in_memory(0).await.expect("it starts");
    let store = Store::new(resting.client(), engine::TABLE);
    store.heartbeat_write(rested).await.expect("it is written");
    at(&["export", "-o", "none"], &resting.endpoint()).done();
    at(&["import", "none"], &running).failed(5, "this installation runs");
    at(&["import", "none"], &resting.endpoint()).done();
    at(&["export", "--json"], &resting.endpoint()).failed(2, "name the file with -o");
}
