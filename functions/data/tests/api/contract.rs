//! What existing clients send and expect.

use crate::support::*;
use domain::Capability;
use runtime::Secrets;
use serde_json::json;
use store::Policy;
use testkit::{Caller, NOW};

#[tokio::test]
async fn points_come_back_byte_for_byte_as_the_first_api_wrote_them() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let body = r#"[{"timestamp":3,"dimensions":{"b":"ż","a":"x"},"value":5},{"timestamp":1.0,"dimensions":{},"value":1e21},{"timestamp":3,"dimensions":{},"value":-0.0}]"#;
    let answer = owner.post("/data/m", body).await;
    assert_eq!(answer.brief(), (200, "null"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let expect = r#"[{"timestamp":1,"dimensions":{},"value":1e+21},{"timestamp":3,"dimensions":{"b":"ż","a":"x"},"value":5.0},{"timestamp":3,"dimensions":{},"value":-0.0}]"#;
    for _ in ["in the log", "in a chunk"] {
        let answer = owner.get("/data/m").await;
        assert_eq!(answer.brief(), (200, expect));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        api.seal().await;
    }
}

#[tokio::test]
async fn the_same_identity_overwrites_and_keeps_its_place() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", r#"[{"timestamp":1,"dimensions":{"n":"a","m":"b"},"value":1},{"timestamp":1,"dimensions":{"n":"z"},"value":2}]"#).await;
    owner.post("/data/m", r#"[{"timestamp":1,"dimensions":{"m":"b","n":"a"},"value":3},{"timestamp":1,"dimensions":{"m":"b","n":"a"},"value":4}]"#).await;
    let expect = json!([
        {"timestamp": 1, "dimensions": {"n": "a", "m": "b"}, "value": 4.0},
        {"timestamp": 1, "dimensions": {"n": "z"}, "value": 2.0},
    ]);
    assert_eq!(owner.get("/data/m").await.json(), expect);
}

#[tokio::test]
async fn names_are_listed_in_order_of_first_write_and_an_empty_post_registers_one() {
    let api = Api::new().await;
    let owner = api.owner().await;
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
    assert_eq!(owner.post("/data/z", "[]").await.brief(), (200, "null"));
    owner.post("/data/a", points(&[(1, 1.0)])).await;
    owner.post("/data/z", points(&[(1, 1.0)])).await;
    assert_eq!(owner.get("/data").await.brief(), (200, r#"["z","a"]"#));
    assert_eq!(owner.delete("/data/z").await.brief(), (200, "null"));
    assert_eq!(owner.delete("/data/never").await.brief(), (200, "null"));
    assert_eq!(owner.get("/data").await.brief(), (200, r#"["a"]"#));
    assert_eq!(owner.get("/data/z").await.brief(), (200, "[]"));
}

#[tokio::test]
async fn every_error_class_of_the_clients_has_its_status_and_detail() {
    let api = Api::new().await;
    let nobody = Caller::new(api.router.clone());
    let missing =
        json!([{"type": "missing", "loc": ["header", "X-Data-Token"], "msg": "Field required", "input": null}]);
    assert_eq!(nobody.get("/data").await.refusal(), (422, missing.clone()));
    assert_eq!(nobody.get("/data/m").await.refusal(), (422, missing.clone()));
    assert_eq!(nobody.delete("/data/m").await.refusal(), (422, missing));
    let (status, detail) = nobody.post("/data/m", r#"[{"timestamp":"x","dimensions":{},"value":1}]"#).await.refusal();
    assert_eq!((status, detail.as_array().map(Vec::len)), (422, Some(2)), "the header and the body together");
    assert_eq!(nobody.with("x-data-token", "").get("/data").await.refusal(), (401, json!("Expected data token")));
    let stranger = nobody.with("x-data-token", "nonsense");
    assert_eq!(stranger.get("/data").await.refusal(), (401, json!("Invalid or expired data token")));
    assert_eq!(stranger.post("/data/m", "[]").await.refusal(), (401, json!("Invalid or expired data token")));
    let refused = json!("Insufficient token capability");
    assert_eq!(api.caller(Capability::Api).await.post("/data/m", "[]").await.refusal(), (403, refused.clone()));
    assert_eq!(api.caller(Capability::Api).await.delete("/data/m").await.refusal(), (403, refused.clone()));
    assert_eq!(api.caller(Capability::Ingest).await.get("/data").await.refusal(), (403, refused.clone()));
    assert_eq!(api.caller(Capability::Ingest).await.get("/data/m").await.refusal(), (403, refused));
    let owner = api.owner().await;
    let reserved = json!("Can't write to a metric name that starts with 'imp.'");
    assert_eq!(owner.post("/data/imp.x", "[]").await.refusal(), (403, reserved.clone()));
    assert_eq!(owner.delete("/data/imp.x").await.refusal(), (403, reserved));
    assert_eq!(owner.get("/data/imp.x").await.brief(), (200, "[]"));
    assert_eq!(owner.get("/nowhere").await.refusal(), (404, json!("Not Found")));
    assert_eq!(owner.get("/data/a%2Fb").await.refusal(), (404, json!("Not Found")));
    let put = owner.send(http::Method::PUT, "/data/m", axum::body::Body::empty()).await;
    assert_eq!(put.refusal(), (405, json!("Method Not Allowed")));
    let (status, detail) = owner.get("/data/a%20b").await.refusal();
    assert!(status == 422 && detail.as_str().is_some_and(|text| text.starts_with("Metric name (a b) is invalid.")));
}

#[tokio::test]
async fn checks_come_in_the_order_that_clients_know() {
    let api = Api::new().await;
    let nobody = Caller::new(api.router.clone());
    let malformed = nobody.post("/data/a%20b", "[nope").await.refusal();
    assert_eq!((malformed.0, malformed.1[0]["type"].as_str()), (422, Some("json_invalid")), "before any token");
    let reader = api.caller(Capability::Api).await;
    assert_eq!(reader.post("/data/a%20b", r#"{"a":1}"#).await.status, 403, "capability before shape");
    let owner = api.owner().await;
    let shape = owner.post("/data/imp.a%20b", r#"{"a":1}"#).await.refusal();
    assert_eq!((shape.0, shape.1[0]["type"].as_str()), (422, Some("list_type")), "shape before name");
    let bad_key = r#"[{"timestamp":1,"dimensions":{"a b":"x"},"value":1}]"#;
    let name = owner.post("/data/a%20b", bad_key).await.refusal();
    assert!(name.0 == 422 && name.1.as_str().is_some_and(|text| text.starts_with("Metric name")), "name before keys");
    assert_eq!(owner.post("/data/imp.x", bad_key).await.status, 403, "imp. before keys");
    let key = owner.post("/data/m", bad_key).await.refusal();
    assert!(key.0 == 422 && key.1.as_str().is_some_and(|text| text.starts_with("Dimension key (a b) is invalid.")));
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"), "nothing of all that was stored");
}

#[tokio::test]
async fn unknown_parameters_and_fields_of_old_clients_are_ignored() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", r#"[{"timestamp":1,"dimensions":{},"value":1,"unit":"kg"}]"#).await;
    assert_eq!(owner.get("/data/m?foo=bar").await.json().as_array().map(Vec::len), Some(1));
    assert_eq!(owner.get("/data?foo=bar").await.brief(), (200, r#"["m"]"#));
}

#[tokio::test]
async fn a_content_type_that_is_not_json_is_no_list() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for (content_type, status) in
        [("application/json; charset=utf-8", 200), ("application/vnd.x+json", 200), ("text/plain", 422), ("", 422)]
    {
        let answer = owner.with("content-type", content_type).post("/data/m", "[]").await;
        assert_eq!(answer.status, status, "{content_type}");
    }
}

#[tokio::test]
async fn all_tokens_of_a_user_reach_the_same_data_and_no_others() {
    let api = Api::new().await;
    api.caller(Capability::Ingest).await.post("/data/m", points(&[(1, 1.0)])).await;
    assert_eq!(api.caller(Capability::Api).await.get("/data").await.brief(), (200, r#"["m"]"#));
    let other = new_user(&api.store, "other@example.org").await;
    let other = Caller::new(api.router.clone()).with("x-data-token", &api.token(other, Capability::Super).await);
    assert_eq!(other.get("/data").await.brief(), (200, "[]"));
    assert_eq!(other.get("/data/m").await.brief(), (200, "[]"));
}

#[tokio::test]
async fn a_token_also_travels_as_bearer_and_as_basic_password() {
    use base64::Engine;
    let api = Api::new().await;
    let token = api.token(api.user, Capability::Super).await;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("anybody:{token}"));
    for header in [format!("Bearer {token}"), format!("Basic {basic}")] {
        assert_eq!(Caller::new(api.router.clone()).with("authorization", &header).get("/data").await.status, 200);
    }
    let wrong = Caller::new(api.router.clone()).with("authorization", "Bearer nonsense").get("/data").await;
    assert_eq!(wrong.status, 401);
}

#[tokio::test]
async fn a_token_is_dead_from_the_second_it_expires() {
    let api = Api::new().await;
    let owner = api.owner().await;
    api.hand.advance_ms(3_599_999);
    assert_eq!(owner.get("/data").await.status, 200);
    api.hand.advance_ms(1);
    assert_eq!(owner.get("/data").await.status, 401);
}

#[tokio::test]
async fn the_older_single_owner_token_acts_as_the_owner() {
    let hash = bcrypt::hash("old secret", 4).unwrap();
    let secrets = Secrets::from_json(&json!({ "hashed_token": hash }).to_string()).unwrap();
    let api = Api::with(Policy::default(), secrets).await;
    new_user(&api.store, "second@example.org").await;
    api.owner().await.post("/data/m", points(&[(NOW, 1.0)])).await;
    let app = Caller::new(api.router.clone()).with("x-token", "old secret");
    assert_eq!(app.get("/data").await.brief(), (200, r#"["m"]"#));
    assert_eq!(app.post("/data/n", "[]").await.brief(), (200, "null"));
    let wrong = Caller::new(api.router.clone()).with("x-token", "guess").get("/data").await;
    assert_eq!(wrong.refusal(), (401, json!("Invalid or expired data token")));
}
