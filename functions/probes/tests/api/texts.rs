//! What is texted to us: signed, heard once, and meant by who texts.

use crate::support::{ADA, API, App, EVA, HEAR, TOM, data, said};
use axum::body::Body;
use http::Method;
use liveness::MessageKind;
use serde_json::{Value, json};

/// A number that nobody knows.
const STRANGER: &str = "+48999999999";

#[tokio::test]
async fn nothing_is_believed_that_is_not_signed() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.asks(3).await;
    app.now(&ada).await;
    let before = app.world.items().await;
    let good = app.twilio.texts(ADA, "yes", &format!("{API}{HEAR}"));
    let mut forged = vec![good.clone(), good.clone(), good.clone()];
    forged[0].signature = "AAAA".to_owned();
    forged[1].body = good.body.replace("yes", "no");
    forged[2].url = format!("{}?more=1", good.url);
    for webhook in forged {
        let answer = app.takes(&webhook).await;
        assert_eq!((answer.status.as_u16(), said(&answer)), (401, vec![]));
    }
    let body = || Body::from(good.body.clone());
    assert_eq!(app.nobody.send(Method::POST, HEAR, body()).await.status, 401);
    app.twilio.rotate_token("another");
    assert_eq!(app.takes(&app.twilio.texts(ADA, "yes", &format!("{API}{HEAR}"))).await.status, 401);
    assert_eq!(app.world.items().await, before);
    // The address counts as it was called, by each of its names.
    assert_eq!(app.takes(&good).await.status, 200);
    assert_eq!(ada.last_probe().await["status"]["name"], "good");
}

#[tokio::test]
async fn a_text_happens_once_and_is_answered_alike_however_often_it_comes() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.asks(3).await;
    app.now(&ada).await;
    let yes = app.twilio.texts(ADA, "Yes!", &format!("{API}/v1{HEAR}/"));
    let first = said(&app.takes(&yes).await);
    assert_eq!(first, ["Thank you, good to hear."]);
    ada.asks(3).await;
    app.now(&ada).await;
    let before = app.world.items().await;
    assert_eq!(said(&app.takes(&yes).await), first);
    assert_eq!(app.world.items().await, before, "the next question waits for another answer");
}

#[tokio::test]
async fn fault_6_what_nobody_understands_is_answered_with_a_hint_and_moves_no_deadline() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.asks(0).await;
    app.now(&ada).await;
    let mut hints = 0;
    for _ in 0..4 {
        app.pass(&ada, 1).await;
        for _ in 0..3 {
            hints += app.texts(ADA, "I am out of the office").await.len();
        }
    }
    assert!((5..=8).contains(&hints), "machines do not answer each other for ever: {hints}");
    assert_eq!(ada.last_probe().await["last_response"], "I am out of the office");
    app.pass(&ada, 1).await;
    assert_eq!(ada.last_probe().await["status"]["name"], "unavailable");
}

#[tokio::test]
async fn who_is_not_all_right_has_their_contacts_told_at_once() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    assert_eq!(app.texts(ADA, "no").await[0].split('.').next(), Some("Nobody has asked"));
    ada.asks(3).await;
    app.now(&ada).await;
    assert!(app.texts(ADA, "N").await[0].starts_with("Your emergency contacts are being told now."));
    assert_eq!(
        (app.sent(&ada, MessageKind::Alarm).await, ada.last_probe().await["status"]["id"].clone()),
        (1, json!(3))
    );
}

#[tokio::test]
async fn a_contact_acknowledges_and_is_told_the_end() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.add("Eva", EVA).await;
    ada.asks(0).await;
    app.now(&ada).await;
    app.pass(&ada, 5).await;
    assert_eq!(app.texts(TOM, "who is this?").await.len(), 1, "a hint");
    assert_eq!(app.texts(TOM, "OK").await, ["Thank you. We tell you when Ada has answered."]);
    assert_eq!(data(&ada.get("/probe_settings").await)["alarm"]["acknowledged_by"], 1);
    app.pass(&ada, 60).await;
    assert_eq!(app.sent(&ada, MessageKind::Alarm).await, 1, "the next contact is left alone");
    assert!(app.texts(ADA, "y").await[0].starts_with("Good to hear."));
    assert_eq!(app.sent(&ada, MessageKind::AllClear).await, 1);
}

/// Eva is asked herself, and is a contact of Ada's.
#[tokio::test]
async fn who_is_asked_and_a_contact_too_answers_the_one_and_not_the_other() {
    let app = App::new().await;
    let (ada, eva) = (app.person(Some(ADA), domain::Role::Standard).await, app.watched(EVA).await);
    ada.add("Eva", EVA).await;
    for person in [&eva, &ada] {
        person.asks(0).await;
        app.now(person).await;
    }
    app.pass(&ada, 5).await;
    let acknowledged = async || data(&ada.get("/probe_settings").await)["alarm"]["acknowledged_by"].clone();
    assert_eq!(app.texts(EVA, "Y").await, ["Thank you, good to hear."]);
    assert_eq!((acknowledged().await, eva.last_probe().await["status"]["name"].clone()), (Value::Null, json!("good")));
    eva.asks(0).await;
    app.now(&eva).await;
    let both = app.texts(EVA, "ok").await;
    assert_eq!(both, ["Thank you, good to hear.\nThank you. We tell you when Ada has answered."]);
    assert_eq!(acknowledged().await, 1);
    assert!(app.texts(EVA, "status").await[0].starts_with("Check-ins are off."), "her own");
}

#[tokio::test]
async fn an_acknowledgement_is_of_the_last_alarm_alone() {
    let app = App::new().await;
    let (ada, bob) = (app.watched(ADA).await, app.watched("+48120000002").await);
    for person in [&ada, &bob] {
        person.asks(0).await;
        app.now(person).await;
        app.pass(person, 6).await;
    }
    let alarm =
        async |of: &crate::support::Person| data(&of.get("/probe_settings").await)["alarm"]["acknowledged_by"].clone();
    let ok = app.twilio.texts(TOM, "on my way", &format!("{API}{HEAR}"));
    app.takes(&ok).await;
    assert_eq!((alarm(&ada).await, alarm(&bob).await), (Value::Null, json!(1)));
    app.takes(&ok).await;
    assert_eq!(alarm(&ada).await, Value::Null, "the same text, come again, is not of another alarm");
    app.texts(TOM, "ok").await;
    assert_eq!(alarm(&ada).await, 1);
}

#[tokio::test]
async fn a_stop_is_heard_by_everybody_whom_the_number_concerns() {
    let app = App::new().await;
    let (ada, bob) = (app.watched(ADA).await, app.watched("+48120000002").await);
    app.twilio.advanced_opt_out(true);
    assert_eq!(app.texts(TOM, "STOP").await, Vec::<String>::new());
    for person in [&ada, &bob] {
        assert_eq!(data(&person.get("/contacts").await)[0]["consent"], "opted_out");
        assert_eq!(app.sent(person, MessageKind::ContactLost).await, 1);
        assert_eq!(person.put("/probe_settings", json!({"active": true})).await.status, 409);
    }
    app.texts(TOM, "START").await;
    assert_eq!(data(&ada.get("/contacts").await)[0]["consent"], "agreed");
    app.texts(ADA, "stop").await;
    assert_eq!(data(&ada.get("/probe_settings").await)["opted_out"], true);
    app.texts(ADA, "start").await;
    assert_eq!(data(&ada.get("/probe_settings").await)["opted_out"], false);
}

#[tokio::test]
async fn commands_are_done_or_answered_and_strangers_get_nothing() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let before = app.world.items().await;
    for text in ["yes", "on", "ping", "hello", "probe"] {
        assert_eq!(app.texts(STRANGER, text).await, Vec::<String>::new());
    }
    assert_eq!(app.world.items().await, before);
    for (text, begins) in [
        ("ping", "PONG"),
        ("Usage", "Usage: "),
        ("probe --help", "PROBE -in 5"),
        ("probe -in 99999", "PROBE -in 5"),
        ("pause 3d", "Not done: check-ins are off."),
        ("skip", "Not done: check-ins are off."),
        ("on", "Check-ins are on. Next check-in: Wed 25 Nov 18:00."),
        ("pause 3d", "Check-ins rest until Tue 24 Nov 00:00."),
        ("probe -in 0 -retries 0 -wait 5", "We ask you at once."),
        ("off", "Check-ins are off"),
    ] {
        let answer = app.texts(ADA, text).await;
        assert!(answer.len() == 1 && answer[0].starts_with(begins), "{text}: {answer:?}");
    }
    assert_eq!(data(&ada.delete("/contacts/1").await), Value::Null);
    assert_eq!(app.texts(ADA, "on").await, ["Not done: needs an emergency contact who takes messages."]);
    assert_eq!(app.texts(TOM, "ok").await, Vec::<String>::new(), "he is nobody's contact any more");
}
