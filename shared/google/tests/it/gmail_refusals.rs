//! What Gmail refuses, and what only a broken one says.

use domain::{ErrorKind, Failure};
use fakes::google::{Call, Fault};
use google::{Endpoints, Error, Google, Outage, Wanted};
use serde_json::{Value, json};
use std::time::Duration;

use crate::stub::{Reply, Stub};

async fn listed(reply: Reply) -> Error {
    let google = Stub::saying([reply]).await.google();
    google.mails("access-1", Wanted::Query("label:Events"), None).await.expect_err("it is refused")
}

fn refused(status: u16, reason: &str) -> Reply {
    let errors = json!([{"domain": "global", "reason": reason, "message": "Ana's secret"}]);
    Reply::Json(status, json!({"error": {"code": status, "message": "Ana's secret", "errors": errors}}))
}

#[tokio::test]
async fn only_what_may_pass_is_told_as_passing() {
    for (reply, expect) in [
        (refused(401, "authError"), "google_unauthorized"),
        (refused(403, "userRateLimitExceeded"), "google_unavailable"),
        (refused(403, "dailyLimitExceeded"), "google_unavailable"),
        (refused(403, "domainPolicy"), "google_forbidden"),
        (refused(429, "rateLimitExceeded"), "google_unavailable"),
        (refused(500, "backendError"), "google_unavailable"),
        (refused(400, "badRequest"), "google_bad_request"),
        (refused(400, "failedPrecondition"), "google_forbidden"),
        (refused(410, "gone"), "google_malformed"),
        (Reply::Text(503, String::new()), "google_unavailable"),
        (Reply::Text(200, "<html>Sign in</html>".to_owned()), "google_malformed"),
        (Reply::Text(200, String::new()), "google_unavailable"),
        (Reply::CutOff, "google_unavailable"),
        (Reply::Json(200, json!({"messages": 7})), "google_malformed"),
        (Reply::Json(200, json!({"nextPageToken": "p".repeat(100_000)})), "google_malformed"),
    ] {
        let error = listed(reply).await;
        assert_eq!(error.code(), expect);
        assert!(!format!("{error} {error:?}").contains("Ana"), "{error:?}");
    }
}

#[tokio::test]
async fn fault_12_a_network_that_fails_is_an_outage_and_not_the_mails_fault() {
    let nobody = "http://127.0.0.1:1".to_owned();
    let google = Google::new(Endpoints { api_url: Some(nobody), ..Endpoints::default() });
    let errors = [
        google.mailbox("access-1").await.err(),
        google.labels("access-1").await.err(),
        google.mails("access-1", Wanted::Label("L"), None).await.err(),
        google.mail_changes("access-1", 7, None, None).await.err(),
        google.mail("access-1", "m1", 100).await.err(),
    ];
    for error in errors {
        let error = error.expect("nobody is there");
        assert!(matches!(&error, Error::Unavailable(Outage::Connection(_))), "{error:?}");
        assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Unavailable, None));
    }
}

/// The clock stands still but for what is waited for.
#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_is_not_waited_for() {
    let google = Stub::playing(|_, _| Reply::Silence).await.google();
    let error = google.mail("access-1", "m1", 100).await.expect_err("nobody answers");
    assert!(matches!(error, Error::Unavailable(Outage::Timeout(_))), "{error:?}");
}

#[tokio::test]
async fn how_long_to_wait_is_handed_on() {
    let fake = fakes::Google::start().await;
    let google = Google::new(Endpoints { api_url: Some(fake.url()), ..Endpoints::default() });
    for (code, reason) in [(403, "rateLimitExceeded"), (429, "userRateLimitExceeded"), (503, "backendError")] {
        fake.fail_next(Call::GmailMail, Fault::Busy { code, reason, retry_after_s: 90 });
        let error = google.mail("access-1", "m1", 100).await.expect_err("it is busy");
        assert_eq!((error.code(), error.retry_after()), ("google_unavailable", Some(Duration::from_secs(90))));
    }
    fake.fail_next(Call::Events, Fault::Busy { code: 429, reason: "rateLimitExceeded", retry_after_s: 9 });
    let error = google.changes("access-1", "primary", None).await.expect_err("it is busy");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(9)), "calendars are told the same");
}

#[tokio::test]
async fn ids_and_queries_are_sent_as_they_are() {
    let page = Reply::Json(200, json!({"messages": [{"id": "m1"}]}));
    let mail = json!({"id": "m/1", "internalDate": "5", "raw": "_-8"});
    let stub = Stub::saying([page, Reply::Json(200, mail)]).await;
    let query = Wanted::Query("label:a&b from:(é) \"x\"");
    let page = stub.google().mails("access-1", query, Some("p+/=")).await.expect("a page");
    assert_eq!((page.mails, page.next_page), (vec!["m1".to_owned()], None));
    let mail = stub.google().mail("access-1", "m/1?x", 100).await.expect("a mail");
    assert_eq!(mail.raw, [0xff, 0xef], "base64 without padding is read as well");
    let asked = stub.asked();
    assert_eq!(asked[0].line, "GET /gmail/v1/users/me/messages");
    assert_eq!(asked[0].parameter("q"), Some("label:a&b from:(é) \"x\""));
    assert_eq!((asked[0].parameter("pageToken"), asked[0].parameter("maxResults")), (Some("p+/="), Some("500")));
    assert_eq!(asked[0].authorization.as_deref(), Some("Bearer access-1"));
    assert_eq!(asked[1].line, "GET /gmail/v1/users/me/messages/m%2F1%3Fx");
    assert_eq!(asked[1].parameter("format"), Some("raw"));
}

#[tokio::test]
async fn a_mail_that_is_none_is_malformed() {
    let good = json!({"id": "m1", "internalDate": "5", "raw": "eA=="});
    for (field, wrong) in [("raw", json!("?")), ("raw", Value::Null), ("internalDate", json!("soon"))] {
        let mut mail = good.clone();
        mail[field] = wrong;
        let google = Stub::saying([Reply::Json(200, mail)]).await.google();
        assert_eq!(google.mail("access-1", "m1", 100).await.err().map(|error| error.code()), Some("google_malformed"));
    }
    let google = Stub::saying([Reply::Json(200, json!({"historyId": "x"}))]).await.google();
    let error = google.mail_changes("access-1", 7, None, None).await.err();
    assert_eq!(error.map(|error| error.code()), Some("google_malformed"));
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let stub = Stub::saying([]).await;
    let (google, long) = (stub.google(), "x".repeat(100_000));
    let error = google.mails("line\nbreak", Wanted::Query("x"), None).await.err();
    assert_eq!(error.map(|error| error.code()), Some("google_unauthorized"));
    let error = google.mails("access-1", Wanted::Query(&long), None).await.err();
    assert_eq!(error.map(|error| error.code()), Some("google_bad_request"));
    assert_eq!(stub.asked().len(), 0);
}
