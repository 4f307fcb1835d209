//! Giving a grant back.

use google::{Credentials, Endpoints, Google};
use serde_json::json;

use crate::stub::{NOW, Reply, Stub};

fn credentials() -> Credentials {
    Credentials {
        access_token: "access-1".to_owned(),
        refresh_token: "refresh/1+".to_owned(),
        scope: "scope-1".to_owned(),
        expires_at: NOW / 1_000,
    }
}

/// What becomes of a revocation to which Google says `reply`: `done`, or an error's code.
async fn check(reply: Reply, expect: &str) {
    let stub = Stub::saying([reply]).await;
    let is = stub.google().revoke(&stub.client(), &credentials()).await;
    assert_eq!(is.map_or_else(|error| error.code(), |()| "done"), expect);
    let asked = stub.asked();
    assert_eq!((asked[0].line.as_str(), asked[0].parameter("token")), ("POST /oauth2/revoke", Some("refresh/1+")));
}

#[tokio::test]
async fn what_is_revoked_or_was_revoked_before_is_done() {
    check(Reply::Json(200, json!({})), "done").await;
    check(Reply::Text(200, String::new()), "done").await;
    check(Reply::Json(400, json!({"error": "invalid_token", "error_description": "Token expired or revoked"})), "done")
        .await;
}

#[tokio::test]
async fn everything_else_is_not() {
    check(Reply::Json(400, json!({"error": "invalid_request"})), "exchange_refused").await;
    check(Reply::Json(404, json!({"error": "invalid_token"})), "exchange_refused").await;
    check(Reply::Json(503, json!({"error": "invalid_token"})), "google_unavailable").await;
    check(Reply::Json(429, json!({})), "google_unavailable").await;
    check(Reply::CutOff, "google_unavailable").await;
}

#[tokio::test]
async fn another_address_may_be_told() {
    let (there, beside) = (Stub::saying([Reply::Json(200, json!({}))]).await, Stub::saying([]).await);
    let revoke_url = Some(there.url("/gone/here"));
    let google = Google::new(Endpoints { revoke_url, ..Endpoints::default() });
    google.revoke(&beside.client(), &credentials()).await.expect("it is revoked");
    assert_eq!((there.asked()[0].line.as_str(), beside.asked().len()), ("POST /gone/here", 0));
}
