//! What becomes of messages, as Twilio reports it.

use crate::support::{ADA, API, App, EVA, Person, data};
use domain::PhoneNumber;
use fakes::twilio::Webhook;
use runtime::{Config, SecretSource, Secrets};
use serde_json::{Value, json};
use sms::{Outgoing, Sender};
use store::MessageStanding;

/// Sends what is to be sent as the clock would, with reports; answers Twilio's names.
async fn send(app: &App, person: &Person) -> Vec<(String, String)> {
    let secrets = Secrets::from_json(&format!(r#"{{"twilio":{}}}"#, app.twilio.account_json())).unwrap();
    let config = Config::read(|name| match name {
        "ORIGIN_API" => Some(API.to_owned()),
        "TWILIO_API_URL" => Some(app.twilio.url()),
        _ => None,
    });
    let sender = Sender::through_twilio(SecretSource::given(secrets), &config.unwrap());
    let (now, mut sent) = (app.clock.now_ms(), Vec::new());
    for stored in app.store.messages_list(person.id).await.unwrap() {
        let id = &stored.message.id;
        if stored.standing != MessageStanding::Waiting || !app.store.messages_begin(person.id, id, now).await.unwrap() {
            continue;
        }
        let report_to = sender.report_address(&person.id.to_string(), id.as_str());
        let phone: &PhoneNumber = &stored.message.phone;
        let outgoing = Outgoing {
            id: id.as_str(),
            to: phone,
            text: &stored.message.text,
            report_to: report_to.as_deref(),
            worth_s: None,
        };
        let taken = sender.send(&outgoing, now).await.unwrap();
        app.store.messages_sent(person.id, id, taken.sid.as_str(), taken.status.as_str(), now).await.unwrap();
        sent.push((id.as_str().to_owned(), taken.sid.as_str().to_owned()));
    }
    sent
}

async fn message(person: &Person, id: &str) -> Value {
    let messages = data(&person.get("/probes/messages").await);
    messages.as_array().unwrap().iter().find(|message| message["id"] == id).unwrap().clone()
}

#[tokio::test]
async fn fault_11_reports_are_shown_and_overtake_one_another() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let sent = send(&app, &ada).await;
    let (id, sid) = &sent[0];
    for (status, shown) in [("queued", "queued"), ("delivered", "delivered"), ("sent", "delivered")] {
        let report = app.twilio.becomes(sid, status, None).expect("reports are wanted");
        assert!(report.url.starts_with("https://api.example/webhook/sms/status?message="));
        assert_eq!(app.takes(&report).await.status, 200);
        assert_eq!(message(&ada, id).await["provider_status"], shown);
    }
    assert_eq!(message(&ada, id).await["status"], "sent");
}

#[tokio::test]
async fn an_alarm_that_does_not_arrive_goes_to_the_next_contact_at_once() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.add("Eva", EVA).await;
    ada.asks(0).await;
    app.now(&ada).await;
    app.hand.advance_ms(5 * testkit::MINUTE);
    let now = app.clock.now_ms();
    app.store.watches_step(ada.id, |_| liveness::Event::Time, None, now).await.unwrap();
    let sent = send(&app, &ada).await;
    let (id, sid) = sent.iter().find(|(id, _)| id.starts_with("alarm-")).unwrap();
    let report = app.twilio.becomes(sid, "undelivered", Some(30003)).unwrap();
    assert_eq!(app.takes(&report).await.status, 200);
    let shown = message(&ada, id).await;
    assert_eq!((&shown["status"], &shown["failure"]), (&json!("failed"), &json!("unreachable")));
    assert_eq!(message(&ada, "alarm-1-1-2").await["contact_id"], 2);
}

#[tokio::test]
async fn a_report_that_is_not_signed_or_of_nothing_changes_nothing() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let sent = send(&app, &ada).await;
    let good = app.twilio.becomes(&sent[0].1, "failed", Some(21610)).unwrap();
    let before = app.world.items().await;
    let elsewhere =
        Webhook { url: good.url.replace(&ada.id.to_string(), &uuid::Uuid::new_v4().to_string()), ..good.clone() };
    assert_eq!(app.takes(&elsewhere).await.status, 401);
    let signed =
        |url: &str, fields: &[(&str, &str)]| Webhook::signed(&format!("{API}{url}"), fields, "fake-auth-token");
    let failed = [("MessageSid", "SM1"), ("MessageStatus", "failed")];
    for webhook in [
        signed("/webhook/sms/status", &failed),
        signed("/webhook/sms/status?message=x", &failed),
        signed("/webhook/sms/status?message=x.y&message=z", &failed),
        signed(&format!("/webhook/sms/status?message={}.notice-99", ada.id), &failed),
        signed(&format!("/webhook/sms/status?message={}.notice-1", ada.id), &[("MessageSid", "SM1")]),
        signed(&format!("/webhook/sms/status?message={}.notice-1", ada.id), &failed),
    ] {
        assert_eq!(app.takes(&webhook).await.status, 200, "{}", webhook.url);
    }
    assert_eq!(app.world.items().await, before);
    assert_eq!(app.takes(&good).await.status, 200);
    assert_eq!(data(&ada.get("/contacts").await)[0]["consent"], "opted_out");
}
