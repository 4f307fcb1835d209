//! The border, met from outside: through tower, with a router of few routes.

use super::*;
use crate::Payload;
use crate::test::{Logged, body_text, send};
use axum::extract::Path;
use axum::routing::{get, post};

const UI: &str = "https://ui.example";

fn router() -> Router {
    let routes = Router::new()
        .route("/data", get(async || "names"))
        .route("/data/{metric}", get(async |Path(metric): Path<String>| metric).post(async |_: Payload| "null"))
        .route("/data/{metric}/points", axum::routing::delete(async || "gone"))
        .route("/login", post(async || "hello"))
        .route("/large", get(async || "x".repeat(5_000)))
        .route("/panic", get(async || -> &'static str { panic!("a chunk ended early") }));
    border(routes, &BorderConfig { origin: Some(UI.to_owned()), public_base: None })
}

fn header(response: &Response, name: &str) -> String {
    let values: Vec<_> = response.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
    values.join(" | ")
}

#[tokio::test]
async fn paths_and_methods_meet_their_route_or_are_told_so() {
    let not_found = r#"{"detail":"Not Found"}"#;
    let not_allowed = r#"{"detail":"Method Not Allowed"}"#;
    let cases = [
        ("GET /data", 200, "names", ""),
        ("GET /data/a", 200, "a", ""),
        ("GET /data/a%20b", 200, "a b", ""),
        ("GET /data/a%252Fb", 200, "a%2Fb", ""),
        ("GET /data/a%2Fb", 404, not_found, ""),
        ("GET /data/a%2fpoints", 404, not_found, ""),
        ("GET /data/a/b", 404, not_found, ""),
        ("GET /nowhere", 404, not_found, ""),
        ("GET /", 404, not_found, ""),
        ("GET /data/%FF", 422, r#"{"detail":"The path is not UTF-8 once decoded"}"#, ""),
        ("DELETE /data", 405, not_allowed, "GET"),
        ("PUT /data/a", 405, not_allowed, "GET, POST"),
        ("OPTIONS /data/a", 405, not_allowed, "GET, POST"),
        ("TRACE /data/a", 405, not_allowed, "GET, POST"),
        ("BREW /login", 405, not_allowed, "POST"),
        ("OPTIONS /nowhere", 404, not_found, ""),
        ("HEAD /data", 405, "", "GET"),
        ("HEAD /data/a/points", 405, "", "DELETE"),
        ("HEAD /nowhere", 404, "", ""),
    ];
    for (line, status, body, allow) in cases {
        let response = send(&router(), line, &[]).await;
        assert_eq!(response.status(), status, "{line}");
        assert_eq!(header(&response, "allow"), allow, "{line}");
        assert_eq!(header(&response, "vary"), "Origin", "{line}");
        if status >= 400 {
            assert_eq!(header(&response, "content-type"), "application/json", "{line}");
        }
        assert_eq!(body_text(response).await, body, "{line}");
    }
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_route_without_it() {
    let https: &[&str] = &["host: api.example:8443", "x-forwarded-proto: https"];
    let cases = [
        ("GET /data/", &["host: api.example"][..], 307, "http://api.example/data"),
        ("POST /data/?a=b%20c", https, 307, "https://api.example:8443/data?a=b%20c"),
        ("DELETE /data/a%20b/points/", https, 307, "https://api.example:8443/data/a%20b/points"),
        ("GET /data/a//", &["host: api.example"], 307, "http://api.example/data/a"),
        ("GET /login/", &[], 307, "/login"),
        ("GET /login/", &["host: evil example/"], 307, "/login"),
        ("GET /data/", &["host: api.example", "x-forwarded-proto: javascript"], 307, "http://api.example/data"),
        ("GET /nowhere/", &["host: api.example"], 404, ""),
        ("GET //", &["host: api.example"], 404, ""),
        ("GET //evil.example/", &["host: api.example"], 404, ""),
        ("GET /data/a%2F/", &["host: api.example"], 404, ""),
    ];
    for (line, headers, status, location) in cases {
        let response = send(&router(), line, headers).await;
        assert_eq!(response.status(), status, "{line}");
        assert_eq!(header(&response, "location"), location, "{line}");
        if status == 307 {
            assert_eq!(body_text(response).await, "", "{line}");
        }
    }
}

#[tokio::test]
async fn the_configured_address_is_believed_before_the_host() {
    let config = BorderConfig { origin: None, public_base: Some("https://api.example/v1/".to_owned()) };
    let router = border(Router::new().route("/data", get(async || "names")), &config);
    let response = send(&router, "GET /data/", &["host: other.example"]).await;
    assert_eq!(header(&response, "location"), "https://api.example/v1/data");
}

#[tokio::test]
async fn preflights_are_answered_for_the_one_origin() {
    let origin = "origin: https://ui.example";
    let method = "access-control-request-method: POST";
    let cases = [
        (vec![origin, method], 200, "OK"),
        (vec![origin, method, "access-control-request-headers: x-data-token, Content-Type"], 200, "OK"),
        (vec![origin, method, "access-control-request-headers: idempotency-key,x-token,if-none-match"], 200, "OK"),
        (vec![origin, method, "access-control-request-headers: x-other"], 400, "Disallowed CORS headers"),
        (vec![origin, "access-control-request-method: BREW"], 400, "Disallowed CORS method"),
        (vec!["origin: https://evil.example", method], 400, "Disallowed CORS origin"),
        (vec!["origin: https://ui.example.evil", method], 400, "Disallowed CORS origin"),
        (vec!["origin: null", method], 400, "Disallowed CORS origin"),
        (
            vec!["origin: null", method, "access-control-request-headers: x-other"],
            400,
            "Disallowed CORS origin, headers",
        ),
    ];
    for (headers, status, body) in cases {
        for path in ["/data", "/nowhere"] {
            let response = send(&router(), &format!("OPTIONS {path}"), &headers).await;
            assert_eq!(response.status(), status, "{headers:?}");
            assert_eq!(header(&response, "vary"), "Origin");
            assert_eq!(header(&response, "access-control-allow-credentials"), "true");
            assert_eq!(header(&response, "access-control-max-age"), "600");
            assert_eq!(header(&response, "access-control-allow-methods"), "GET, POST, PUT, PATCH, DELETE, OPTIONS");
            let allowed = if headers[0] == origin { UI } else { "" };
            assert_eq!(header(&response, "access-control-allow-origin"), allowed);
            assert_eq!(body_text(response).await, body);
        }
    }
}

#[tokio::test]
async fn answers_and_errors_may_be_read_by_the_one_origin_only() {
    for (line, status) in [("GET /data", 200), ("GET /nowhere", 404), ("GET /panic", 500), ("OPTIONS /data", 405)] {
        let ours = send(&router(), line, &["origin: https://ui.example"]).await;
        assert_eq!(ours.status(), status);
        assert_eq!(header(&ours, "access-control-allow-origin"), UI);
        assert_eq!(header(&ours, "access-control-allow-credentials"), "true");
        assert_eq!(header(&ours, "access-control-expose-headers"), "ETag, Link, Retry-After");
        assert_eq!(header(&ours, "vary"), "Origin");

        let theirs = send(&router(), line, &["origin: https://evil.example"]).await;
        assert_eq!(header(&theirs, "access-control-allow-origin"), "");
        assert_eq!(header(&theirs, "access-control-allow-credentials"), "true");

        let nobodys = send(&router(), line, &[]).await;
        assert_eq!(header(&nobodys, "access-control-allow-credentials"), "");
        assert_eq!(header(&nobodys, "vary"), "Origin");
    }
}

#[tokio::test]
async fn a_page_elsewhere_changes_nothing_by_a_cookie() {
    let detail = r#"{"detail":"This request comes from a page of another site"}"#;
    for (line, headers, status, body) in [
        ("POST /login", &["cookie: sid=s", "origin: https://evil.example"][..], 403, detail),
        ("DELETE /nowhere", &["cookie: sid=s", "sec-fetch-site: cross-site"], 403, detail),
        ("POST /login", &["cookie: sid=s", "origin: https://ui.example"], 200, "hello"),
        ("GET /data", &["cookie: sid=s", "origin: https://evil.example"], 200, "names"),
        ("POST /login", &["cookie: sid=s"], 200, "hello"),
    ] {
        let response = send(&router(), line, headers).await;
        assert_eq!((response.status().as_u16(), body_text(response).await.as_str()), (status, body), "{headers:?}");
    }
}

#[tokio::test]
async fn no_cache_keeps_an_answer_that_does_not_say_so() {
    let public = get(async || ([("cache-control", "public, max-age=300")], "keys"));
    let router =
        border(Router::new().route("/jwks", public).route("/data", get(async || "names")), &BorderConfig::default());
    for (line, expected) in [
        ("GET /data", "no-store"),
        ("GET /nowhere", "no-store"),
        ("GET /data/", "no-store"),
        ("GET /jwks", "public, max-age=300"),
    ] {
        assert_eq!(header(&send(&router, line, &[]).await, "cache-control"), expected, "{line}");
    }
}

#[tokio::test]
async fn ordinary_answers_are_compressed_for_those_who_can() {
    let response = send(&router(), "GET /large", &["accept-encoding: gzip"]).await;
    assert_eq!(header(&response, "content-encoding"), "gzip");
    assert_eq!(header(&response, "vary"), "Accept-Encoding, Origin");
    let length: usize = header(&response, "content-length").parse().unwrap();
    assert_eq!(crate::test::body_bytes(response).await.len(), length);
    let response = send(&router(), "GET /large", &[]).await;
    assert_eq!(header(&response, "vary"), "Accept-Encoding, Origin");
    assert_eq!(body_text(response).await.len(), 5_000);
}

#[tokio::test]
async fn a_panic_is_a_500_and_one_line_of_error() {
    let logged = Logged::start();
    let response = send(&router(), "GET /panic", &[]).await;
    assert_eq!(response.status(), 500);
    assert_eq!(header(&response, "content-type"), "application/json");
    assert_eq!(body_text(response).await, r#"{"detail":"Internal Server Error"}"#);
    let errors: Vec<_> = logged.lines().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["fields"]["error"], "panic: a chunk ended early");
    assert_eq!(errors[0]["span"]["http.route"], "/panic");
}

#[tokio::test]
async fn each_request_is_one_line_of_access_log_without_its_path() {
    for (line, method, route, status) in [
        ("GET /data/my%20secret%20habit", "GET", "/data/{metric}", 200),
        ("PUT /data/my%20secret%20habit", "PUT", "/data/{metric}", 405),
        ("HEAD /data/my%20secret%20habit", "HEAD", "/data/{metric}", 405),
        ("GET /data/my%20secret%20habit/", "GET", "none", 307),
        ("GET /my%20secret%20habit", "GET", "none", 404),
        ("GET /data/my%2Fsecret%20habit", "GET", "none", 404),
    ] {
        let logged = Logged::start();
        assert_eq!(send(&router(), line, &[]).await.status(), status, "{line}");
        let lines = logged.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!(lines[0]["level"], "INFO");
        let fields = &lines[0]["fields"];
        assert_eq!(fields["http.method"], method);
        assert_eq!(fields["http.route"], route);
        assert_eq!(fields["http.status"], status);
        assert!(fields["duration_ms"].is_f64());
        assert!(!lines[0].to_string().contains("secret"));
    }
}

#[tokio::test]
async fn a_preflight_is_in_the_access_log_too() {
    let logged = Logged::start();
    send(&router(), "OPTIONS /data", &["origin: https://ui.example", "access-control-request-method: GET"]).await;
    assert_eq!(logged.lines().len(), 1);
}
