//! The fake OpenAI by its port: what it takes, what it answers, and how it fails.

use fakes::OpenAi;
use fakes::openai::{Fault, Reply};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

/// A question about a mail, as OpenAI takes it.
fn question(mail: &str) -> Value {
    let event = json!({
        "type": "object", "additionalProperties": false, "required": ["title", "place"],
        "properties": { "title": { "type": "string" }, "place": { "type": ["string", "null"] } },
    });
    json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "system", "content": "List events." }, { "role": "user", "content": mail }],
        "response_format": { "type": "json_schema", "json_schema": { "name": "events", "strict": true, "schema": {
            "type": "object", "additionalProperties": false, "required": ["events"],
            "properties": { "events": { "type": "array", "items": event } },
        } } },
    })
}

async fn sent(openai: &OpenAi, key: &str, question: &Value) -> Result<Response, reqwest::Error> {
    let url = format!("{}/chat/completions", openai.url());
    reqwest::Client::new().post(url).bearer_auth(key).json(question).send().await
}

async fn asked(openai: &OpenAi, question: &Value) -> (StatusCode, Value) {
    let response = sent(openai, openai.key(), question).await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn content(answer: &Value) -> Value {
    serde_json::from_str(answer["choices"][0]["message"]["content"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn what_stands_in_the_mail_decides_what_is_answered() {
    let openai = OpenAi::start().await;
    let party = json!({ "events": [{ "title": "Party", "place": null }] });
    openai.answer_where("a party", Reply::Content(party.clone()));
    let (status, answer) = asked(&openai, &question("Come to a party!")).await;
    assert_eq!((status, content(&answer)), (StatusCode::OK, party));
    assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    assert!(0 < answer["usage"]["prompt_tokens"].as_u64().unwrap());
    let (_, answer) = asked(&openai, &question("Nothing happens.")).await;
    assert_eq!(content(&answer), json!({ "events": [] }));
    assert_eq!((openai.calls(), openai.questions()[0]["model"].as_str()), (2, Some("gpt-4o-mini")));
}

#[tokio::test]
async fn refusals_filters_and_answers_that_are_too_long_look_as_they_do() {
    let openai = OpenAi::start().await;
    let long = json!({ "events": [{ "title": "A title that goes on and on", "place": null }] });
    for (reply, reason) in [
        (Reply::Refusal("I will not.".to_owned()), "stop"),
        (Reply::CutOff(long), "length"),
        (Reply::Filtered, "content_filter"),
    ] {
        openai.answer_where("mail", reply.clone());
        let (status, answer) = asked(&openai, &question("mail")).await;
        assert_eq!((status, answer["choices"][0]["finish_reason"].as_str()), (StatusCode::OK, Some(reason)));
        let message = &answer["choices"][0]["message"];
        assert_eq!(message["refusal"].is_string(), matches!(reply, Reply::Refusal(_)));
        let whole = message["content"].as_str().is_some_and(|text| serde_json::from_str::<Value>(text).is_ok());
        assert!(!whole, "{answer}");
    }
    openai.answer_where("mail", Reply::Body(json!({ "anything": 1 })));
    assert_eq!(asked(&openai, &question("mail")).await, (StatusCode::OK, json!({ "anything": 1 })));
}

#[tokio::test]
async fn a_question_without_a_strict_schema_is_refused() {
    let openai = OpenAi::start().await;
    let at = |pointer: &str, value: Value| {
        let mut question = question("mail");
        *question.pointer_mut(pointer).unwrap() = value;
        question
    };
    const SCHEMA: &str = "/response_format/json_schema/schema";
    for question in [
        at("/response_format", json!({ "type": "json_object" })),
        at("/response_format", Value::Null),
        at("/response_format/json_schema/strict", json!(false)),
        at("/response_format/json_schema/name", json!("two words")),
        at(&format!("{SCHEMA}/additionalProperties"), json!(true)),
        at(&format!("{SCHEMA}/required"), json!([])),
        at(&format!("{SCHEMA}/properties/events/items/required"), json!(["title"])),
        at("/messages", json!([])),
        at("/model", json!("")),
    ] {
        assert_eq!(asked(&openai, &question).await.0, StatusCode::BAD_REQUEST, "{question}");
    }
    assert_eq!(sent(&openai, "sk-other", &question("mail")).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_model_cannot_say_what_the_schema_does_not_allow() {
    let openai = OpenAi::start().await;
    for wrong in [
        json!({}),
        json!({ "events": {} }),
        json!({ "events": [{ "title": "x" }] }),
        json!({ "events": [{ "title": 7, "place": null }] }),
        json!({ "events": [], "more": 1 }),
    ] {
        openai.answer_where("mail", Reply::Content(wrong.clone()));
        assert_eq!(asked(&openai, &question("mail")).await.0, StatusCode::INTERNAL_SERVER_ERROR, "{wrong}");
    }
}

#[tokio::test]
async fn faults_happen_once_each_or_until_they_are_healed() {
    let openai = OpenAi::start().await;
    openai.fail_next(Fault::TooMany { retry_after_s: 7 });
    openai.fail_next(Fault::NoCredit);
    openai.fail_next(Fault::Status { status: 503, code: "server_error" });
    let response = sent(&openai, openai.key(), &question("mail")).await.unwrap();
    assert_eq!(
        (response.status(), &response.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"7".parse().unwrap())
    );
    let (status, answer) = asked(&openai, &question("mail")).await;
    assert_eq!((status, answer["error"]["code"].as_str()), (StatusCode::TOO_MANY_REQUESTS, Some("insufficient_quota")));
    assert_eq!(asked(&openai, &question("mail")).await.0, StatusCode::SERVICE_UNAVAILABLE);
    openai.fail_next(Fault::CutConnection);
    assert!(sent(&openai, openai.key(), &question("mail")).await.is_err());
    openai.fail_next(Fault::HangUp);
    let broken = sent(&openai, openai.key(), &question("mail")).await.unwrap();
    assert!(broken.bytes().await.is_err());
    openai.fail_always(Fault::Garbage);
    let page = sent(&openai, openai.key(), &question("mail")).await.unwrap();
    assert!(page.json::<Value>().await.is_err());
    openai.heal();
    assert_eq!(asked(&openai, &question("mail")).await.0, StatusCode::OK);
    assert_eq!(openai.calls(), 7);
}
