//! Ranges, pages, filters, aggregates and formats.

use crate::support::*;
use serde_json::{Value, json};
use store::Policy;
use testkit::Caller;

/// Chunks of a few dozen points, so that pages and ranges cross them.
const SMALL: Policy = Policy {
    block_bytes: 350_000,
    chunk_bytes: 300,
    chunk_points: 100_000,
    piece_bytes: 200,
    settle_ms: testkit::MINUTE,
    seal_after_ms: 60 * testkit::MINUTE,
    long_log_bytes: 1_000_000,
};

/// Two rooms, a point each ten minutes for two days from 2026-03-28T00:00Z: the clocks of Warsaw go forward on the 29th.
const START: i64 = 1_774_656_000_000;

async fn with_rooms() -> (Api, Caller) {
    let api = Api::with(SMALL, runtime::Secrets::default()).await;
    let owner = api.owner().await;
    let points: Vec<String> = (0..288)
        .flat_map(|i| {
            let at = START + i * 600_000;
            [("kitchen", i as f64), ("bath", (i * 2) as f64)].map(|(room, value)| {
                format!(r#"{{"timestamp":{at},"dimensions":{{"room":"{room}"}},"value":{value:?}}}"#)
            })
        })
        .collect();
    owner.post("/data/m", format!("[{}]", points[..400].join(","))).await;
    api.seal().await;
    owner.post("/data/m", format!("[{}]", points[400..].join(","))).await;
    (api, owner)
}

fn length(answer: &testkit::Answer) -> usize {
    answer.json().as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_range_is_half_open_and_takes_both_spellings_of_time() {
    let (_api, owner) = with_rooms().await;
    let day = START + testkit::DAY;
    for (query, expect) in [
        (format!("start={START}&end={day}"), 288),
        (format!("start={day}"), 288),
        (format!("end={}", START + 1), 2),
        ("start=2026-03-28T00:00:00Z&end=2026-03-28T01:00:00Z".to_owned(), 12),
        ("start=2026-03-28T01:00:00%2B01:00&end=2026-03-28T01:00:00Z".to_owned(), 12),
        ("start=2026-03-28T01:00:00+01:00&end=2026-03-28T01:00:00Z".to_owned(), 12),
        (format!("start={}", day * 2), 0),
    ] {
        assert_eq!(length(&owner.get(&format!("/data/m?{query}")).await), expect, "{query}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repetition() {
    let (_api, owner) = with_rooms().await;
    let whole = owner.get("/data/m").await.json().as_array().unwrap().clone();
    for order in ["asc", "desc"] {
        for limit in [1, 7, 100, 575, 576, 577] {
            let expect: Vec<Value> = if order == "asc" { whole.clone() } else { whole.iter().rev().cloned().collect() };
            let mut path = format!("/data/m?limit={limit}&order={order}");
            let mut read = Vec::new();
            for page in 0.. {
                let answer = owner.get(&path).await;
                assert!(length(&answer) <= limit && (page == 0 || 0 < length(&answer)));
                read.extend(answer.json().as_array().unwrap().clone());
                let Some(link) = answer.header("link") else { break };
                assert!(link.ends_with(">; rel=\"next\""), "{link}");
                path = link[1..link.find('>').unwrap()].to_owned();
                if limit == 1 && page == 30 {
                    break;
                }
            }
            assert_eq!(read[..], expect[..read.len()], "{order} {limit}");
            assert!(limit == 1 || read.len() == 576);
        }
    }
}

#[tokio::test]
async fn pages_of_a_filter_hold_only_what_matches() {
    let (_api, owner) = with_rooms().await;
    let mut path = "/data/m?limit=50&where=room%3Dbath".to_owned();
    let mut count = 0;
    loop {
        let answer = owner.get(&path).await;
        assert!(answer.json().as_array().unwrap().iter().all(|point| point["dimensions"]["room"] == "bath"));
        count += length(&answer);
        let Some(link) = answer.header("link") else { break };
        path = link[1..link.find('>').unwrap()].to_owned();
    }
    assert_eq!(count, 288);
}

#[tokio::test]
async fn the_newest_point_is_read_without_reading_the_rest() {
    let (api, owner) = with_rooms().await;
    api.seal().await;
    let before = api.store.usage().reading();
    let answer = owner.get("/data/m?limit=1&order=desc").await;
    let cost = api.store.usage().reading() - before;
    assert_eq!(answer.json()[0]["timestamp"], START + 287 * 600_000);
    assert!(cost.read <= 5.0, "{cost:?}");
}

#[tokio::test]
async fn one_aggregate_answers_in_the_shape_of_points() {
    let (_api, owner) = with_rooms().await;
    let answer = owner.get("/data/m?step=1d&agg=max&group_by=room").await;
    let expect = json!([
        {"timestamp": START, "dimensions": {"room": "kitchen"}, "value": 143.0},
        {"timestamp": START, "dimensions": {"room": "bath"}, "value": 286.0},
        {"timestamp": START + testkit::DAY, "dimensions": {"room": "kitchen"}, "value": 287.0},
        {"timestamp": START + testkit::DAY, "dimensions": {"room": "bath"}, "value": 574.0},
    ]);
    assert_eq!(answer.json(), expect);
    let newest_first = owner.get("/data/m?step=1d&agg=max&group_by=room&order=desc").await.json();
    assert_eq!(newest_first.as_array().unwrap().first(), expect.as_array().unwrap().last());
}

#[tokio::test]
async fn several_aggregates_answer_by_name() {
    let (_api, owner) = with_rooms().await;
    let answer = owner.get("/data/m?agg=count,min,p50&where=room=kitchen").await;
    let expect = r#"[{"timestamp":1774656000000,"dimensions":{},"values":{"count":288.0,"min":0.0,"p50":143.5}}]"#;
    assert_eq!(answer.text(), expect);
}

#[tokio::test]
async fn days_follow_the_calendar_of_the_zone() {
    let (_api, owner) = with_rooms().await;
    let answer = owner.get("/data/m?step=1d&tz=Europe/Warsaw&agg=count&where=room=bath").await.json();
    let days: Vec<(i64, f64)> = answer
        .as_array()
        .unwrap()
        .iter()
        .map(|day| (day["timestamp"].as_i64().unwrap(), day["value"].as_f64().unwrap()))
        .collect();
    let hour = 3_600_000;
    assert_eq!(days[0], (START - hour, 138.0), "the 28th begins at 23:00 UTC; 23 of its hours have points");
    assert_eq!(days[1], (START + 23 * hour, 138.0), "the 29th has 23 hours");
    assert_eq!(days[2], (START + 46 * hour, 12.0), "the 30th begins at 22:00 UTC");
}

#[tokio::test]
async fn empty_buckets_are_filled_as_asked() {
    let api = Api::new().await;
    let owner = api.owner().await;
    owner.post("/data/m", points(&[(0, 4.0), (7_200_000, 6.0)])).await;
    for (fill, expect) in [
        ("none", json!([4.0, 6.0])),
        ("null", json!([4.0, null, 6.0, null])),
        ("zero", json!([4.0, 0.0, 6.0, 0.0])),
        ("previous", json!([4.0, 4.0, 6.0, 6.0])),
    ] {
        let answer = owner.get(&format!("/data/m?step=1h&agg=sum&fill={fill}&start=0&end=14400000")).await.json();
        let values: Vec<Value> = answer.as_array().unwrap().iter().map(|point| point["value"].clone()).collect();
        assert_eq!(Value::from(values), expect, "{fill}");
    }
    let endless = owner.get("/data/m?step=1s&agg=sum&fill=zero&start=0&end=8640000000000000").await;
    assert_eq!(endless.status, 422, "{}", endless.text());
}

#[tokio::test]
async fn columns_are_made_for_charts() {
    let (_api, owner) = with_rooms().await;
    let answer = owner.get("/data/m?step=1d&agg=max&group_by=room&shape=columns").await;
    let expect = json!({
        "timestamps": [START, START + testkit::DAY],
        "series": [
            {"dimensions": {"room": "kitchen"}, "values": [143.0, 287.0]},
            {"dimensions": {"room": "bath"}, "values": [286.0, 574.0]},
        ],
    });
    assert_eq!(answer.json(), expect);
    let several = owner.get("/data/m?agg=min,max&shape=columns").await.json();
    assert_eq!(several["series"][0]["values"], json!({"min": [0.0], "max": [574.0]}));
    let raw = owner.get(&format!("/data/m?end={}&shape=columns", START + 600_001)).await.json();
    assert_eq!(raw["timestamps"], json!([START, START + 600_000]));
    assert_eq!(raw["series"][1], json!({"dimensions": {"room": "bath"}, "values": [0.0, 2.0]}));
}

#[tokio::test]
async fn the_format_follows_accept_and_the_coding_accept_encoding() {
    let (_api, owner) = with_rooms().await;
    let path = format!("/data/m?end={}", START + 1);
    let lines = owner.with("accept", "application/x-ndjson").get(&path).await;
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(lines.text().lines().count(), 2);
    let table = owner.with("accept", "text/csv").get(&path).await;
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(table.text(), format!("timestamp,value,room\n{START},0.0,kitchen\n{START},0.0,bath\n"));
    let table = owner.with("accept", "text/csv").get("/data/m?agg=min,max").await;
    assert_eq!(table.text(), format!("timestamp,min,max\n{START},0.0,574.0\n"));
    let compressed = owner.with("accept-encoding", "zstd").get("/data/m").await;
    assert_eq!(compressed.header("content-encoding"), Some("zstd"));
    let plain = zstd::stream::decode_all(&compressed.body[..]).unwrap();
    assert_eq!(plain, owner.get("/data/m").await.body);
}

#[tokio::test]
async fn an_unknown_metric_has_no_points_in_any_form() {
    let api = Api::new().await;
    let owner = api.owner().await;
    assert_eq!(owner.get("/data/none?start=1").await.brief(), (200, "[]"));
    assert_eq!(owner.get("/data/none?step=1d&agg=avg").await.brief(), (200, "[]"));
    assert_eq!(owner.get("/data/none?shape=columns").await.brief(), (200, r#"{"timestamps":[],"series":[]}"#));
    assert_eq!(owner.with("accept", "text/csv").get("/data/none").await.brief(), (200, "timestamp,value\n"));
    assert_eq!(owner.with("accept", "application/x-ndjson").get("/data/none").await.brief(), (200, ""));
}

#[tokio::test]
async fn a_page_skips_no_point_where_an_earlier_one_of_its_time_was_deleted() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let point = |name: &str| format!(r#"{{"timestamp":1,"dimensions":{{"n":"{name}"}},"value":1}}"#);
    owner.post("/data/m", format!("[{},{},{}]", point("a"), point("b"), point("c"))).await;
    let page = owner.get("/data/m?limit=1").await;
    assert_eq!(page.json()[0]["dimensions"]["n"], "a");
    let deleted = owner.post("/data/m/points/delete", r#"[{"timestamp":1,"dimensions":{"n":"a"}}]"#).await;
    assert_eq!(deleted.brief(), (200, r#"{"deleted":1}"#));
    let link = page.header("link").unwrap();
    let rest = owner.get(&link[1..link.find('>').unwrap()].replace("limit=1", "limit=9")).await;
    assert_eq!(length(&rest), 2, "{}", rest.text());
}
