//! Every event of `events/` is one that its function answers: what API Gateway sends, with secrets that hold put into it.

use crate::installation::{Installation, ok};
use axum::body::Body;
use lambda_http::Body as Sent;
use serde_json::{Value, json};
use std::path::Path;
use testkit::{Answer, Caller};

/// The user of `events/accounts-login.json` and `events/accounts-token.json`.
const EMAIL: &str = "owner@example.com";
const PASSWORD: &str = "correct horse battery staple";
/// The clock's; it is no request.
const TICK: &str = "jobs-tick.json";

#[tokio::test]
async fn every_event_is_answered() {
    let all = Installation::new().await;
    let user = json!({"email": EMAIL, "password": PASSWORD, "role": "STANDARD"});
    ok(all.api.post("/user", user.to_string()).await);
    let session = all.signed_in(EMAIL, PASSWORD).await;
    let (_, token) = all.token(&session.caller).await;
    let sid = session.cookie.strip_prefix("sid=").expect("a session").to_owned();
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    for entry in std::fs::read_dir(events).expect("events/") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        let text = std::fs::read_to_string(entry.path()).expect("a readable file");
        let text = text.replace("put-a-data-token-here", &token).replace("put-a-session-id-here", &sid);
        let event: Value = serde_json::from_str(&text).expect("JSON");
        if name == TICK {
            all.pass(0).await;
            continue;
        }
        assert_eq!(event["rawPath"], event["requestContext"]["http"]["path"], "{name}");
        let answer = sent(&all.api, &text).await;
        // Nobody can write down a state that holds.
        let expected = if name == "oauth-callback.json" { 400 } else { 200 };
        assert_eq!(answer.status, expected, "{name}: {}", answer.text());
    }
}

/// Sends what Lambda is handed, as the runtime reads it.
async fn sent(api: &Caller, event: &str) -> Answer {
    let (parts, body) = lambda_http::request::from_str(event).expect("an event of API Gateway").into_parts();
    let mut caller = api.clone();
    for (name, value) in &parts.headers {
        caller = caller.with(name.as_str(), value.to_str().expect("ASCII"));
    }
    let body = match body {
        Sent::Empty => Body::empty(),
        Sent::Text(text) => Body::from(text),
        Sent::Binary(bytes) => Body::from(bytes),
        _ => unreachable!("there are no others"),
    };
    let address = parts.uri.path_and_query().expect("a path").as_str();
    caller.send(parts.method, address, body).await
}
