//! What a new user lives through: one command, three requests, and everything is still there.

use crate::process::{Process, client};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

#[tokio::test]
async fn the_first_start_makes_an_owner_once_and_all_is_there_after_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let process = Process::start(directory.path(), &[]);
    let (email, password, token) = (process.text("email"), process.text("password"), process.text("token"));
    let points = json!([{"timestamp": 1, "dimensions": {"kind": "espresso"}, "value": 1}]);
    let write = client().post(process.url("/data/coffee")).header("x-data-token", &token).json(&points).send().await;
    assert_eq!(write.expect("it answers").status(), 200);
    assert!(process.terminate(), "it drains and ends well");

    let process = Process::start(directory.path(), &[]);
    assert!(process.started.get("token").is_none(), "the token is shown once");
    let read =
        client().get(process.url("/data/coffee")).header("x-data-token", &token).send().await.expect("it answers");
    let expect = r#"[{"timestamp":1,"dimensions":{"kind":"espresso"},"value":1.0}]"#;
    assert_eq!(read.text().await.expect("text"), expect);
    let login = json!({"email": email, "password": password});
    let login = client().post(process.url("/user/login")).json(&login).send().await.expect("it answers");
    assert_eq!(login.status(), 200);
    process.kill();
}

#[tokio::test]
async fn it_is_up_once_its_clock_has_ticked() {
    let directory = tempfile::tempdir().expect("a directory");
    let process = Process::start(directory.path(), &[]);
    loop {
        let answer = client().get(process.url("/healthz")).send().await.expect("it answers");
        assert_eq!(answer.status(), 200);
        match answer.text().await.expect("text").as_str() {
            r#"{"status":"UP"}"# => break,
            r#"{"status":"INITIALIZING"}"# => tokio::task::yield_now().await,
            other => panic!("{other}"),
        }
    }
    process.kill();
}

#[tokio::test]
async fn the_description_and_its_page_are_served() {
    let directory = tempfile::tempdir().expect("a directory");
    let process = Process::start(directory.path(), &[]);
    let description = client().get(process.url("/openapi.json")).send().await.expect("it answers");
    let description: serde_json::Value = description.json().await.expect("JSON");
    assert!(description["paths"]["/data/{metric}"]["get"]["operationId"] == "read_points");
    let page = client().get(process.url("/docs")).send().await.expect("it answers");
    assert!(page.text().await.expect("text").contains("Impulses API"));
    process.kill();
}

#[test]
fn what_it_keeps_is_for_its_owner_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("deeper/data");
    Process::start(&data, &[]).kill();
    let mode = |path: &Path| std::fs::metadata(path).expect("it was made").permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&data.join("secrets.json"))), (0o700, 0o600));
}

#[tokio::test]
async fn an_owner_is_not_made_by_a_start_that_fails() {
    let directory = tempfile::tempdir().expect("a directory");
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let settings = |port| local::Settings {
        host: std::net::Ipv4Addr::LOCALHOST.into(),
        port,
        data_dir: Some(directory.path().to_owned()),
        tick: std::time::Duration::from_secs(60),
        secrets: None,
        demo: false,
    };
    let port = taken.local_addr().expect("it listens").port();
    assert!(local::App::start(&settings(port)).await.is_err(), "somebody else listens there");
    let app = local::App::start(&settings(0)).await.expect("it starts");
    assert!(app.owner().is_some(), "nobody has seen a password yet");
    app.stop().await.expect("it ends well");
}
