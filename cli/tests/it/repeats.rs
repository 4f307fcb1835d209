//! What is tried again, and what is not, against a server that fails.

use crate::stage::Stage;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex};

/// What the server was asked so far, as method, path and key.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server that answers its first two requests with `status`, and then `null`.
async fn failing(status: StatusCode) -> (String, Asked) {
    let asked = Asked::default();
    let answer = move |State(asked): State<Asked>, headers: HeaderMap, request: Request| async move {
        let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or("-");
        let mut asked = asked.lock().expect("nobody panics");
        asked.push(format!("{} {} {key}", request.method(), request.uri().path()));
        let again = [("retry-after", "0"), ("location", "/elsewhere")];
        if asked.len() <= 2 { (status, again).into_response() } else { Response::new("null".into()) }
    };
    let router = Router::new().fallback(answer).with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it listens"));
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, asked)
}

fn push(stage: &Stage, url: &str) -> i32 {
    let mut push = stage.command(&["push", "m", "1", "--url", url]);
    push.env("IMPULSES_TOKEN", "x");
    stage.ran(push).code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_repeated_under_the_same_key() {
    let stage = Stage::empty().await;
    for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS, StatusCode::BAD_GATEWAY] {
        let (url, asked) = failing(status).await;
        assert_eq!(push(&stage, &url), 0, "{status}");
        let asked = asked.lock().expect("nobody panics");
        assert_eq!(asked.len(), 3, "{asked:?}");
        assert!(
            asked.iter().all(|one| *one == asked[0] && one.starts_with("POST /data ") && !one.ends_with('-')),
            "{asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_not_repeated_and_redirects_are_not_followed() {
    let stage = Stage::empty().await;
    for (status, code) in [
        (StatusCode::UNPROCESSABLE_ENTITY, 2),
        (StatusCode::UNAUTHORIZED, 3),
        (StatusCode::INTERNAL_SERVER_ERROR, 5),
        (StatusCode::TEMPORARY_REDIRECT, 1),
    ] {
        let (url, asked) = failing(status).await;
        assert_eq!(push(&stage, &url), code, "{status}");
        assert_eq!(asked.lock().expect("nobody panics").len(), 1, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_not_repeated() {
    let stage = Stage::empty().await;
    let (url, asked) = failing(StatusCode::TOO_MANY_REQUESTS).await;
    stage.fed(&["login", "--url", &url, "--email", "a@b.c", "--password-stdin"], "x").failed(5, "try again in 0 s");
    assert_eq!(asked.lock().expect("nobody panics").len(), 1);
}
