//! The faults of the first server, each as what must hold in its place.

use crate::support::*;
use serde_json::json;
use store::Policy;
use testkit::NOW;

/// 1
#[tokio::test]
async fn a_one_point_write_costs_one_unit_however_large_the_metric() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let many: Vec<(i64, f64)> = (0..20_000).map(|i| (i * 60_000, f64::from(i as i32 % 97))).collect();
    let mut costs = Vec::new();
    for _ in ["empty", "large"] {
        let before = api.store.usage().reading();
        owner.post("/data/m", points(&[(NOW, 1.0)])).await;
        costs.push((api.store.usage().reading() - before).write);
        for part in many.chunks(5_000) {
            owner.post("/data/m", points(part)).await;
        }
        api.seal().await;
    }
    assert_eq!(costs[1], 1.0);
    assert!(costs[0] <= 3.0, "the first write of a process also schedules the seal: {costs:?}");
}

/// 2
#[tokio::test]
async fn reads_can_be_narrowed_paged_thinned_and_compressed() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let many: Vec<(i64, f64)> = (0..2_000).map(|i| (i * 60_000, 1.0)).collect();
    owner.post("/data/m", points(&many)).await;
    let count = |answer: testkit::Answer| answer.json().as_array().map(Vec::len);
    assert_eq!(count(owner.get("/data/m?start=60000&end=180000").await), Some(2));
    assert_eq!(count(owner.get("/data/m?limit=7").await), Some(7));
    assert_eq!(count(owner.get("/data/m?step=1d&agg=count").await), Some(2));
    let whole = owner.get("/data/m").await;
    let compressed = owner.with("accept-encoding", "gzip").get("/data/m").await;
    assert_eq!(compressed.header("content-encoding"), Some("gzip"));
    assert!(compressed.body.len() * 10 < whole.body.len());
}

/// 3
#[tokio::test]
async fn a_large_metric_is_read_from_few_pages() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let many: Vec<(i64, f64)> = (0..100_000).map(|i| (i * 60_000, f64::from(i as i32 % 97) / 10.0)).collect();
    for part in many.chunks(20_000) {
        assert_eq!(owner.post("/data/m", points(part)).await.status, 200);
    }
    api.seal().await;
    let before = api.store.usage().reading();
    let read = owner.with("accept-encoding", "gzip").get("/data/m").await;
    let cost = api.store.usage().reading() - before;
    assert_eq!(read.status, 200);
    assert!(cost.calls <= 4 && cost.read <= 120.0, "token, entry, log and one page of chunks: {cost:?}");
}

/// 4
#[tokio::test]
async fn numbers_that_are_none_are_refused_and_destroy_nothing() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", points(&[(1, 1.0)])).await;
    for value in ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "\"NaN\"", "\"inf\"", "null"] {
        let body = format!("[{{\"timestamp\":2,\"dimensions\":{{}},\"value\":{value}}}]");
        assert_eq!(owner.post("/data/m", body).await.status, 422, "{value}");
    }
    assert_eq!(owner.get("/data/m").await.json(), json!([{"timestamp": 1, "dimensions": {}, "value": 1.0}]));
}

/// 5
#[tokio::test]
async fn names_of_dots_are_refused_and_names_are_never_paths() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for name in [".", ".."] {
        let body = format!(r#"[{{"metric":"{name}","timestamp":1,"dimensions":{{}},"value":1}}]"#);
        assert_eq!(owner.post("/data", body).await.status, 422, "{name}");
    }
    for name in ["...", "..a", "a..", "-", "$", "U:x", "a@b", "(x)"] {
        assert_eq!(owner.post(&format!("/data/{name}"), points(&[(1, 1.0)])).await.brief(), (200, "null"), "{name}");
        assert_eq!(owner.get(&format!("/data/{name}")).await.json().as_array().map(Vec::len), Some(1), "{name}");
        assert_eq!(owner.delete(&format!("/data/{name}")).await.status, 200);
    }
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

/// 6
#[tokio::test]
async fn a_lone_surrogate_is_refused_and_leaves_the_metric_usable() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let lone = r#"[{"timestamp":1,"dimensions":{"a":"\ud800"},"value":1}]"#;
    assert_eq!(owner.post("/data/m", lone).await.status, 422);
    assert_eq!(owner.post("/data/m", points(&[(1, 1.0)])).await.status, 200);
    assert_eq!(owner.get("/data/m").await.json().as_array().map(Vec::len), Some(1));
}

/// 7
#[tokio::test]
async fn timestamps_are_bounded_and_nothing_is_coerced() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for timestamp in ["8640000000000001", "-8640000000000001", "1e300", "true", "\"77\"", "null", "5.5"] {
        let body = format!("[{{\"timestamp\":{timestamp},\"dimensions\":{{}},\"value\":1}}]");
        assert_eq!(owner.post("/data/m", body).await.status, 422, "{timestamp}");
    }
    owner.post("/data/m", points(&[(8_640_000_000_000_000, 1.0), (-8_640_000_000_000_000, 1.0)])).await;
    api.seal().await;
    assert_eq!(owner.get("/data/m").await.json().as_array().map(Vec::len), Some(2));
}

/// 8
#[tokio::test]
async fn a_bad_dimension_key_is_named_and_the_alphabet_told() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let body = r#"[{"timestamp":1,"dimensions":{},"value":1},{"timestamp":1,"dimensions":{"a/b":"x"},"value":1}]"#;
    let (status, detail) = owner.post("/data/m", body).await.refusal();
    let detail = detail.as_str().unwrap_or_default();
    assert!(status == 422 && detail.contains("(a/b)") && detail.contains("!$%&*+,-.:;<=>?@_()[]{}"), "{detail}");
    assert!(!detail.contains("VALID_SYMBOL"), "no unformatted variable");
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

/// 9
#[tokio::test]
async fn a_failed_write_leaves_neither_name_nor_point() {
    let api = Api::new().await;
    let gate = testkit::Gate::before(&api.world.endpoint()).await;
    let store = gate.store_with(Policy::default());
    let write = tokio::spawn({
        let user = api.user;
        async move {
            let points = testkit::columns(&[(1, "", 1.0)]);
            let metric = domain::MetricName::parse("m").unwrap();
            store.points_append(user, vec![(metric, series::Op::Write(points))], None, NOW).await
        }
    });
    let mut gate = gate;
    while !write.is_finished() {
        tokio::select! {
            _ = gate.pass(Some(testkit::Fault::Throttled)) => {}
            () = tokio::time::sleep(std::time::Duration::from_millis(5)) => {}
        }
    }
    assert!(matches!(write.await.unwrap(), Err(store::Error::Unavailable(_))));
    assert_eq!(api.owner().await.get("/data").await.brief(), (200, "[]"));
}

/// 10
#[tokio::test]
async fn nothing_of_a_metric_stays_in_memory_between_requests() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", points(&[(1, 1.0)])).await;
    owner.get("/data/m").await;
    let other_process = api.world.store();
    let metric = domain::MetricName::parse("m").unwrap();
    let points = testkit::columns(&[(2, "", 2.0)]);
    other_process.points_append(api.user, vec![(metric, series::Op::Write(points))], None, NOW + 1).await.unwrap();
    assert_eq!(owner.get("/data/m").await.json().as_array().map(Vec::len), Some(2), "seen without any invalidation");
}

/// 11
#[tokio::test]
async fn compute_is_a_metric_like_any_other_and_documented_nowhere() {
    let api = Api::new().await;
    let owner = api.owner().await;
    assert_eq!(owner.post("/data/compute", points(&[(1, 1.0)])).await.status, 200);
    assert_eq!(owner.get("/data").await.brief(), (200, r#"["compute"]"#));
    let documented = include_str!("../../../../openapi.json");
    assert!(!documented.contains("/data/compute"));
}

/// 12
#[tokio::test]
async fn the_list_tells_sizes_and_times_and_a_new_name_costs_one_unit() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/a", "[]").await;
    let before = api.store.usage().reading();
    owner
        .post(
            "/data/b",
            r#"[{"timestamp":5,"dimensions":{"room":"k"},"value":1},{"timestamp":9,"dimensions":{},"value":1}]"#,
        )
        .await;
    assert_eq!((api.store.usage().reading() - before).write, 1.0);
    let expect = json!([
        {"name": "a", "count": 0, "first": null, "last": null, "last_write": NOW, "dimension_keys": []},
        {"name": "b", "count": 2, "first": 5, "last": 9, "last_write": NOW, "dimension_keys": ["room"]},
    ]);
    assert_eq!(owner.get("/data?detail=true").await.json(), expect);
    api.seal().await;
    assert_eq!(owner.get("/data?detail=true").await.json(), expect);
}

/// 13
#[tokio::test]
async fn single_points_can_be_deleted() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", points(&[(1, 1.0), (2, 2.0)])).await;
    let answer = owner.post("/data/m/points/delete", r#"[{"timestamp":1,"dimensions":{}}]"#).await;
    assert_eq!(answer.brief(), (200, r#"{"deleted":1}"#));
    assert_eq!(owner.get("/data/m").await.json(), json!([{"timestamp": 2, "dimensions": {}, "value": 2.0}]));
}
