//! A fake Twilio, looked at as a client of the real one would.

use fakes::Twilio;
use fakes::twilio::{Answer, Fault, Webhook};
use reqwest::StatusCode;
use serde_json::{Value, json};

const ADA: &str = "+48123456789";
const WEBHOOK: &str = "https://api.example/webhook/sms";

/// Asks for a message of these fields; its service is added.
async fn create(twilio: &Twilio, fields: &[(&str, &str)]) -> (StatusCode, Value) {
    let account: Value = serde_json::from_str(&twilio.account_json()).expect("JSON");
    let text = |name: &str| account[name].as_str().expect("a text").to_owned();
    let (sid, service) = (text("account_sid"), text("messaging_service_sid"));
    let fields: Vec<_> = fields.iter().copied().chain([("MessagingServiceSid", service.as_str())]).collect();
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let url = format!("{}/2010-04-01/Accounts/{sid}/Messages.json", twilio.url());
    let request = reqwest::Client::new().post(url).basic_auth(&sid, Some(text("auth_token")));
    let answer = request.body(body).send().await.expect("it answers");
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn a_message_is_shown_as_it_was_made() {
    let twilio = Twilio::start().await;
    let (status, message) = create(&twilio, &[("To", ADA), ("Body", "Hello 🙂")]).await;
    assert_eq!(status, StatusCode::CREATED);
    for (name, value) in [
        ("to", json!(ADA)),
        ("body", json!("Hello 🙂")),
        ("status", json!("accepted")),
        ("num_segments", json!("0")),
        ("from", Value::Null),
        ("error_code", Value::Null),
        ("sid", json!(twilio.messages()[0].sid)),
    ] {
        assert_eq!(message[name], value, "{name}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_in_twilios_shape() {
    let twilio = Twilio::start().await;
    let long = "x".repeat(1_601);
    for (fields, code) in [
        (&[("Body", "Hello")][..], 21604),
        (&[("To", ADA)], 21619),
        (&[("To", "12345"), ("Body", "Hello")], 21211),
        (&[("To", ADA), ("Body", long.as_str())], 21617),
        (&[("To", ADA), ("Body", "Hello"), ("StatusCallback", "api.example")], 21609),
    ] {
        let (status, error) = create(&twilio, fields).await;
        let link = format!("https://www.twilio.com/docs/errors/{code}");
        assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{error}");
        assert_eq!((&error["more_info"], &error["status"]), (&json!(link), &json!(400)));
        assert!(error["message"].is_string());
    }
    twilio.fail_next(Fault::TooMany { retry_after_s: 3 });
    let (status, error) = create(&twilio, &[("To", ADA), ("Body", "Hello")]).await;
    assert_eq!((status, &error["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!(20429)));
    assert_eq!(twilio.messages(), []);
}

#[tokio::test]
async fn whoever_says_stop_gets_nothing_until_they_say_start() {
    let twilio = Twilio::start().await;
    for (text, expect) in
        [("stop", StatusCode::BAD_REQUEST), ("help", StatusCode::BAD_REQUEST), ("Yes", StatusCode::CREATED)]
    {
        twilio.texts(ADA, text, WEBHOOK);
        assert_eq!(create(&twilio, &[("To", ADA), ("Body", "Hello")]).await.0, expect, "{text}");
    }
    twilio.texts(ADA, "yes", WEBHOOK);
    let answers = twilio.own_answers();
    assert_eq!(answers.len(), 3, "who never opted out is told nothing by a yes: {answers:?}");
    assert!(answers.iter().all(|(to, _)| to == ADA));
}

/// The example that Twilio's own libraries are tested with.
#[test]
fn a_webhook_is_signed_as_twilio_signs() {
    let fields = [
        ("To", "+18005551212"),
        ("CallSid", "CA1234567890ABCDE"),
        ("Digits", "1234"),
        ("From", "+14158675310"),
        ("Caller", "+14158675310"),
    ];
    let webhook = Webhook::signed("https://mycompany.com/myapp.php?foo=1&bar=2", &fields, "12345");
    assert_eq!(webhook.signature, "GvWf1cFY/Q7PnoempGyD5oXAezc=");
}

#[test]
fn replies_are_the_texts_of_messages() {
    let read = |body: &str| Answer { status: 200, body: body.to_owned() }.replies();
    assert_eq!(read("<Response/>"), Vec::<String>::new());
    assert_eq!(
        read("<Response><Message>a &amp; b</Message><Pause/><Message><Body>c</Body></Message></Response>"),
        ["a & b", "c"]
    );
}
