//! Everything that every function does, once, with a record of the calls to DynamoDB that each of them makes.

use crate::doors::{Door, Made};
use crate::everything_of_accounts::{administration, changes, invitations, registrations};
use crate::everything_of_check_ins::check_ins;
use crate::everything_of_mailboxes::mailboxes;
use crate::installation::{Installation, OUTDATED, ok};
use crate::outbox;
use axum::body::Body;
use domain::{Email, PasswordHash, Role, UserId};
use fakes::google::DEFAULT_ACCOUNT;
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{NewLetter, NewUser};
use testkit::{MINUTE, NOW};

const CONFIGS: &str = "/oauth2/google/configs";
/// A SHA-256 in hex.
const HASH_LENGTH: usize = 64;
/// More than a third of a session's life, after which it is prolonged.
const LATER: i64 = 15 * MINUTE;

/// What happened.
pub(crate) struct Happened {
    /// What each role's function did to the table.
    pub(crate) made: Vec<(&'static str, BTreeSet<Made>)>,
    /// What was asked and answered that nobody else may see.
    pub(crate) heard: BTreeSet<String>,
    /// The hashes that keys hold.
    pub(crate) hashes: BTreeSet<String>,
}

/// Everything.
pub(crate) async fn happens() -> Happened {
    let all = Installation::new().await;
    let [start @ .., _] = &all.doors;
    for door in start {
        // Every `main` but that of jobs begins with it.
        door.store.heartbeat_read().await.expect("the table answers");
    }
    ok(all.api.get("/healthz").await);
    all.pass(0).await;
    points(&all).await;
    sessions(&all).await;
    registrations(&all).await;
    changes(&all).await;
    invitations(&all).await;
    administration(&all).await;
    calendars(&all).await;
    mailboxes(&all).await;
    letters(&all).await;
    check_ins(&all).await;
    the_end(&all).await;
    let made: Vec<_> = all.doors.iter().map(Door::made).collect();
    let keys = made.iter().flat_map(|(_, made)| made).map(|made| made.key.as_str());
    let hashes = keys.flat_map(|key| key.split('#')).filter(|part| HASH_LENGTH == part.len());
    Happened { hashes: hashes.map(str::to_owned).collect(), heard: all.ear.heard(), made }
}

/// Written, corrected, dropped, and sealed in between.
async fn points(all: &Installation) {
    all.registered("first@example.org").await;
    all.registered("owner@example.org").await;
    let session = all.signed_in("owner@example.org", "correct horse").await;
    let (_, token) = all.token(&session.caller).await;
    let data = all.api.with("x-data-token", &token);
    let point = |value: i64| json!([{"timestamp": NOW + value, "dimensions": {}, "value": value}]).to_string();
    ok(data.post("/data/kept", point(1)).await);
    ok(data.with("idempotency-key", "k").post("/data/dropped", point(2)).await);
    ok(all.api.with("x-token", "the token").get("/data/kept").await);
    ok(data.get("/data?detail=true").await);
    all.pass(61 * MINUTE).await;
    ok(data.get("/data/kept").await);
    ok(data.delete(&format!("/data/kept/points?start={NOW}&end={}", NOW + 10)).await);
    ok(data.delete("/data/dropped").await);
    ok(data.post("/data/kept", point(3)).await);
    all.pass(61 * MINUTE).await;
}

/// Prolonged, renewed, ended; and a password that was hashed long ago.
async fn sessions(all: &Installation) {
    let old = NewUser::active(
        UserId(uuid::Uuid::new_v4()),
        Email::parse("old@example.org").expect("an address"),
        Role::Standard,
        PasswordHash::new(OUTDATED),
    );
    all.world.store().users_create(old, NOW).await.expect("the table answers");
    let session = all.signed_in("old@example.org", "the token").await.caller;
    all.hand.advance_ms(LATER);
    ok(session.get("/user").await);
    ok(session.post("/user/refresh", "").await);
    let session = all.signed_in("old@example.org", "the token").await.caller;
    let (id, _) = all.token(&session).await;
    ok(session.get("/token").await);
    ok(session.delete(&format!("/token/{id}")).await);
    // Connected and disconnected before anything else was written: the end of the connection makes the first seal due.
    let (id, token) = all.token(&session).await;
    all.connect(&token, "theme=dark").await;
    ok(all.api.with("x-data-token", &token).delete(&format!("{CONFIGS}/{id}")).await);
    ok(session.get("/user/sessions").await);
    ok(session.post("/user/logout", "").await);
    programs(all).await;
}

/// Tokens got, shown everywhere, renewed and ended.
async fn programs(all: &Installation) {
    let login = json!({"email": "old@example.org", "password": "the token"}).to_string();
    let tokens = ok(all.api.post("/login", login).await).json();
    let bearer = |tokens: &Value| {
        let token = tokens["access_token"].as_str().expect("a token");
        all.api.with("authorization", &format!("Bearer {token}"))
    };
    for path in ["/user", "/data", CONFIGS, "/_authenticated", "/_status", "/jwks"] {
        ok(bearer(&tokens).get(path).await);
    }
    let renewal = json!({"refresh_token": tokens["refresh_token"]}).to_string();
    let renewed = ok(all.api.post("/auth/refresh", renewal.clone()).await).json();
    ok(all.api.post("/auth/refresh", renewal.clone()).await);
    ok(all.api.post("/auth/logout", renewal).await);
    assert_eq!(bearer(&renewed).get("/user").await.status, 401);
    let session = all.signed_in("old@example.org", "the token").await.caller;
    ok(session.get("/data").await);
    ok(session.post("/user/logout-everywhere", "").await);
}

/// Connected, polled and disconnected: by hand, and with the token.
async fn calendars(all: &Installation) {
    let event = json!({"summary": "#!run", "start": {"dateTime": "2026-11-20T07:00:00Z"}});
    all.google.calendar(DEFAULT_ACCOUNT, "primary").insert(event);
    let session = all.signed_in("owner@example.org", "correct horse").await;
    let (id, token) = all.token(&session.caller).await;
    all.pass(LATER).await;
    all.connect(&token, &session.cookie).await;
    all.pass(0).await;
    ok(all.api.with("x-token", "the token").get(CONFIGS).await);
    let holder = all.api.with("x-data-token", &token).with("content-type", "application/json");
    ok(holder.get(&format!("{CONFIGS}/{id}/calendars")).await);
    let chosen = Body::from(r#"{"calendars": ["primary"]}"#);
    ok(holder.send(Method::PUT, &format!("{CONFIGS}/{id}/calendars"), chosen).await);
    all.pass(MINUTE).await;
    ok(holder.delete(&format!("{CONFIGS}/{id}")).await);
    let (id, token) = all.token(&session.caller).await;
    all.connect(&token, &session.cookie).await;
    all.pass(MINUTE).await;
    ok(session.caller.delete(&format!("/token/{id}")).await);
    all.pass(MINUTE).await;
    let (_, token) = all.token(&session.caller).await;
    all.connect(&token, &session.cookie).await;
    all.pass(61 * MINUTE).await;
}

/// One is sent, and one comes too late.
async fn letters(all: &Installation) {
    let now = all.clock.now_ms();
    let (letter, late) = (outbox::letter(&all.keyring, now), outbox::letter(&all.keyring, now));
    for letter in [letter, NewLetter { until: now, ..late }] {
        all.world.store().letters_put(&letter, now).await.expect("the table answers");
    }
    let before = all.outbox.letters().len();
    all.pass(0).await;
    let sent = all.outbox.letters();
    assert_eq!(sent.len(), before + 1);
    all.ear.remember(outbox::LINK);
    all.ear.remember(&sent[0].to);
}

/// A user goes, with a connection and points.
async fn the_end(all: &Installation) {
    let session = all.signed_in("owner@example.org", "correct horse").await;
    ok(session.caller.delete("/user").await);
    all.pass(MINUTE).await;
    all.pass(3 * MINUTE).await;
}
