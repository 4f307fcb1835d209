//! Many metrics at once, other formats, compression, and requests that come twice.

use crate::support::*;
use serde_json::json;
use std::io::Write;
use testkit::NOW;

const MANY: &str = r#"[{"metric":"b","timestamp":1,"dimensions":{},"value":1},{"metric":"a","timestamp":2,"dimensions":{"n":"x"},"value":2},{"metric":"b","timestamp":3,"dimensions":{},"value":3}]"#;

#[tokio::test]
async fn many_metrics_are_written_at_once_or_not_at_all() {
    let api = Api::new().await;
    let owner = api.owner().await;
    assert_eq!(owner.post("/data", MANY).await.brief(), (200, "null"));
    assert_eq!(owner.get("/data").await.brief(), (200, r#"["b","a"]"#));
    assert_eq!(owner.get("/data/b").await.json().as_array().map(Vec::len), Some(2));
    for (bad, status) in [("imp.x", 403), ("a b", 422), ("", 422)] {
        let body = MANY.replace("\"a\"", &format!("\"{bad}\"")).replace("\"b\"", "\"new\"");
        assert_eq!(owner.post("/data", body).await.status, status, "{bad}");
    }
    let without = r#"[{"timestamp":1,"dimensions":{},"value":1}]"#;
    let (status, detail) = owner.post("/data", without).await.refusal();
    assert_eq!((status, &detail[0]["loc"]), (422, &json!(["body", 0, "metric"])));
    assert_eq!(owner.get("/data").await.brief(), (200, r#"["b","a"]"#));
    assert_eq!(owner.post("/data", "[]").await.brief(), (200, "null"));
}

#[tokio::test]
async fn lines_and_tables_are_read_as_lists_are() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let lines = "{\"metric\":\"l\",\"timestamp\":1,\"dimensions\":{},\"value\":1}\n{\"metric\":\"l\",\"timestamp\":2,\"dimensions\":{},\"value\":2}\n";
    let sent = owner.with("content-type", "application/x-ndjson");
    assert_eq!(sent.post("/data", lines).await.brief(), (200, "null"));
    assert_eq!(sent.post("/data/m", "{\"timestamp\":1,\"dimensions\":{},\"value\":1}").await.brief(), (200, "null"));
    let sent = owner.with("content-type", "text/csv");
    assert_eq!(sent.post("/data/c", "timestamp,value,room\n1,1.5,kitchen\n2,2,\n").await.brief(), (200, "null"));
    let expect = json!([
        {"timestamp": 1, "dimensions": {"room": "kitchen"}, "value": 1.5},
        {"timestamp": 2, "dimensions": {}, "value": 2.0},
    ]);
    assert_eq!(owner.get("/data/c").await.json(), expect);
    let (status, detail) = sent.post("/data/c", "timestamp,value\nx,1\n").await.refusal();
    assert_eq!((status, &detail[0]["loc"]), (422, &json!(["body", 0, "timestamp"])));
    assert_eq!(sent.post("/data", "timestamp,value\n1,1\n").await.status, 422, "a table names no metric");
}

#[tokio::test]
async fn a_table_that_was_read_can_be_written_again() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/a", r#"[{"timestamp":1,"dimensions":{"n":"x,\"y\"\nz"},"value":0.1},{"timestamp":2,"dimensions":{},"value":-1e-7}]"#).await;
    let table = owner.with("accept", "text/csv").get("/data/a").await;
    assert_eq!(owner.with("content-type", "text/csv").post("/data/b", table.body).await.status, 200);
    assert_eq!(owner.get("/data/a").await.text(), owner.get("/data/b").await.text());
}

#[tokio::test]
async fn compressed_bodies_are_read() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(points(&[(1, 1.0)]).as_bytes()).unwrap();
    let answer = owner.with("content-encoding", "gzip").post("/data/m", gzip.finish().unwrap()).await;
    assert_eq!(answer.brief(), (200, "null"));
    let zstd = zstd::stream::encode_all(points(&[(2, 2.0)]).as_bytes(), 1).unwrap();
    assert_eq!(owner.with("content-encoding", "zstd").post("/data/m", zstd).await.brief(), (200, "null"));
    assert_eq!(owner.get("/data/m").await.json().as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_repeated_request_with_its_key_is_answered_as_the_first() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let once = owner.with("idempotency-key", "k1");
    assert_eq!(once.post("/data/m", points(&[(1, 1.0)])).await.brief(), (200, "null"));
    owner.post("/data/m", points(&[(1, 2.0)])).await;
    let again = once.post("/data/m", points(&[(1, 1.0)])).await;
    assert_eq!((again.brief(), again.header("idempotent-replayed")), ((200, "null"), Some("true")));
    assert_eq!(owner.get("/data/m").await.json()[0]["value"], 2.0, "the repetition changed nothing");
    assert_eq!(once.post("/data/m", points(&[(1, 9.0)])).await.status, 409, "another request under the same key");
    assert_eq!(once.post("/data/n", points(&[(1, 1.0)])).await.status, 409);
}

#[tokio::test]
async fn a_deletion_with_its_key_answers_the_same_count_again() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", points(&[(1, 1.0), (2, 2.0)])).await;
    let once = owner.with("idempotency-key", "k2");
    for _ in ["first", "again"] {
        assert_eq!(once.delete("/data/m/points?start=0").await.brief(), (200, r#"{"deleted":2}"#));
    }
    assert_eq!(owner.delete("/data/m/points?start=0").await.brief(), (200, r#"{"deleted":0}"#));
}

#[tokio::test]
async fn a_refused_request_does_not_use_its_key_up() {
    let api = Api::new().await;
    let once = api.owner().await.with("idempotency-key", "k3");
    assert_eq!(once.post("/data/m", "[{}]").await.status, 422);
    assert_eq!(once.post("/data/m", points(&[(1, 1.0)])).await.status, 200);
    let long = api.owner().await.with("idempotency-key", &"k".repeat(256)).post("/data/m", "[]").await;
    assert_eq!(long.status, 422);
}

#[tokio::test]
async fn the_same_request_at_the_same_moment_is_written_once() {
    let api = Api::new().await;
    let once = api.owner().await.with("idempotency-key", "k4");
    let sends = (0..8).map(|_| {
        let once = once.clone();
        tokio::spawn(async move { once.post("/data/m", points(&[(NOW, 1.0)])).await.status.as_u16() })
    });
    for sent in sends.collect::<Vec<_>>() {
        assert_eq!(sent.await.unwrap(), 200);
    }
    let blocks = api.world.partitions().await.iter().filter(|pk| pk.ends_with("#LOG")).count();
    assert_eq!(blocks, 1);
}
