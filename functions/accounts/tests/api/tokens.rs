//! `/token`: data tokens of who is signed in.

use crate::support::*;
use serde_json::{Value, json};

/// The clock's second.
const NOW_S: i64 = testkit::NOW / 1000;
const TWO_YEARS_S: i64 = 63_072_000;

#[tokio::test]
async fn a_new_token_is_shown_once_with_its_secret() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let body = json!({"name": "phone", "capability": "SUPER"});
    let answer = app.send(Call::post("/token").sid(&sid).json(body)).await;
    answer.has_keys(&["id", "name", "capability", "expires_at", "created_at", "token_plaintext"]);
    let mut created = answer.ok();
    let secret = created.as_object_mut().unwrap().remove("token_plaintext").unwrap();
    assert_eq!(secret.as_str().unwrap().len(), 64);
    assert!(app.grants(&secret).await);
    assert_eq!(created["name"], "phone");
    assert_eq!(created["capability"], "SUPER");
    assert_eq!(created["created_at"], NOW_S);
    assert_eq!(app.send(Call::get("/token").sid(&sid)).await.ok(), json!([created]));
}

#[tokio::test]
async fn tokens_are_checked() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let token = |name: &str, capability: &str| json!({"name": name, "capability": capability});
    let expiring = |at: Value| json!({"name": "t", "capability": "API", "expires_at": at});
    let name = "name must be at most 500 characters, none of them a control character";
    let cases = [
        (json!({}), "missing name, missing capability"),
        (json!({"name": 5, "capability": null}), "string_type name, string_type capability"),
        (json!([]), "model_attributes_type body"),
        (token("t", "super"), "Invalid capability"),
        (token("t", "ADMIN"), "Invalid capability"),
        (token(&"ż".repeat(501), "API"), name),
        (token("a\nb", "API"), name),
        (token("a\0b", "API"), name),
        (expiring(json!(1.5)), "int_from_float expires_at"),
        (expiring(json!("soon")), "int_parsing expires_at"),
        (expiring(json!(true)), "int_type expires_at"),
        (expiring(json!(NOW_S)), "expires_at must be in the future"),
        (expiring(json!(0)), "expires_at must be in the future"),
        (expiring(json!(-1)), "expires_at must be in the future"),
    ];
    for (body, detail) in cases {
        let answer = app.send(Call::post("/token").sid(&sid).json(body.clone())).await;
        assert_eq!(answer.refusal(), (422, detail.to_owned()), "{body}");
    }
    assert_eq!(app.send(Call::get("/token").sid(&sid)).await.ok(), json!([]));
}

#[tokio::test]
async fn names_may_be_empty_long_or_the_same() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let long = "ż".repeat(500);
    for name in ["", "same", "same", &long, "two words ✓"] {
        assert_eq!(app.token(&sid, name).await["name"], name);
    }
}

#[tokio::test]
async fn a_token_lives_two_years_unless_it_says_otherwise() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let cases = [
        (json!({}), NOW_S + TWO_YEARS_S),
        (json!({"expires_at": null}), NOW_S + TWO_YEARS_S),
        (json!({"expires_at": NOW_S + 1}), NOW_S + 1),
        (json!({"expires_at": 1_799_999_999}), 1_799_999_999),
        (json!({"expires_at": "1799999999"}), 1_799_999_999),
        (json!({"expires_at": 9_999_999_999_i64}), NOW_S + TWO_YEARS_S),
        (json!({"expires_at": 1e300}), NOW_S + TWO_YEARS_S),
    ];
    for (mut body, expires_at) in cases {
        body["name"] = json!("t");
        body["capability"] = json!("INGEST");
        let created = app.send(Call::post("/token").sid(&sid).json(body.clone())).await.ok();
        assert_eq!(created["expires_at"], expires_at, "{body}");
    }
}

#[tokio::test]
async fn an_expired_token_is_dead_but_still_listed() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let body = json!({"name": "t", "capability": "API", "expires_at": NOW_S + 10});
    let created = app.send(Call::post("/token").sid(&sid).json(body)).await.ok();
    app.hand.advance_ms(9_999);
    assert!(app.grants(&created["token_plaintext"]).await);
    app.hand.advance_ms(1);
    assert!(!app.grants(&created["token_plaintext"]).await);
    assert_eq!(app.send(Call::get("/token").sid(&sid)).await.ok()[0]["id"], created["id"]);
}

#[tokio::test]
async fn tokens_are_listed_newest_first() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    app.token(&sid, "old").await;
    app.hand.advance_s(1);
    for name in ["new 1", "new 2"] {
        app.token(&sid, name).await;
    }
    let listed = app.send(Call::get("/token").sid(&sid)).await.ok();
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|token| token["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["new 1", "new 2", "old"]);
}

#[tokio::test]
async fn a_deleted_token_is_dead_at_once() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let (token, other) = (app.token(&sid, "t").await, app.token(&sid, "o").await);
    let path = format!("/token/{}", token["id"].as_str().unwrap());
    let answer = app.send(Call::delete(&path).sid(&sid)).await;
    assert_eq!((answer.ok(), answer.body.as_str()), (json!(null), "null"));
    assert!(!app.grants(&token["token_plaintext"]).await && app.grants(&other["token_plaintext"]).await);
    assert_eq!(app.send(Call::delete(&path).sid(&sid)).await.refusal(), (404, "Token not found".into()));
}

#[tokio::test]
async fn nobody_elses_token_can_be_seen_or_deleted() {
    let app = App::new().await;
    let (ada, eve) = (app.signed_in("ada@example.org").await, app.signed_in("eve@example.org").await);
    let token = app.token(&ada, "t").await;
    assert_eq!(app.send(Call::get("/token").sid(&eve)).await.ok(), json!([]));
    for id in [token["id"].as_str().unwrap(), "7a1c8e0e-0000-4000-8000-000000000000", "no-id", "%20"] {
        let answer = app.send(Call::delete(&format!("/token/{id}")).sid(&eve)).await;
        assert_eq!(answer.refusal(), (404, "Token not found".into()), "{id}");
    }
    assert!(app.grants(&token["token_plaintext"]).await);
}

/// Else whoever has very many could not be shut out within a request.
#[tokio::test]
async fn nobody_has_more_tokens_than_can_be_shut_out_at_once() {
    let app = App::new().await;
    let admin = app.signed_in("admin@example.org").await;
    let sid = app.signed_in("ada@example.org").await;
    let id = app.send(Call::get("/user").sid(&sid)).await.ok()["id"].as_str().unwrap().to_owned();
    let first = app.token(&sid, "first").await;
    let now_s = app.now() / 1000;
    for number in 1..500 {
        let token = store::Token {
            id: domain::TokenId(uuid::Uuid::new_v4()),
            name: String::new(),
            capability: domain::Capability::Api,
            expires_at: now_s + 60,
            created_at: now_s,
        };
        let hash = domain::TokenHash::new(number.to_string());
        app.store().tokens_create(id.parse().unwrap(), &token, &hash, app.now()).await.unwrap();
    }
    let more = || Call::post("/token").sid(&sid).json(json!({"name": "t", "capability": "API"}));
    assert_eq!(app.send(more()).await.status, 409);
    let shut_out = Call::post(&format!("/users/{id}/deactivate")).sid(&admin);
    app.send(shut_out).await.ok();
    let last = domain::TokenHash::new("499");
    assert!(app.store().tokens_find(&last, app.now()).await.unwrap().is_none());
    assert!(!app.grants(&first["token_plaintext"]).await);
    app.send(Call::post(&format!("/users/{id}/activate")).sid(&admin)).await.ok();
    assert!(app.store().tokens_find(&last, app.now()).await.unwrap().is_some());
    app.hand.advance_s(60);
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    let more = Call::post("/token").sid(&sid).json(json!({"name": "t", "capability": "API"}));
    app.send(more).await.ok();
}
