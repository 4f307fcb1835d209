//! A refresh token becomes a new access token, as long as the grant lives.

use google::{Credentials, Error};
use serde_json::{Value, json};

use crate::stub::{NOW, Reply, Stub};

fn credentials() -> Credentials {
    Credentials {
        access_token: "access-1".to_owned(),
        refresh_token: "refresh-1".to_owned(),
        scope: "scope-1 scope-2".to_owned(),
        expires_at: NOW / 1_000,
    }
}

async fn refreshed(reply: Reply) -> Result<Credentials, Error> {
    let stub = Stub::saying([reply]).await;
    let is = stub.google().refresh(&stub.client(), &credentials(), NOW).await;
    let asked = stub.asked();
    assert_eq!(asked[0].line, "POST /oauth2/token");
    assert_eq!(asked[0].parameter("grant_type"), Some("refresh_token"));
    assert_eq!(asked[0].parameter("refresh_token"), Some("refresh-1"));
    assert_eq!((asked[0].parameter("client_secret"), asked.len()), (Some("our-secret"), 1));
    is
}

async fn check(answer: Value, expect: Credentials) {
    assert!(refreshed(Reply::Json(200, answer.clone())).await.is_ok_and(|is| is == expect), "{answer}");
}

#[tokio::test]
async fn what_google_leaves_out_stays_as_it_was() {
    let access_token = "access-2".to_owned();
    let expires_at = NOW / 1_000 + 3_599;
    let renewed = Credentials { access_token, expires_at, ..credentials() };
    let answer = json!({"access_token": "access-2", "expires_in": 3_599, "token_type": "Bearer"});
    check(answer, renewed.clone()).await;

    let answer = json!({"access_token": "access-2", "token_type": "Bearer", "scope": "scope-1", "refresh_token": null});
    let (scope, expires_at) = ("scope-1".to_owned(), NOW / 1_000 + 3_600);
    check(answer, Credentials { scope, expires_at, ..renewed }).await;
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_place_of_the_old() {
    let answer =
        json!({"access_token": "access-2", "expires_in": 60, "token_type": "Bearer", "refresh_token": "refresh-2"});
    let (access_token, refresh_token) = ("access-2".to_owned(), "refresh-2".to_owned());
    let expires_at = NOW / 1_000 + 60;
    check(answer, Credentials { access_token, refresh_token, expires_at, ..credentials() }).await;
}

#[tokio::test]
async fn only_invalid_grant_asks_for_a_new_consent() {
    for (reply, expect) in [
        (
            Reply::Json(400, json!({"error": "invalid_grant", "error_description": "Token has been revoked"})),
            "invalid_grant",
        ),
        (Reply::Json(401, json!({"error": "invalid_client"})), "exchange_refused"),
        (Reply::Json(401, json!({"error": "deleted_client"})), "exchange_refused"),
        (Reply::Json(429, json!({"error": "rate_limit_exceeded"})), "google_unavailable"),
        (Reply::Json(400, json!({"error": "internal_failure"})), "google_unavailable"),
        (Reply::Json(500, json!({"error": "invalid_grant"})), "google_unavailable"),
        (Reply::Text(502, "<html>Bad Gateway</html>".to_owned()), "google_unavailable"),
        (Reply::Text(503, String::new()), "google_unavailable"),
        (Reply::CutOff, "google_unavailable"),
        (Reply::Text(200, "<html>Sign in</html>".to_owned()), "google_malformed"),
    ] {
        let is = refreshed(reply).await;
        assert_eq!(is.err().map(|error| error.code()), Some(expect));
    }
}

#[test]
fn credentials_are_stored_as_json() {
    let stored =
        r#"{"access_token":"access-1","refresh_token":"refresh-1","scope":"scope-1 scope-2","expires_at":1795240800}"#;
    assert_eq!(serde_json::to_string(&credentials()).expect("JSON"), stored);
    assert!(serde_json::from_str::<Credentials>(stored).is_ok_and(|read| read == credentials()));
}
