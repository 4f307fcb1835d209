//! What a model is asked, and how its answer is read.

use crate::support::{answered, completion, corpus, home, mail, mail_of, told};
use extract::model::{self, Answer, Outcome, Settings, Usage};
use extract::{Doubt, Mail, Status, When};
use serde_json::{Value, json};

fn prose(text: &str) -> Mail {
    mail_of("text/plain; charset=utf-8", text)
}

fn request(mail: &Mail) -> Value {
    model::request(mail, &home(), &Settings::default())
}

fn question(mail: &Mail) -> String {
    request(mail)["messages"][1]["content"].as_str().expect("a text").to_owned()
}

#[test]
fn the_question_has_the_day_the_zone_and_the_mail_between_marks() {
    let question = question(&mail(corpus("01-newsletter.eml")));
    assert!(
        question.starts_with("Sent: Monday, 2026-11-16 09:00\nTime zone of the mailbox: America/New_York\n=== mail ")
    );
    assert!(question.contains("From: The Lantern, Brooklyn\nSubject: This week at the Lantern"), "{question}");
    let marks = question.lines().filter(|line| line.starts_with("=== mail")).collect::<Vec<_>>();
    assert!(marks.len() == 2 && marks[0] == marks[1], "{question}");
}

#[test]
fn the_request_is_strict_and_nothing_is_kept() {
    let request = request(&prose("Dinner at 8"));
    assert_eq!((&request["model"], &request["store"]), (&json!("gpt-4o-mini"), &json!(false)));
    assert_eq!((&request["max_completion_tokens"], &request["temperature"]), (&json!(8000), &json!(0.0)));
    let settings = Settings { temperature: None, ..Settings::default() };
    assert_eq!(model::request(&prose("x"), &home(), &settings).get("temperature"), None);
    let format = &request["response_format"]["json_schema"];
    assert_eq!(format["strict"], json!(true));
    check_strict(&format["schema"]);
}

/// As OpenAI demands it at every level: each property required, no others.
fn check_strict(schema: &Value) {
    if let Some(properties) = schema["properties"].as_object() {
        let names: Vec<&String> = properties.keys().collect();
        assert_eq!(schema["required"], json!(names));
        assert_eq!(schema["additionalProperties"], json!(false));
        properties.values().for_each(check_strict);
    }
    if schema.get("items").is_some() {
        check_strict(&schema["items"]);
    }
}

#[test]
fn times_are_of_the_mailbox_unless_the_model_names_a_zone() {
    let check = |start: &str, zone: Value, instant: Option<&str>| {
        let found = answered(&prose("x"), &told("x", start, json!({ "time_zone": zone })));
        let at = match &found[0].facts.start {
            Some(When::Time { at, .. }) => Some(at.to_string()),
            Some(When::Date(date)) => Some(date.to_string()),
            None => None,
        };
        assert_eq!(at.as_deref(), instant, "{start}");
    };
    check("2026-11-20T19:00", Value::Null, Some("2026-11-21T00:00:00Z"));
    check("2026-11-20T19:00", json!("Europe/Paris"), Some("2026-11-20T18:00:00Z"));
    check("2026-11-20T19:00:00Z", Value::Null, Some("2026-11-20T19:00:00Z"));
    check("2026-11-20T19:00:00+09:00", Value::Null, Some("2026-11-20T10:00:00Z"));
    check("2026-11-20", Value::Null, Some("2026-11-20"));
    check("next Friday", Value::Null, None);
    check("2026-02-30", Value::Null, None);
    check("", Value::Null, None);
}

#[test]
fn what_cannot_be_right_is_a_doubt() {
    let check = |start: &str, other: Value, doubts: &[Doubt]| {
        assert_eq!(
            answered(&prose("see https://x.org/a."), &told("x", start, other.clone()))[0].doubts,
            doubts,
            "{other}"
        );
    };
    check("2026-11-20T19:00", json!({ "source_url": "https://x.org/a" }), &[]);
    check("2026-11-20T19:00", json!({ "end": "2026-11-20T18:00" }), &[Doubt::EndBeforeStart]);
    check("2026-11-10T19:00", json!({}), &[Doubt::Past]);
    check("2026-11-20T19:00", json!({ "time_zone": "Mars" }), &[Doubt::UnknownZone]);
    check("2026-11-20T19:00", json!({ "source_url": "https://x.org/b" }), &[Doubt::UnseenLink]);
    check("", json!({ "end": "2026-11-20T18:00" }), &[Doubt::NoStart]);
}

#[test]
fn answers_that_are_none_are_told_apart() {
    let check = |body: Value, expect: Outcome| {
        let Answer { outcome, .. } = model::read(body.to_string().as_bytes(), &prose("x"), &home());
        assert_eq!(outcome, expect, "{body}");
    };
    let choice = |reason: &str, message: Value| json!({ "choices": [{ "finish_reason": reason, "message": message }] });
    let none = r#"{"events":[]}"#;
    check(choice("stop", json!({ "content": none })), Outcome::Events(Vec::new()));
    check(choice("stop", json!({ "content": null, "refusal": "I cannot help." })), Outcome::Refused);
    check(choice("content_filter", json!({ "content": "" })), Outcome::Refused);
    check(choice("length", json!({ "content": "{\"events\":[{\"ti" })), Outcome::CutOff);
    check(choice("length", json!({ "content": none })), Outcome::CutOff);
    check(choice("stop", json!({ "content": "Here are the events:" })), Outcome::Malformed);
    check(choice("stop", json!({ "content": r#"{"events":[{"title":"x"}]}"# })), Outcome::Malformed);
    check(json!({ "choices": [] }), Outcome::Malformed);
    check(json!({ "error": { "message": "no" } }), Outcome::Malformed);
    check(json!([1]), Outcome::Malformed);
}

#[test]
fn usage_is_known_whatever_the_answer_is() {
    let usage = |body: Value| model::read(body.to_string().as_bytes(), &prose("x"), &home()).usage;
    let stated =
        json!({ "prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": { "cached_tokens": 4 } });
    let expect = Usage { input_tokens: 10, cached_tokens: 4, output_tokens: 3 };
    assert_eq!(usage(json!({ "choices": [], "usage": stated })), Some(expect));
    let bare = json!({ "prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": null });
    assert_eq!(usage(json!({ "usage": bare })), Some(Usage { cached_tokens: 0, ..expect }));
    assert_eq!(usage(json!({ "choices": [] })), None);
}

#[test]
fn events_of_an_answer_count_once_and_only_with_a_title() {
    let event = json!({
        "title": "x", "description": null, "start": null, "end": null, "time_zone": null, "location": null, "category": null,
        "organizer_name": null, "organizer_url": null, "source_url": null, "status": "cancelled", "tags": [],
    });
    let mut untitled = event.clone();
    untitled["title"] = json!(" \u{200b} ");
    let found = answered(&prose("x"), &completion(&json!({ "events": [event, untitled, event] }).to_string()));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].facts.status, Status::Cancelled);
}
