//! What goes wrong when a test says so.

use crate::support::{Client, ids};
use fakes::google::{Call, DEFAULT_ACCOUNT, Fault};
use serde_json::{Value, json};

const EVENTS: &str = "calendars/primary/events";

/// A client with its access token.
async fn connected() -> (Client, String) {
    let client = Client::new().await;
    let tokens = client.connected().await;
    (client, tokens["access_token"].as_str().unwrap().to_owned())
}

fn reason(body: &Value) -> &Value {
    &body["error"]["errors"][0]["reason"]
}

#[tokio::test]
async fn the_next_request_fails_and_the_one_after_does_not() {
    let (client, token) = connected().await;
    client.google.fail_next(Call::Events, Fault::Status { code: 403, reason: "rateLimitExceeded" });
    let (status, body) = client.api(&token, EVENTS).await;
    assert_eq!((status, reason(&body)), (403, &json!("rateLimitExceeded")));
    assert_eq!(client.api(&token, EVENTS).await.0, 200);
}

#[tokio::test]
async fn faults_and_passes_are_a_queue_before_what_always_happens() {
    let (client, token) = connected().await;
    client.google.fail_always(Call::Events, Fault::Status { code: 503, reason: "backendError" });
    client.google.pass_next(Call::Events);
    client.google.fail_next(Call::Events, Fault::Status { code: 410, reason: "fullSyncRequired" });
    let mut statuses = vec![];
    for _ in 0..4 {
        statuses.push(client.api(&token, EVENTS).await.0);
    }
    assert_eq!(statuses, [200, 410, 503, 503]);
    assert_eq!(client.api(&token, "users/me/calendarList").await.0, 200);
    client.google.heal();
    assert_eq!(client.api(&token, EVENTS).await.0, 200);
}

#[tokio::test]
async fn something_may_happen_between_two_pages() {
    let (client, token) = connected().await;
    let calendar = client.google.calendar(DEFAULT_ACCOUNT, "primary");
    for id in ["a", "b"] {
        calendar.insert(json!({ "id": id, "start": { "date": "2026-11-21" } }));
    }
    calendar.page_size(1);
    client.google.pass_next(Call::Events);
    client.google.run_next(Call::Events, {
        let calendar = calendar.clone();
        move || calendar.delete("b")
    });
    let (_, first) = client.api(&token, EVENTS).await;
    let next = format!("{EVENTS}?pageToken={}", encoded(&first["nextPageToken"]));
    let (_, second) = client.api(&token, &next).await;
    assert_eq!((ids(&first), ids(&second)), (vec!["a".to_owned()], vec![]));
    let since = format!("{EVENTS}?syncToken={}", encoded(&second["nextSyncToken"]));
    assert_eq!(ids(&client.api(&token, &since).await.1), ["-b"]);
}

#[tokio::test]
async fn token_errors_have_their_own_shape() {
    let client = Client::new().await;
    client.google.fail_next(Call::Token, Fault::Status { code: 400, reason: "invalid_grant" });
    let (status, body) = client.refresh("any").await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn connections_break_before_and_within_an_answer() {
    let client = Client::new().await;
    let url = client.google.jwks_url();
    client.google.fail_next(Call::Jwks, Fault::CutConnection);
    let cut = client.try_get(&url).await.unwrap_err();
    assert!(cut.is_request(), "{cut:?}");
    client.google.fail_next(Call::Jwks, Fault::HangUp);
    let cut = client.try_get(&url).await.unwrap_err();
    assert!(cut.is_body() || cut.is_decode(), "{cut:?}");
    assert!(client.try_get(&url).await.unwrap().contains("RS256"));
}

#[tokio::test]
async fn an_answer_may_be_garbage_or_whatever_a_test_likes() {
    let client = Client::new().await;
    let url = client.google.jwks_url();
    client.google.fail_next(Call::Jwks, Fault::Garbage);
    client.google.fail_next(Call::Jwks, Fault::Json(json!({ "keys": [] })));
    assert!(client.try_get(&url).await.unwrap().starts_with("<!doctype"));
    assert_eq!(client.try_get(&url).await.unwrap(), r#"{"keys":[]}"#);
}

#[tokio::test]
async fn silence_leaves_a_request_unanswered() {
    let client = Client::new().await;
    client.google.fail_next(Call::Jwks, Fault::Silence);
    let (google, url) = (client.google.clone(), client.google.jwks_url());
    let waiting = tokio::spawn(async move { client.try_get(&url).await });
    while google.requests_of(Call::Jwks).is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    waiting.abort();
}

fn encoded(token: &Value) -> String {
    url::form_urlencoded::byte_serialize(token.as_str().unwrap().as_bytes()).collect()
}
