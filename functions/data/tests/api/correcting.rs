//! Deleting some points, by range and filter or by identity.

use crate::support::*;
use serde_json::json;
use testkit::Caller;

async fn with_points() -> (Api, Caller) {
    let api = Api::new().await;
    let owner = api.owner().await;
    let body = r#"[{"timestamp":1,"dimensions":{"room":"kitchen"},"value":1},{"timestamp":2,"dimensions":{"room":"bath"},"value":2},{"timestamp":3,"dimensions":{},"value":3},{"timestamp":3,"dimensions":{"room":"bath","n":"x"},"value":4}]"#;
    owner.post("/data/m", body).await;
    (api, owner)
}

async fn values(owner: &Caller) -> Vec<f64> {
    let points = owner.get("/data/m").await.json();
    points.as_array().unwrap().iter().map(|point| point["value"].as_f64().unwrap()).collect()
}

#[tokio::test]
async fn a_range_a_filter_or_both_select_what_goes() {
    for (query, deleted, left) in [
        ("start=2", 3, vec![1.0]),
        ("end=3", 2, vec![3.0, 4.0]),
        ("start=1970-01-01T00:00:00.002Z&end=3", 1, vec![1.0, 3.0, 4.0]),
        ("where=room%3Dbath", 2, vec![1.0, 3.0]),
        ("where=room=", 1, vec![1.0, 2.0, 4.0]),
        ("where=room=~b.*&where=n!=x", 1, vec![1.0, 3.0, 4.0]),
        ("start=3&where=room=kitchen", 0, vec![1.0, 2.0, 3.0, 4.0]),
    ] {
        let (api, owner) = with_points().await;
        let answer = owner.delete(&format!("/data/m/points?{query}")).await;
        assert_eq!(answer.json(), json!({ "deleted": deleted }), "{query}");
        assert_eq!(values(&owner).await, left, "{query}");
        api.seal().await;
        assert_eq!(values(&owner).await, left, "{query}, sealed");
    }
}

#[tokio::test]
async fn identities_select_what_goes_whatever_the_order_of_their_keys() {
    let (api, owner) = with_points().await;
    let body = r#"[{"timestamp":3,"dimensions":{"n":"x","room":"bath"}},{"timestamp":1,"dimensions":{}},{"timestamp":9,"dimensions":{}}]"#;
    assert_eq!(owner.post("/data/m/points/delete", body).await.json(), json!({ "deleted": 1 }));
    assert_eq!(values(&owner).await, [1.0, 2.0, 3.0]);
    api.seal().await;
    assert_eq!(values(&owner).await, [1.0, 2.0, 3.0]);
    assert_eq!(owner.post("/data/m/points/delete", "[]").await.json(), json!({ "deleted": 0 }));
}

#[tokio::test]
async fn a_deletion_must_say_what_and_an_unknown_parameter_is_named() {
    let (_api, owner) = with_points().await;
    assert_eq!(owner.delete("/data/m/points").await.status, 422);
    let (status, detail) = owner.delete("/data/m/points?start=1&ende=2").await.refusal();
    assert_eq!(
        (status, &detail[0]["type"], &detail[0]["loc"]),
        (422, &json!("extra_forbidden"), &json!(["query", "ende"]))
    );
    for query in ["start=x", "start=2&end=1", "where=room", "where=room=~(", "start=1&start=2", "end=99999999999999999"]
    {
        assert_eq!(owner.delete(&format!("/data/m/points?{query}")).await.status, 422, "{query}");
    }
    let whole = owner.delete("/data/m?start=2").await.refusal();
    assert_eq!(whole.0, 422, "a range on the whole metric's route must not delete everything");
    assert_eq!(values(&owner).await.len(), 4);
}

#[tokio::test]
async fn malformed_identities_are_refused_and_reserved_metrics_kept() {
    let (api, owner) = with_points().await;
    for body in [
        "[nope",
        "{}",
        r#"[{"timestamp":1}]"#,
        r#"[{"timestamp":1.5,"dimensions":{}}]"#,
        r#"[{"timestamp":1,"dimensions":{"a":1}}]"#,
    ] {
        assert_eq!(owner.post("/data/m/points/delete", body).await.status, 422, "{body}");
    }
    assert_eq!(owner.post("/data/imp.x/points/delete", "[]").await.status, 403);
    assert_eq!(owner.delete("/data/imp.x/points?start=1").await.status, 403);
    let reader = api.caller(domain::Capability::Api).await;
    assert_eq!(reader.delete("/data/m/points?start=1").await.status, 403);
    assert_eq!(reader.post("/data/m/points/delete", "[]").await.status, 403);
    assert_eq!(values(&owner).await.len(), 4);
}

#[tokio::test]
async fn deleting_nothing_writes_nothing() {
    let (api, owner) = with_points().await;
    let before = api.store.usage().reading();
    owner.delete("/data/m/points?start=50").await;
    assert_eq!((api.store.usage().reading() - before).write, 0.0);
}
