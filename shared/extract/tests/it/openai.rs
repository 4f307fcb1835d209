//! The way to a model, against a server on loopback that answers what it is told to.

use extract::openai::{AskError, OpenAi, Outage};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// One connection is answered with these bytes; what it had sent comes back.
async fn ask(answer: &'static str) -> (Result<bytes::Bytes, AskError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base = format!("http://{}/v1/", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut asked = Vec::new();
        while !asked.ends_with(br#"{"model":"m"}"#) {
            let mut more = [0; 1024];
            let read = stream.read(&mut more).await.expect("a question");
            assert!(0 < read, "the question broke off");
            asked.extend_from_slice(&more[..read]);
        }
        stream.write_all(answer.as_bytes()).await.expect("somebody to answer");
        String::from_utf8(asked).expect("text")
    });
    let answer = OpenAi::new(Some(&base)).ask(Some("sk-hush"), &json!({ "model": "m" })).await;
    (answer, server.await.expect("the server has no fault"))
}

#[tokio::test]
async fn a_question_is_asked_once_with_the_key() {
    let (answer, asked) = ask("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    assert_eq!(answer.unwrap().as_ref(), b"{}");
    assert!(asked.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: Bearer sk-hush\r\n"), "{asked}");
}

#[tokio::test]
async fn errors_say_who_has_to_act_and_never_what_was_asked() {
    let body = r#"{"error":{"message":"hush","type":"t","code":"CODE"}}"#;
    let check = async |head: &str, code: &str, expect: &str| {
        let body = body.replace("CODE", code);
        let answer = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let (answer, _) = ask(Box::leak(answer.into_boxed_str())).await;
        let error = answer.unwrap_err();
        assert_eq!(format!("{error:?}"), expect);
    };
    check("401 No", "invalid_api_key", "NotAllowed { status: 401, code: \"invalid_api_key\" }").await;
    check("429 No", "insufficient_quota", "NotAllowed { status: 429, code: \"insufficient_quota\" }").await;
    check("429 No\r\nRetry-After: 7", "rate_limit_exceeded", "Busy { retry_after: Some(7s) }").await;
    check("400 No", "context_length_exceeded", "Invalid { status: 400, code: \"context_length_exceeded\" }").await;
    check("400 No", "unsupported_value", "NotAllowed { status: 400, code: \"unsupported_value\" }").await;
    check("404 No", "model_not_found", "NotAllowed { status: 404, code: \"model_not_found\" }").await;
    check("422 No", "Hush, said ada@example.org", "Invalid { status: 422, code: \"\" }").await;
    check("503 No", "x", "Unavailable(Answered(503))").await;
}

#[tokio::test]
async fn answers_that_break_off_and_servers_that_are_not_there_are_outages() {
    let (answer, _) = ask("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}").await;
    assert!(matches!(answer, Err(AskError::Unavailable(Outage::BrokenOff(_)))), "{answer:?}");
    let (answer, _) = ask("").await;
    assert!(matches!(answer, Err(AskError::Unavailable(Outage::Connection(_)))), "{answer:?}");
    let nowhere = OpenAi::new(Some("no address")).ask(None, &json!({})).await.unwrap_err();
    assert!(matches!(nowhere, AskError::Unavailable(Outage::NoAddress)), "{nowhere:?}");
    assert!(nowhere.may_pass() && !nowhere.needs_operator());
    let busy = AskError::Busy { retry_after: Some(Duration::from_secs(1)) };
    assert!(busy.may_pass());
}
