//! An installation to call: users who are signed in, and telephones that text.

use auth::SessionId;
use axum::body::Body;
use domain::{Email, PasswordHash, PersonName, PhoneNumber, Role, SessionRef, UserId};
use fakes::Twilio;
use fakes::twilio::Webhook;
use http::Method;
use liveness::{Event, MessageKind};
use probes::{ProbesState, routes};
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use store::{NewSession, NewUser, Stepped, Store, User, UserCreated};
use testkit::{Answer, Caller, MINUTE, NOW, World};

pub(crate) const API: &str = "https://api.example";
pub(crate) const HEAR: &str = "/webhook/sms";
pub(crate) const ADA: &str = "+48120000001";
pub(crate) const TOM: &str = "+48220000001";
pub(crate) const EVA: &str = "+48220000002";
/// Longer than any test passes.
const SESSION_S: i64 = 400 * 86_400;

/// A table, a stopped clock, a fake Twilio, and the routes.
pub(crate) struct App {
    pub(crate) world: World,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) hand: Hand,
    pub(crate) twilio: Twilio,
    pub(crate) nobody: Caller,
}

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) caller: Caller,
}

impl App {
    pub(crate) async fn new() -> App {
        let (world, twilio) = (World::new().await, Twilio::start().await);
        let secrets = Secrets::from_json(&format!(r#"{{"twilio":{}}}"#, twilio.account_json())).unwrap();
        let config = Config::read(|name| (name == "ORIGIN_API").then(|| API.to_owned())).unwrap();
        let ((clock, hand), store) = (Clock::stopped_at(NOW), world.store());
        let state = ProbesState::new(store.clone(), SecretSource::given(secrets), clock.clone(), &config);
        let nobody = Caller::new(web::border(routes(state), &runtime::border_config(&config)));
        let app = App { world, store, clock, hand, twilio, nobody };
        app.person(None, Role::Admin).await; // The first of all is an administrator in any case.
        app
    }

    /// Somebody new, with this number.
    pub(crate) async fn person(&self, number: Option<&str>, role: Role) -> Person {
        let id = UserId(uuid::Uuid::new_v4());
        let email = Email::parse(&format!("{id}@example.org")).unwrap();
        let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
        let first_name = PersonName::parse("Ada").ok();
        let phone_number = number.map(|number| PhoneNumber::parse(number).unwrap());
        let created = self.store.users_create(NewUser { first_name, phone_number, ..new }, NOW).await.unwrap();
        let UserCreated::Created(user) = created else { panic!("the address is free") };
        if user.role != role {
            self.store.users_update(&user, User { role, ..user.clone() }, NOW).await.unwrap();
        }
        let session = SessionId::mint().unwrap();
        let user_agent = "a browser".to_owned();
        let new = NewSession { id: SessionRef(uuid::Uuid::new_v4()), user: id, epoch: 0, user_agent };
        self.store.sessions_create(&session.stored(), &new, self.clock.now_ms(), SESSION_S).await.unwrap();
        Person { id, caller: self.nobody.with("cookie", &format!("sid={}", session.reveal())) }
    }

    /// Somebody with this number and Tom as emergency contact.
    pub(crate) async fn watched(&self, number: &str) -> Person {
        let person = self.person(Some(number), Role::Standard).await;
        person.add("Tom", TOM).await;
        person
    }

    /// Lets minutes pass for somebody, and sends what is to be sent.
    pub(crate) async fn pass(&self, person: &Person, minutes: i64) {
        for _ in 0..minutes {
            self.hand.advance_ms(MINUTE);
            self.now(person).await;
        }
    }

    /// What is due for somebody now happens, and what is to be sent goes out.
    pub(crate) async fn now(&self, person: &Person) {
        let now = self.clock.now_ms();
        let stepped = self.store.watches_step(person.id, |_| Event::Time, None, now).await.unwrap();
        assert!(matches!(stepped, Stepped::Done(_)));
        for stored in self.store.messages_list(person.id).await.unwrap() {
            if stored.standing.is_open() && self.store.messages_begin(person.id, &stored.message.id, now).await.unwrap()
            {
                let sid = format!("SM{}", stored.message.id.as_str());
                self.store.messages_sent(person.id, &stored.message.id, &sid, "accepted", now).await.unwrap();
            }
        }
    }

    /// How many messages of a kind were stored for somebody.
    pub(crate) async fn sent(&self, person: &Person, kind: MessageKind) -> usize {
        let messages = self.store.messages_list(person.id).await.unwrap();
        messages.iter().filter(|stored| stored.message.kind == kind).count()
    }

    /// Somebody texts; what is texted back.
    pub(crate) async fn texts(&self, from: &str, text: &str) -> Vec<String> {
        let answer = self.takes(&self.twilio.texts(from, text, &format!("{API}{HEAR}"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        said(&answer)
    }

    /// A request of Twilio's comes in.
    pub(crate) async fn takes(&self, webhook: &Webhook) -> Answer {
        let caller = self.nobody.with(sms::SIGNATURE_HEADER, &webhook.signature);
        let path = webhook.url.strip_prefix(API).expect("our own address");
        caller
            .with("content-type", webhook.content_type)
            .send(Method::POST, path, Body::from(webhook.body.clone()))
            .await
    }
}

/// What is texted back because of an answer.
pub(crate) fn said(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("content-type"), Some(sms::twiml::CONTENT_TYPE));
    fakes::twilio::Answer { status: answer.status.as_u16(), body: answer.text().to_owned() }.replies()
}

impl Person {
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/users/{}{rest}", self.id)
    }

    pub(crate) async fn get(&self, rest: &str) -> Answer {
        self.caller.get(&self.path(rest)).await
    }

    pub(crate) async fn post(&self, rest: &str, body: Value) -> Answer {
        self.caller.post(&self.path(rest), body.to_string()).await
    }

    pub(crate) async fn put(&self, rest: &str, body: Value) -> Answer {
        let caller = self.caller.with("content-type", "application/json");
        caller.send(Method::PUT, &self.path(rest), Body::from(body.to_string())).await
    }

    pub(crate) async fn delete(&self, rest: &str) -> Answer {
        self.caller.delete(&self.path(rest)).await
    }

    /// Adds an emergency contact.
    pub(crate) async fn add(&self, name: &str, number: &str) {
        let answer = self.post("/contacts", contact(name, number)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    /// Asks to be asked at once, waiting 5 minutes each time.
    pub(crate) async fn asks(&self, max_retries: u16) {
        let wish = json!({"in_minutes": 0, "max_retries": max_retries, "wait_time_in_minutes": 5});
        let answer = self.post("/probes", wish).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    /// The state of the last probe.
    pub(crate) async fn last_probe(&self) -> Value {
        self.get("/probes").await.json()["data"][0].clone()
    }
}

/// An emergency contact to be.
pub(crate) fn contact(name: &str, number: &str) -> Value {
    json!({
        "first_name": name, "last_name": "Smith", "phone_number": number,
        "email": format!("{name}@example.org"), "is_emergency_contact": true,
    })
}

/// `data` of a success.
pub(crate) fn data(answer: &Answer) -> Value {
    let body = answer.json();
    assert!(answer.status.is_success() && body["success"] == true, "{body}");
    body["data"].clone()
}
