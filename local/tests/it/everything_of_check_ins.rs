//! Everything that happens to check-ins: by the clock, asked, given up, alarmed about, and gone; by whom they are about, and by
//! text message.

use crate::check_ins_of_user::contact;
use crate::installation::{API, Installation, ok};
use axum::body::Body;
use domain::{Email, PasswordHash, PhoneNumber, Role, UserId};
use fakes::twilio::Webhook;
use http::Method;
use liveness::{Event, MaxRetries, WaitMinutes};
use serde_json::json;
use store::{NewUser, Stepped, Store, User, UserCreated, UserDeleted};
use testkit::MINUTE;

pub(crate) async fn check_ins(all: &Installation) {
    by_the_clock(all).await;
    by_http(all).await;
}

/// Contacts named, check-ins asked for, answered by text message, reported on, and looked at by an administrator.
async fn by_http(all: &Installation) {
    all.registered("well@example.org").await;
    let user = all.signed_in("well@example.org", "correct horse").await.caller.with("content-type", "application/json");
    let number = Body::from(r#"{"phone_number": "+48120007777"}"#);
    ok(user.send(Method::PATCH, "/users/me", number).await);
    let person = |name: &str, number: &str| {
        json!({
            "first_name": name, "last_name": "Contact", "phone_number": number, "is_emergency_contact": true,
            "email": format!("{name}@contacts.example"),
        })
        .to_string()
    };
    ok(user.post("/users/me/contacts", person("Tomasz", "+48220000011")).await);
    assert_eq!(user.post("/users/me/contacts", person("Tomasz", "+48220000011")).await.status, 409);
    ok(user.post("/users/me/contacts", person("Katarzyna", "+48220000012")).await);
    ok(user.delete("/users/me/contacts/2").await);
    let wish = json!({"in_minutes": 0, "wait_time_in_minutes": 5}).to_string();
    ok(user.post("/users/me/probes", wish).await);
    all.pass(0).await;
    let yes = all.twilio.texts("+48120007777", "yes", &format!("{API}/webhook/sms"));
    takes(all, &yes).await;
    let messages = ok(user.get("/users/me/probes/messages").await).json();
    let named = messages["data"].as_array().expect("a list").iter().find(|message| message["id"] == "notice-1");
    let sid = named.expect("Tomasz was told")["provider_id"].as_str().expect("it was sent").to_owned();
    let id = ok(user.get("/users/me/probe_settings").await).json()["data"]["id"].as_str().expect("an id").to_owned();
    let address = format!("{API}/webhook/sms/status?message={id}.notice-1");
    let report = Webhook::signed(&address, &[("MessageSid", &sid), ("MessageStatus", "read")], "fake-auth-token");
    takes(all, &report).await;
    let probes = ok(user.get("/users/me/probes").await).json();
    assert_eq!(probes["data"][0]["status"]["name"], "good");
    let admin = all.signed_in("first@example.org", "correct horse").await.caller;
    for path in ["/probes", "/probes/stats", "/jobs", "/jobs/stats"] {
        ok(admin.get(path).await);
    }
}

async fn takes(all: &Installation, webhook: &Webhook) {
    let caller = all.api.with(sms::SIGNATURE_HEADER, &webhook.signature).with("content-type", webhook.content_type);
    let path = webhook.url.strip_prefix(API).expect("our own address");
    ok(caller.send(Method::POST, path, Body::from(webhook.body.clone())).await);
}

async fn by_the_clock(all: &Installation) {
    // Whoever answers and chooses comes in by other doors.
    let store = all.world.store();
    let user = somebody(&store, all.clock.now_ms()).await;
    let happens = async |event: Event| {
        let stepped = store.watches_step(user.id, |_| event.clone(), None, all.clock.now_ms()).await;
        assert!(matches!(stepped, Ok(Stepped::Done(_))), "{stepped:?}");
    };
    happens(contact("Tom", "+48120000001")).await;
    let (max_retries, wait) = (MaxRetries::new(0).expect("none"), WaitMinutes::new(5).expect("five"));
    happens(Event::Ask { in_minutes: 1, max_retries, wait }).await;
    // They have another number by the time they are asked.
    let moved = User { phone_number: PhoneNumber::parse("+48120009998").ok(), ..user.clone() };
    store.users_update(&user, moved, all.clock.now_ms()).await.expect("the number is free");
    all.pass(MINUTE).await;
    all.pass(5 * MINUTE).await;
    let probe = store.probes_list(user.id, 1, 0, 1).await.expect("the table answers");
    assert!(!probe[0].alarmed.is_empty(), "{probe:?}");
    let user = store.users_get(user.id).await.expect("the table answers").expect("a user");
    let deleted = store.users_delete(&user, None, all.clock.now_ms()).await;
    assert!(matches!(deleted, Ok(UserDeleted::Deleted)), "{deleted:?}");
    all.pass(0).await;
    all.pass(3 * MINUTE).await;
}

async fn somebody(store: &Store, now: i64) -> User {
    let id = UserId(uuid::Uuid::new_v4());
    let email = Email::parse("watched@example.org").expect("an address");
    let phone_number = PhoneNumber::parse("+48120009999").ok();
    let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
    match store.users_create(NewUser { phone_number, ..new }, now).await {
        Ok(UserCreated::Created(user)) => user,
        other => panic!("{other:?}"),
    }
}
