//! Bad input gets a clear 4xx and stores nothing.

use crate::support::*;
use domain::Capability;
use std::io::Write;
use testkit::Caller;

#[tokio::test]
async fn every_kind_of_bad_body_is_refused_with_a_detail() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
    let deep_field =
        format!(r#"[{{"timestamp":1,"dimensions":{},"value":1}}]"#, "{\"a\":".repeat(500) + "1" + &"}".repeat(500));
    let many_bad = format!("[{}]", vec!["{}"; 50_000].join(","));
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"nope".to_vec(),
        b"[".to_vec(),
        b"[{\"timestamp\":1,\"dimensions\":{\"a\":\"\xFF\"},\"value\":1}]".to_vec(),
        b"null".to_vec(),
        b"{\"timestamp\":1}".to_vec(),
        b"[1,2]".to_vec(),
        b"[[{}]]".to_vec(),
        b"[{\"timestamp\":1,\"dimensions\":{},\"value\":1}] trailing".to_vec(),
        deep.into_bytes(),
        deep_field.into_bytes(),
        many_bad.into_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = owner.post("/data/m", body).await;
        assert_eq!(answer.status, 422, "{shown}");
        let detail = &answer.json()["detail"];
        assert!(detail[0]["msg"].is_string() && answer.body.len() < 1_000_000, "{shown}");
    }
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

#[tokio::test]
async fn bodies_that_are_too_large_or_inflate_too_far_are_413() {
    let api = Api::new().await;
    let owner = api.owner().await;
    assert_eq!(owner.post("/data/m", vec![b' '; 10_000_000]).await.status, 413);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..100 {
        gzip.write_all(&vec![b' '; 1_000_000]).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < 200_000);
    let answer = owner.with("content-encoding", "gzip").post("/data/m", bomb).await;
    assert!(answer.status == 413 && answer.json()["detail"].is_string());
    let nonsense = owner.with("content-encoding", "gzip").post("/data/m", "not gzip").await;
    assert_eq!(nonsense.status, 422);
    assert_eq!(owner.with("content-encoding", "br").post("/data/m", "x").await.status, 415);
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

#[tokio::test]
async fn nobody_has_a_costly_body_opened_but_who_may_write() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let reader = api.caller(Capability::Api).await;
    let stranger = owner.with("x-data-token", "guessed");
    let nobody = Caller::new(api.router.clone());
    let large = "{".repeat(100_000);
    for path in ["/data/m", "/data", "/data/m/points/delete"] {
        for (who, packed, plain, small) in
            [(&nobody, 422, 422, 422), (&stranger, 401, 401, 422), (&reader, 403, 403, 422), (&owner, 422, 422, 422)]
        {
            let packed_answer = who.with("content-encoding", "gzip").post(path, "not gzip").await;
            assert_eq!(packed_answer.status, packed, "{path}");
            assert_eq!(who.post(path, large.clone()).await.status, plain, "{path}");
            assert_eq!(who.post(path, "{").await.status, small, "{path}");
        }
        let missing = nobody.post(path, large.clone()).await.json();
        assert_eq!(missing["detail"][0]["type"], "missing", "{path}: the token, not what is wrong with the body");
    }
}

#[tokio::test]
async fn hostile_names_are_refused() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let long = "x".repeat(100);
    for name in ["a%20b", "a%00b", "%C5%BC", "a%23b", "a%22b", "a%5Cb", "a%7Cb", "%FF", &long] {
        for answer in [
            owner.post(&format!("/data/{name}"), points(&[(1, 1.0)])).await,
            owner.get(&format!("/data/{name}")).await,
            owner.delete(&format!("/data/{name}")).await,
        ] {
            assert!(
                answer.status.is_client_error() && answer.json()["detail"].is_string(),
                "{name}: {}",
                answer.status
            );
        }
    }
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

#[tokio::test]
async fn names_with_every_allowed_sign_work() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for (path, name) in
        [("!$%25&*+,-.:;%3C=%3E%3F@_()%5B%5D%7B%7D", "!$%&*+,-.:;<=>?@_()[]{}"), ("a%25b", "a%b"), ("%253F", "%3F")]
    {
        assert_eq!(owner.post(&format!("/data/{path}"), points(&[(1, 1.0)])).await.brief(), (200, "null"), "{name}");
        assert_eq!(owner.get(&format!("/data/{path}")).await.json().as_array().map(Vec::len), Some(1), "{name}");
        assert!(owner.get("/data").await.json().as_array().unwrap().iter().any(|listed| listed == name), "{name}");
    }
}

#[tokio::test]
async fn dimensions_may_hold_any_text_up_to_a_size() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for value in ["", " ", "\\u0000", "😀", "\\ud83d\\ude00", &"x".repeat(8_000)] {
        let body = format!(r#"[{{"timestamp":1,"dimensions":{{"k":"{value}"}},"value":1}}]"#);
        assert_eq!(owner.post("/data/m", body).await.brief(), (200, "null"), "{:.20}", value);
    }
    let body = format!(r#"[{{"timestamp":1,"dimensions":{{"k":"{}"}},"value":1}}]"#, "x".repeat(17_000));
    assert_eq!(owner.post("/data/m", body).await.status, 422);
    let before = owner.get("/data/m").await.body;
    api.seal().await;
    assert_eq!(owner.get("/data/m").await.body, before);
    assert_eq!(owner.get("/data/m").await.json().as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn bad_parameters_are_named() {
    let api = Api::new().await;
    let owner = api.owner().await;
    for (query, name) in [
        ("start=yesterday", "start"),
        ("start=2&end=1", "end"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e9", "limit"),
        ("cursor=x", "cursor"),
        ("order=up", "order"),
        ("where=room", "where"),
        ("where=room%3D~(a%7B1000%7D)%7B1000%7D", "where"),
        ("step=1d", "step"),
        ("agg=median", "agg"),
        ("agg=p101", "agg"),
        ("step=0d&agg=avg", "step"),
        ("step=1d&agg=avg&tz=Mars/Olympus", "tz"),
        ("step=1d&agg=avg&fill=zeros", "fill"),
        ("group_by=room", "group_by"),
        ("agg=avg&limit=5", "limit"),
        ("shape=rows", "shape"),
        ("limit=5&lmit=6", "lmit"),
    ] {
        let (status, detail) = owner.get(&format!("/data/m?{query}")).await.refusal();
        assert_eq!((status, detail[0]["loc"][1].as_str()), (422, Some(name)), "{query}: {detail}");
    }
}

#[tokio::test]
async fn an_answer_that_would_not_fit_says_what_to_do() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let many: Vec<(i64, f64)> = (0..150_000).map(|i| (i * 60_000, f64::from(i as i32))).collect();
    for part in many.chunks(50_000) {
        assert_eq!(owner.post("/data/m", points(part)).await.status, 200);
    }
    let (status, detail) = owner.get("/data/m").await.refusal();
    let detail = detail.as_str().unwrap_or_default();
    assert_eq!(status, 413);
    for word in ["start", "end", "limit", "step", "agg", "Accept-Encoding"] {
        assert!(detail.contains(word), "{detail}");
    }
    assert_eq!(owner.with("accept-encoding", "gzip").get("/data/m").await.status, 200);
}

#[tokio::test]
async fn points_that_do_not_fit_into_one_transaction_are_413_and_none_is_stored() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 11
    };
    let points: Vec<String> = (0..28_000)
        .map(|i| {
            let text: String = (0..24).map(|_| format!("{:013x}", noise())).collect();
            format!(r#"{{"timestamp":{i},"dimensions":{{"k":"{text}"}},"value":1}}"#)
        })
        .collect();
    let body = zstd::stream::encode_all(format!("[{}]", points.join(",")).as_bytes(), 9).unwrap();
    assert!(body.len() < 6_000_000, "the request itself is small enough: {}", body.len());
    let answer = owner.with("content-encoding", "zstd").post("/data/m", body).await;
    assert!(answer.status == 413 && answer.json()["detail"].is_string(), "{}", answer.text());
    assert_eq!(owner.get("/data").await.brief(), (200, "[]"));
}

/// A body is read before it is known who sent it, so none may take long: compared each with each, these keys would take
/// minutes.
#[tokio::test]
async fn very_many_dimensions_are_refused_at_once() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let keys: Vec<String> = (0..200_000).map(|i| format!("k{i}")).collect();
    let table = format!("timestamp,value,{}\n1,1,{}\n", keys.join(","), vec!["x"; keys.len()].join(","));
    let pairs: Vec<String> = keys.iter().map(|key| format!("\"{key}\":\"\"")).collect();
    let list = format!(r#"[{{"timestamp":1,"dimensions":{{{}}},"value":1}}]"#, pairs.join(","));
    assert_eq!(owner.with("content-type", "text/csv").post("/data/m", table).await.status, 422);
    assert_eq!(owner.post("/data/m", list.clone()).await.status, 422);
    let identity = list.replace(",\"value\":1", "");
    assert_eq!(owner.post("/data/m/points/delete", identity).await.brief().0, 200);
}

#[tokio::test]
async fn a_table_whose_columns_hardly_any_row_has_is_413() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let point = |i: usize| {
        let pairs: Vec<String> = (0..1_500).map(|key| format!("\"{i}-{key}\":\"\"")).collect();
        format!(r#"{{"timestamp":{i},"dimensions":{{{}}},"value":1}}"#, pairs.join(","))
    };
    let points: Vec<String> = (0..100).map(point).collect();
    assert_eq!(owner.post("/data/m", format!("[{}]", points.join(","))).await.brief(), (200, "null"));
    let caller = owner.with("accept", "text/csv").with("accept-encoding", "gzip");
    assert_eq!(caller.get("/data/m").await.status, 413);
}

#[tokio::test]
async fn columns_count_every_aggregate_against_their_bound() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let point = |i: usize| format!(r#"{{"timestamp":{},"dimensions":{{"k":"{i}"}},"value":1}}"#, i * 1000);
    let points: Vec<String> = (0..1_500).map(point).collect();
    owner.post("/data/m", format!("[{}]", points.join(","))).await;
    let caller = owner.with("accept-encoding", "gzip");
    let answer = caller.get("/data/m?step=1s&agg=min,max,avg&group_by=k&shape=columns").await;
    assert_eq!(answer.status, 413, "1,500 times 1,500 times 3 cells");
}

#[tokio::test]
async fn a_list_of_very_many_aggregates_is_refused() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let names: Vec<String> = (0..1_000).map(|i| format!("p{}", f64::from(i) / 10.0)).collect();
    let (status, detail) = owner.get(&format!("/data/m?agg={}", names.join(","))).await.refusal();
    assert_eq!((status, detail[0]["loc"][1].as_str()), (422, Some("agg")));
}

#[tokio::test]
async fn thousands_of_metrics_at_once_are_sealed_in_bites() {
    let api = Api::new().await;
    let owner = api.owner().await;
    let point = |i: i32| format!(r#"{{"metric":"m{i}","timestamp":1,"dimensions":{{}},"value":1}}"#);
    let points: Vec<String> = (0..1_200).map(point).collect();
    assert_eq!(owner.post("/data", format!("[{}]", points.join(","))).await.brief(), (200, "null"));
    let first = api.store.seal(api.user, testkit::NOW + testkit::DAY).await.unwrap();
    assert!(first.more && first.metrics <= 600, "{first:?}");
    api.seal().await;
    assert_eq!(owner.get("/data").await.json().as_array().map(Vec::len), Some(1_200));
}
