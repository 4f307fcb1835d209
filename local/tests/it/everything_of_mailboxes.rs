//! Everything that is done with mailboxes, once.

use crate::installation::{Installation, ok};
use axum::body::Body;
use fakes::google::DEFAULT_ACCOUNT;
use http::Method;
use serde_json::{Value, json};
use testkit::{Caller, MINUTE};

/// An invitation, which is read without a model.
const INVITATION: &str = "From: Ada <ada@example.com>\r\nSubject: Tea\r\nMessage-ID: <tea@example.com>\r\n\
    Date: Sat, 21 Nov 2026 06:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n\
    BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:tea@example.com\r\n\
    DTSTAMP:20261121T060000Z\r\nDTSTART:20261128T160000Z\r\nDTEND:20261128T170000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

/// Connected, read, and disconnected.
pub(crate) async fn mailboxes(all: &Installation) {
    all.google.mailbox(DEFAULT_ACCOUNT).receive_at(INVITATION, &["Events"], all.clock.now_ms());
    let session = all.signed_in("owner@example.org", "correct horse").await;
    let (id, token) = all.token(&session.caller).await;
    all.connect_to("gmail", &token, &session.cookie).await;
    all.pass(MINUTE).await;
    let holder = all.api.with("x-data-token", &token);
    ok(holder.get("/oauth2/google/configs").await);
    events(&holder, &id).await;
    ok(session.caller.get("/events").await);
    ok(holder.delete(&format!("/oauth2/google/configs/{id}")).await);
    all.pass(MINUTE).await;
    let (id, token) = all.token(&session.caller).await;
    let holder = all.api.with("x-data-token", &token);
    assert_eq!(holder.post("/oauth2/google/mailbox", "").await.status, 403, "the first user is the administrator");
    let admin = all.signed_in("first@example.org", "correct horse").await;
    ok(session.caller.delete(&format!("/token/{id}")).await);
    let (id, token) = all.token(&admin.caller).await;
    let holder = all.api.with("x-data-token", &token);
    ok(holder.post("/oauth2/google/mailbox", "").await);
    all.pass(MINUTE).await;
    ok(holder.delete(&format!("/oauth2/google/configs/{id}")).await);
    // The end of one of which the token goes first is left to the job.
    let (id, token) = all.token(&session.caller).await;
    all.connect_to("gmail", &token, &session.cookie).await;
    all.pass(MINUTE).await;
    ok(session.caller.delete(&format!("/token/{id}")).await);
    all.pass(MINUTE).await;
}

/// The mailbox is changed and asked to be read; its event is found and corrected; a feed is made, read and ended.
async fn events(holder: &Caller, id: &str) {
    let json = holder.with("content-type", "application/json");
    let patch = async |path: &str, body: Value| ok(json.send(Method::PATCH, path, Body::from(body.to_string())).await);
    ok(holder.get(&format!("/mailboxes/{id}")).await);
    patch(&format!("/mailboxes/{id}"), json!({ "schedule": "@daily" })).await;
    ok(holder.post(&format!("/mailboxes/{id}/run"), "").await);
    let listed = holder.get("/events").await.json();
    let event = listed["events"][0]["id"].as_str().expect("the invitation").to_owned();
    ok(holder.get(&format!("/events/{event}")).await);
    patch(&format!("/events/{event}"), json!({ "start_time": "2026-11-28T18:00:00Z" })).await;
    for _ in 0..2 {
        ok(holder.post("/events/feed", "").await);
    }
    let url = holder.post("/events/feed", "").await.json()["url"].as_str().expect("an address").to_owned();
    let at = url.find("/events.ics").expect("a path");
    ok(holder.get(&url[at..]).await);
    ok(holder.delete("/events/feed").await);
}
