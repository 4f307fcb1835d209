//! What somebody lives through who only looks: a fake Google, a consent, and a calendar that has become metrics.

use crate::process::{Process, client};
use serde_json::Value;

async fn read(process: &Process, path: &str) -> Value {
    let request = client().get(process.url(path)).header("x-data-token", process.text("token"));
    request.send().await.expect("it answers").json().await.expect("JSON")
}

/// Opens the address in place of a browser, and presses the button of the fake's page; answers where the browser is then.
async fn consent(process: &Process, decision: &str) -> String {
    let begun = read(process, "/oauth2/google/auth").await;
    let address = begun["url"].as_str().expect("an address");
    assert!(address.starts_with(&process.text("google")), "nobody is sent to the real Google");
    let page = client().get(address).send().await.expect("it answers").text().await.expect("a page");
    assert!(page.contains("<button name=\"decision\""), "{page}");
    let pressed = address.replace("/auth?", "/auth/decision?") + "&account=ada@example.com&decision=" + decision;
    let landed = client().get(pressed).send().await.expect("it answers");
    assert!(landed.headers()["content-type"].to_str().expect("text").starts_with("text/html"), "the web page is there");
    landed.url().to_string()
}

#[tokio::test]
async fn a_demonstration_shows_three_months_of_a_calendar_as_metrics() {
    let directory = tempfile::tempdir().expect("a directory");
    let process = Process::start(directory.path(), &["--demo"]);
    let page = process.url("/tokens");
    assert_eq!(consent(&process, "deny").await, format!("{page}?google_oauth2=error&detail=access_denied"));
    assert!(consent(&process, "allow").await.starts_with(&format!("{page}?google_oauth2=authorized&token_id=")));
    let connection = loop {
        let connections = read(&process, "/oauth2/google/configs").await;
        if connections[0]["sync"] != Value::Null {
            break connections[0].clone();
        }
    };
    assert_eq!(connection["status"], "connected");
    assert_eq!(connection["problems"][0]["line"], "climb=1,2");
    let durations = read(&process, "/data/imp.events.duration?agg=count&group_by=activity").await;
    let count = |activity: &str| {
        let rows = durations.as_array().expect("a list").iter();
        let mut counts = rows.filter(|row| row["dimensions"]["activity"] == activity).map(|row| row["value"].as_f64());
        counts.next().flatten().expect("a count")
    };
    assert_eq!((count("run"), count("reading"), count("trip")), (30.0, 45.0, 1.0));
    assert!((89.0..=91.0).contains(&count("sleep")) && (11.0..=13.0).contains(&count("climbing")), "{durations}");
    let distances = read(&process, "/data/imp.events.custom.distance?agg=count").await;
    assert_eq!(distances[0]["value"], 30.0);
    let routes = read(&process, "/data/imp.events.custom.routes?limit=1").await;
    assert_eq!(routes[0]["dimensions"]["with"], "Ewa & Jan", "a description in HTML");
    process.kill();
}
