//! Jobs as administrators see them.

use crate::support::{ADA, App, data};
use domain::{JobKind, Role};
use serde_json::{Value, json};
use store::Next;
use testkit::MINUTE;

#[tokio::test]
async fn jobs_are_listed_and_counted_by_where_they_stand() {
    let app = App::new().await;
    let admin = app.person(None, Role::Admin).await;
    let ada = app.watched(ADA).await;
    let now = app.clock.now_ms();
    // Due: Tom's message. Scheduled: her probe. Done, running, dead: three more.
    assert_eq!(ada.post("/probes", json!({"in_minutes": 600})).await.status, 201);
    let job = async |subject: &str| {
        app.store.jobs_ensure(JobKind::Seal, subject, now).await.unwrap();
        app.store.jobs_claim(JobKind::Seal, subject, now, now + 4 * MINUTE).await.unwrap().unwrap()
    };
    app.store.jobs_finish(&job("done").await, Next::Done, now).await.unwrap();
    job("running").await;

    let counts = async || data(&admin.caller.get("/jobs/stats").await);
    let expected = json!({
        "enqueued_job_count": 1, "enueued_job_count": 1, "in_progress_job_count": 1, "successful_job_count": 1,
        "dead_job_count": 0, "scheduled_job_count": 1,
    });
    assert_eq!(counts().await, expected);
    let names = async |query: &str| {
        let listed = admin.caller.get(&format!("/jobs{query}")).await.json();
        let names = listed["data"].as_array().unwrap().iter().map(|job| job["name"].as_str().unwrap().to_owned());
        (names.collect::<Vec<_>>(), listed["paging"]["total"].clone())
    };
    let (message, probe) = (format!("message-{}/notice-1", ada.id), format!("probe-{}", ada.id));
    for (query, expected) in [
        ("", vec!["seal-running", message.as_str(), probe.as_str(), "seal-done"]),
        ("?status=in-progress", vec!["seal-running"]),
        ("?status=Enqueued", vec![message.as_str()]),
        ("?status=scheduled", vec![probe.as_str()]),
        ("?status=successful", vec!["seal-done"]),
        ("?status=dead", vec![]),
        ("?page=2", vec![]),
    ] {
        let total = if query == "?page=2" { 4 } else { expected.len() };
        assert_eq!(
            names(query).await,
            (expected.iter().map(|name| (*name).to_owned()).collect(), json!(total)),
            "{query}"
        );
    }
    let running = data(&admin.caller.get("/jobs?status=in-progress").await)[0].clone();
    assert_eq!((&running["claimed"], &running["fails"]), (&json!(true), &json!(1)));
    assert_eq!(running["args"].as_str().unwrap().parse::<Value>().unwrap(), json!({"subject": "running"}));
    assert_eq!(running["status"], json!({"id": 2, "name": "in-progress"}));
    assert_eq!(admin.caller.get("/jobs?status=lost").await.status, 422);
}

#[tokio::test]
async fn a_job_that_is_done_can_be_wanted_again() {
    let app = App::new().await;
    let now = app.clock.now_ms();
    for _ in 0..2 {
        app.store.jobs_ensure(JobKind::Seal, "again", now).await.unwrap();
        let job = app.store.jobs_claim(JobKind::Seal, "again", now, now + MINUTE).await.unwrap().expect("it is due");
        app.store.jobs_finish(&job, Next::Done, now).await.unwrap();
        assert!(app.store.jobs_claim(JobKind::Seal, "again", now, now + MINUTE).await.unwrap().is_none(), "it is done");
    }
}
