//! Who may: every route is fired at by nobody, with tokens that are not good enough, and by another user.

use crate::support::*;
use axum::body::Body;
use domain::Capability;
use http::Method;
use serde_json::json;
use testkit::{Answer, Caller};

/// Where a browser comes back with nothing but what Google gave it.
const CALLBACK: &str = "/oauth2/google/callback";

/// Every operation there is but the callback, about the connection of this token.
fn operations(token: &str) -> Vec<(Method, String)> {
    let mut operations = Vec::new();
    for (path, item) in &oauth::description().paths.paths {
        let methods = [
            (Method::GET, &item.get),
            (Method::PUT, &item.put),
            (Method::POST, &item.post),
            (Method::DELETE, &item.delete),
        ];
        let there = methods.into_iter().filter(|(_, operation)| operation.is_some() && path != CALLBACK);
        operations.extend(there.map(|(method, _)| (method, path.replace("{token_id}", token))));
    }
    assert_eq!(operations.len(), 6, "a new route is tried here by itself; count it");
    operations
}

async fn fire(caller: &Caller, method: Method, path: &str) -> Answer {
    let caller = caller.with("content-type", "application/json");
    caller.send(method, path, Body::from(r#"{"calendars":["primary"]}"#)).await
}

#[tokio::test]
async fn no_route_lets_in_nobody_or_a_token_that_is_not_good_enough() {
    let app = App::new().await;
    let connected = app.connected().await;
    let ingest = app.holder(Capability::Ingest).await.caller;
    let expired = app.holder(Capability::Super).await.caller;
    app.hand.advance_s(TOKEN_LIFE_S - 1);
    let ingest_lives = app.holder(Capability::Ingest).await.caller;
    app.hand.advance_s(1);
    let nobody = app.nobody();
    let missing = json!([{"type":"missing","loc":["header","X-Data-Token"],"msg":"Field required","input":null}]);
    let unknown = json!("Invalid or expired data token");
    for (method, path) in operations(&connected.id.to_string()) {
        for (caller, status, detail) in [
            (&nobody, 422, &missing),
            (&nobody.with("x-data-token", ""), 401, &json!("Expected data token")),
            (&nobody.with("x-data-token", "nonsense"), 401, &unknown),
            (&nobody.with("x-token", "nonsense"), 401, &unknown),
            (&nobody.with("cookie", "sid=nonsense"), 401, &json!("Invalid session")),
            (&nobody.with("authorization", "Bearer non.sen.se"), 401, &json!("Invalid or expired access token")),
            (&expired, 401, &unknown),
            (&ingest, 401, &unknown),
            (&ingest_lives, 403, &json!("Insufficient token capability")),
        ] {
            assert_eq!(
                fire(caller, method.clone(), &path).await.refusal(),
                (status, detail.clone()),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn no_answer_may_be_kept_by_a_cache() {
    let app = App::new().await;
    let connected = app.connected().await;
    let back = app.approved(&connected).await;
    let callbacks = [back.clone(), back, CALLBACK.to_owned()];
    let mut requests: Vec<_> = callbacks.into_iter().map(|path| (Method::GET, path)).collect();
    requests.extend(operations(&connected.id.to_string()));
    for (method, path) in requests {
        for caller in [&connected.caller, &app.nobody()] {
            let answer = fire(caller, method.clone(), &path).await;
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{method} {path} {}", answer.status);
        }
    }
}

#[tokio::test]
async fn another_users_connection_cannot_be_seen_chosen_for_or_ended() {
    let app = App::new().await;
    let connected = app.connected().await;
    let stranger = new_user(&app.store, "eve@example.org").await;
    let stranger = app.holder_of(stranger, Capability::Super, "hers").await;
    assert_eq!(stranger.caller.get(CONFIGS).await.brief(), (200, "[]"));
    for id in [connected.id.to_string(), stranger.id.to_string(), "no-id".to_owned(), "%20".to_owned()] {
        for (method, path) in operations(&id) {
            if !path.starts_with(&format!("{CONFIGS}/")) {
                continue;
            }
            let refusal = fire(&stranger.caller, method.clone(), &path).await.refusal();
            assert_eq!(refusal, (404, json!("Connection not found")), "{method} {path}");
        }
    }
    assert_eq!(app.listed(&connected).await["status"], "connected");
}

#[tokio::test]
async fn every_token_of_a_user_that_reads_may_look_after_all_connections() {
    let app = App::new().await;
    let connected = app.connected().await;
    let other = app.holder(Capability::Super).await;
    assert_eq!(app.listed(&other).await["token_id"], connected.id.to_string());
    assert_eq!(other.caller.get(&calendars_of(connected.id)).await.status, 200);
    assert_eq!(other.caller.delete(&format!("{CONFIGS}/{}", connected.id)).await.brief(), (200, "null"));
}

#[tokio::test]
async fn the_older_single_owner_token_looks_after_connections_but_cannot_be_connected() {
    let app = App::new().await;
    let connected = app.connected().await;
    let owner = app.nobody().with("x-token", "the token");
    assert_eq!(owner.get(CONFIGS).await.json()[0]["token_id"], connected.id.to_string());
    let refused = json!("An account is connected to a data token; show one, or name it");
    assert_eq!(owner.get(AUTH).await.refusal(), (403, refused));
    assert_eq!(owner.delete(&format!("{CONFIGS}/{}", connected.id)).await.brief(), (200, "null"));
}

#[tokio::test]
async fn a_session_names_the_token_that_is_connected_and_only_one_of_its_own_that_may_read() {
    let app = App::new().await;
    let (reads, writes) = (app.holder(Capability::Api).await, app.holder(Capability::Ingest).await);
    let stranger = new_user(&app.store, "eve@example.org").await;
    let hers = app.holder_of(stranger, Capability::Super, "hers").await;
    let session = app.session_of(app.user).await;
    let named = |id: &str| format!("{AUTH}?token_id={id}");
    let begun = session.get(&named(&reads.id.to_string())).await;
    assert!(begun.json()["url"].as_str().is_some_and(|url| url.starts_with(&app.google.url())), "{}", begun.text());
    let unknown = json!("Token not found");
    for id in [writes.id.to_string(), hers.id.to_string(), "no-id".to_owned(), String::new()] {
        assert_eq!(session.get(&named(&id)).await.refusal(), (404, unknown.clone()), "{id}");
    }
    app.hand.advance_s(TOKEN_LIFE_S);
    let session = app.session_of(app.user).await;
    assert_eq!(session.get(&named(&reads.id.to_string())).await.refusal(), (404, unknown), "it has expired");
}
