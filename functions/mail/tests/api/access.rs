//! Who may.

use crate::support::App;
use axum::body::Body;
use domain::Capability;
use http::Method;
use serde_json::json;

fn operations(app: &App) -> Vec<(Method, String, bool)> {
    let token = app.token;
    vec![
        (Method::GET, format!("/mailboxes/{token}"), false),
        (Method::PATCH, format!("/mailboxes/{token}"), true),
        (Method::POST, format!("/mailboxes/{token}/run"), true),
        (Method::GET, "/events".to_owned(), false),
        (Method::GET, "/events/none".to_owned(), false),
        (Method::PATCH, "/events/none".to_owned(), true),
        (Method::POST, "/events/feed".to_owned(), true),
        (Method::DELETE, "/events/feed".to_owned(), true),
    ]
}

#[tokio::test]
async fn whoever_reads_metrics_reads_events_and_only_who_may_write_too_changes_them() {
    let app = App::new().await;
    let (reader, writer) = (app.with_capability(Capability::Api).await, app.with_capability(Capability::Ingest).await);
    let both = app.with_capability(Capability::Super).await;
    let body = json!({ "review": "approved", "time_zone": "UTC" });
    for (method, path, writes) in operations(&app) {
        let ask = |caller: testkit::Caller| {
            let (method, path, body) = (method.clone(), path.clone(), body.to_string());
            let caller = caller.with("content-type", "application/json");
            async move { caller.send(method, &path, Body::from(body)).await.status.as_u16() }
        };
        let stranger = app.nobody.with("x-data-token", "no token of anybody's");
        assert_eq!((ask(app.nobody.clone()).await, ask(stranger).await), (422, 401), "{method} {path}");
        assert_eq!(ask(writer.clone()).await, 403, "what a sensor has is no way to somebody's events: {method} {path}");
        assert_eq!(ask(reader.clone()).await == 403, writes, "{method} {path}");
        assert!([200, 201, 202, 404].contains(&ask(both.clone()).await), "{method} {path}");
    }
}

#[tokio::test]
async fn nobody_sees_anothers_events() {
    let (app, other) = (App::new().await, App::new().await);
    app.receive_corpus(&["02-invitation.eml"]);
    app.ran().await;
    let id = app.events().await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(other.caller.get(&format!("/events/{id}")).await.status, 404);
    assert_eq!(other.events().await.len(), 0);
    assert_eq!(other.caller.get(&format!("/mailboxes/{}", app.token)).await.status, 404);
}
