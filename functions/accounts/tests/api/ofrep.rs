//! `/ofrep/v1/...`: flags evaluated as the protocol has it.

use crate::support::*;
use serde_json::{Value, json};

const ONE: &str = "/ofrep/v1/evaluate/flags";

/// An installation with flags, and who runs it.
async fn installation() -> (App, String) {
    let app = App::new().await;
    let admin = app.signed_in("admin@example.org").await;
    for flag in [
        json!({"codename": "open", "public": true, "is_active": true}),
        json!({"codename": "hidden", "is_active": true, "rules": [{"users": ["ada"]}]}),
        json!({"codename": "half", "is_active": true, "rules": [{"percentage": 50}]}),
        json!({"codename": "off", "public": true}),
        json!({
            "codename": "colour", "is_active": true, "variants": {"r": "red", "b": "blue"}, "on_variant": "r",
            "off_variant": "b", "rules": [{"constraints": [{"attribute": "plan", "equals": "pro"}]}],
        }),
    ] {
        let answer = app.send(Call::post("/feature-flags").sid(&admin).json(flag)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
    }
    (app, admin)
}

fn evaluate(key: &str, context: Value) -> Call {
    Call::post(&format!("{ONE}/{key}")).json(json!({ "context": context }))
}

async fn data_token(app: &App, sid: &str, capability: &str) -> String {
    let call = Call::post("/token").sid(sid).json(json!({"name": "t", "capability": capability}));
    app.send(call).await.ok()["token_plaintext"].as_str().expect("a text").to_owned()
}

/// `status code` of a failure in the protocol's shape.
fn failure(answer: &Answer, key: Option<&str>) -> (u16, String) {
    let body = answer.json();
    assert_eq!(body["key"].as_str(), key, "{}", answer.body);
    assert!(!body["errorDetails"].as_str().expect("a text").is_empty());
    (answer.status, body["errorCode"].as_str().expect("a text").to_owned())
}

#[tokio::test]
async fn a_flag_is_evaluated_for_whom_the_context_is_about() {
    let (app, admin) = installation().await;
    let cases = [
        ("open", json!({}), json!({"value": true, "variant": "on", "reason": "STATIC"})),
        ("off", json!({}), json!({"value": false, "variant": "off", "reason": "DISABLED"})),
        (
            "hidden",
            json!({"targetingKey": "ada"}),
            json!({"value": true, "variant": "on", "reason": "TARGETING_MATCH"}),
        ),
        ("hidden", json!({}), json!({"value": false, "variant": "off", "reason": "DEFAULT"})),
        ("half", json!({"targetingKey": "ada"}), json!({"value": true, "variant": "on", "reason": "SPLIT"})),
        ("colour", json!({"plan": "pro"}), json!({"value": "red", "variant": "r", "reason": "TARGETING_MATCH"})),
    ];
    for (key, context, mut expected) in cases {
        expected["key"] = json!(key);
        expected["metadata"] = json!({"version": 1});
        assert_eq!(app.send(evaluate(key, context).sid(&admin)).await.ok(), expected);
    }
    // No body at all is nobody in particular.
    assert_eq!(app.send(Call::post(&format!("{ONE}/open"))).await.ok()["value"], true);
}

#[tokio::test]
async fn what_cannot_be_evaluated_is_told_in_the_protocols_words() {
    let (app, admin) = installation().await;
    let to = |key: &str| Call::post(&format!("{ONE}/{key}")).sid(&admin);
    for (call, key, expected) in [
        (to("none").json(json!({})), "none", (404, "FLAG_NOT_FOUND")),
        (to("half").json(json!({"context": {}})), "half", (400, "TARGETING_KEY_MISSING")),
        (to("open").json(json!({"context": []})), "open", (400, "INVALID_CONTEXT")),
        (to("open").json(json!({"context": {"targetingKey": 5}})), "open", (400, "INVALID_CONTEXT")),
        (to("open").json(json!([])), "open", (400, "PARSE_ERROR")),
        (to("open").text("{\"context\": "), "open", (400, "PARSE_ERROR")),
    ] {
        let (status, code) = failure(&app.send(call).await, Some(key));
        assert_eq!((status, code.as_str()), expected, "{key}");
    }
    let (status, code) = failure(&app.send(Call::post(ONE).sid(&admin).text("[")).await, None);
    assert_eq!((status, code.as_str()), (400, "PARSE_ERROR"));
}

#[tokio::test]
async fn whoever_shows_nothing_knows_of_public_flags_only() {
    let (app, admin) = installation().await;
    let (reading, writing) = (data_token(&app, &admin, "API").await, data_token(&app, &admin, "INGEST").await);
    let access = app.tokens("admin@example.org").await.access;
    let nobody = app.send(evaluate("hidden", json!({}))).await;
    assert_eq!(failure(&nobody, Some("hidden")), (404, "FLAG_NOT_FOUND".to_owned()));
    let hidden = || evaluate("hidden", json!({}));
    for call in [
        hidden().sid(&admin),
        hidden().bearer(&access),
        hidden().bearer(&reading),
        hidden().header("x-data-token", &reading),
        hidden().header("x-api-key", &reading),
    ] {
        app.send(call).await.ok();
    }
    for (call, status) in [
        (hidden().header("x-api-key", "wrong"), 401),
        (hidden().header("x-api-key", ""), 401),
        (hidden().bearer("wrong"), 401),
        (hidden().header("x-api-key", &writing), 403),
    ] {
        assert_eq!(failure(&app.send(call).await, Some("hidden")).0, status);
    }
}

#[tokio::test]
async fn all_flags_are_evaluated_at_once_and_only_anew_when_something_differs() {
    let (app, admin) = installation().await;
    let all = |context: Value| Call::post(ONE).json(json!({ "context": context }));
    let public = app.send(all(json!({}))).await;
    let keys: Vec<_> = public.ok()["flags"].as_array().unwrap().iter().map(|flag| flag["key"].clone()).collect();
    assert_eq!(keys, ["off", "open"]);

    let everything = app.send(all(json!({})).sid(&admin)).await.ok();
    let flags = everything["flags"].as_array().unwrap();
    assert_eq!(flags.len(), 5);
    assert_eq!(flags[1]["errorCode"], "TARGETING_KEY_MISSING");
    assert_eq!((&flags[1]["key"], &flags[1]["value"]), (&json!("half"), &Value::Null));

    let tag = public.header("etag").to_owned();
    let again = app.send(all(json!({"unknown": 1})).header("if-none-match", &tag)).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    app.send(Call::post("/feature-flags/off/toggle").sid(&admin)).await.ok();
    let changed = app.send(all(json!({})).header("if-none-match", &tag)).await;
    assert_eq!(changed.ok()["flags"][0]["value"], true);
    assert_ne!(changed.header("etag"), tag);
}
