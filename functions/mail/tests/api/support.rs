//! An installation with a user whose mailbox is connected.

use auth::DataToken;
use axum::body::Body;
use connections::{Answer as Came, Connections};
use domain::{Capability, Email, PasswordHash, Product, Role, TokenId, UserId};
use extract::Mail;
use fakes::google::Mailbox;
use fakes::openai::Reply;
use fakes::{Google, OpenAi};
use http::Method;
use mail::{MailState, routes};
use mailboxes::Mailboxes;
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use std::fs;
use store::{NewUser, Next, Store, Token, UserCreated};
use testkit::{Answer, Caller, MINUTE, NOW, World};

const API: &str = "https://api.example";
pub(crate) const ACCOUNT: &str = "ada@example.org";
/// The name of the label whose mails are read.
pub(crate) const EVENTS: &str = "Events";
/// When the mails of the corpus arrive: 2026-11-16T14:00:00Z.
pub(crate) const ARRIVED: i64 = 1_794_837_600_000;
/// Longer than any run.
const DEADLINE_MS: i64 = 300_000;

/// What is shared: the engine, Google, a model, the time; and a user.
pub(crate) struct App {
    pub(crate) world: World,
    pub(crate) store: Store,
    pub(crate) google: Google,
    pub(crate) model: OpenAi,
    pub(crate) inbox: Mailbox,
    pub(crate) clock: Clock,
    pub(crate) hand: Hand,
    pub(crate) user: UserId,
    pub(crate) token: TokenId,
    /// With the data token.
    pub(crate) caller: Caller,
    pub(crate) nobody: Caller,
    secrets: SecretSource,
    /// What the next run's environment says.
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl App {
    pub(crate) async fn new() -> App {
        App::with(&[]).await
    }

    /// With these environment variables.
    pub(crate) async fn with(more: &[(&'static str, &str)]) -> App {
        let (world, google, model) = (World::new().await, Google::start().await, OpenAi::start().await);
        google.set_now(NOW);
        let secret = json!({
            "google_oauth2_creds": google.client_json(),
            "encryption_keys": auth::Keyring::generate().unwrap(),
            "openai": { "apiKey": model.key() },
        });
        let secrets = SecretSource::given(Secrets::from_json(&secret.to_string()).unwrap());
        let mut variables = vec![
            ("ORIGIN_API", API.to_owned()),
            ("GOOGLE_API_URL", google.url()),
            ("GOOGLE_JWKS_URL", google.jwks_url()),
            ("GOOGLE_REVOKE_URL", google.revoke_url()),
            ("OPENAI_BASE_URL", model.url()),
        ];
        variables.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let config = config(&variables);
        let ((clock, hand), store) = (Clock::stopped_at(NOW), world.store());
        let state = MailState::new(store.clone(), secrets.clone(), clock.clone(), &config);
        let nobody = Caller::new(web::border(routes(state), &runtime::border_config(&config)));
        let user = user(&store).await;
        let (token, secret) = token(&store, user, Capability::Super).await;
        let inbox = google.mailbox(ACCOUNT);
        inbox.label(EVENTS);
        let caller = nobody.with("x-data-token", &secret);
        let app =
            App { world, store, google, model, inbox, clock, hand, user, token, caller, nobody, secrets, variables };
        app.connect(token, ACCOUNT).await;
        app
    }

    /// Connects a data token to somebody's mailbox.
    pub(crate) async fn connect(&self, token: TokenId, account: &str) {
        let connections = self.connections(self.store.clone());
        let url = connections.begin(self.user, token, Product::Gmail, self.now()).await.unwrap();
        let back = self.google.approve_as(&url, account).await;
        let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
        connections.complete(&state, Came::Code(&code), None, self.now()).await.unwrap();
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    pub(crate) fn connections(&self, store: Store) -> Connections {
        Connections::configured(store, self.secrets.clone(), &config(&self.variables))
    }

    pub(crate) fn mailboxes(&self, store: Store) -> Mailboxes {
        let connections = self.connections(store.clone());
        Mailboxes::configured(store, self.secrets.clone(), connections, &config(&self.variables))
    }

    /// A run by a new process, a minute later.
    pub(crate) async fn run(&self) -> Result<Next, mailboxes::Error> {
        self.hand.advance_ms(MINUTE);
        self.google.set_now(self.now());
        let (mailboxes, clock) = (self.mailboxes(self.world.store()), self.clock.clone());
        mailboxes.run(self.user, self.token, clock, self.now() + DEADLINE_MS).await
    }

    /// A run that goes well.
    pub(crate) async fn ran(&self) -> Value {
        self.run().await.unwrap();
        self.last_run().await
    }

    pub(crate) async fn last_run(&self) -> Value {
        self.mailbox().await["last_run"].clone()
    }

    pub(crate) async fn mailbox(&self) -> Value {
        let answer = self.caller.get(&format!("/mailboxes/{}", self.token)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// A mail comes in, with the label.
    pub(crate) fn receive(&self, raw: impl Into<Vec<u8>>) -> String {
        self.inbox.receive_at(raw, &[EVENTS], ARRIVED)
    }

    /// Mails of the corpus come in; the model will answer as it did there.
    pub(crate) fn receive_corpus(&self, names: &[&str]) {
        for name in names {
            self.learn(name);
            self.receive(corpus(name));
        }
    }

    /// The model will answer to a mail as the corpus has it.
    pub(crate) fn learn(&self, name: &str) {
        let answer = fs::read(path(&name.replace(".eml", ".answer.json")));
        let Ok(answer) = answer else { return };
        let subject = Mail::read(&corpus(name), ARRIVED).unwrap().subject;
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
        self.model.answer_where(&subject, Reply::Content(serde_json::from_str(content).unwrap()));
    }

    /// All events, by way of pages of this size.
    pub(crate) async fn events_by(&self, limit: usize, query: &str) -> Vec<Value> {
        let (mut events, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = self.caller.get(&format!("/events?limit={limit}{query}{cursor}")).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let page = answer.json();
            events.extend(page["events"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return events };
            cursor = format!("&cursor={next}");
        }
    }

    pub(crate) async fn events(&self) -> Vec<Value> {
        self.events_by(200, "").await
    }

    /// The titles of the events that a query finds.
    pub(crate) async fn titles(&self, query: &str) -> Vec<String> {
        let events = self.events_by(200, query).await;
        events.iter().map(|event| event["title"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        let caller = self.caller.with("content-type", "application/json");
        caller.send(Method::PATCH, path, Body::from(body.to_string())).await
    }

    /// Whoever shows a token of the same user with another capability.
    pub(crate) async fn with_capability(&self, capability: Capability) -> Caller {
        let (_, secret) = token(&self.store, self.user, capability).await;
        self.nobody.with("x-data-token", &secret)
    }
}

fn config(variables: &[(&'static str, String)]) -> Config {
    let lookup = |name: &str| variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    Config::read(lookup).unwrap()
}

/// Somebody new, who is active.
pub(crate) async fn user(store: &Store) -> UserId {
    let id = UserId(uuid::Uuid::new_v4());
    let email = Email::parse(&format!("{id}@example.org")).unwrap();
    let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
    assert!(matches!(store.users_create(new, NOW).await.unwrap(), UserCreated::Created(_)));
    id
}

/// A new data token; also what its bearer shows.
pub(crate) async fn token(store: &Store, user: UserId, capability: Capability) -> (TokenId, String) {
    let (id, secret) = (TokenId(uuid::Uuid::new_v4()), DataToken::mint().unwrap());
    let created_at = NOW / 1000;
    let token = Token { id, name: "phone".into(), capability, expires_at: created_at + 1_000_000_000, created_at };
    store.tokens_create(user, &token, &secret.stored(), NOW).await.unwrap();
    (id, secret.reveal().to_owned())
}

fn path(name: &str) -> String {
    format!("{}/../../shared/extract/corpus/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A file of the corpus.
pub(crate) fn corpus(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

/// The mails of the corpus, in the order of their names.
pub(crate) fn corpus_mails() -> Vec<String> {
    let names = fs::read_dir(path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".eml")).collect();
    names.sort();
    names
}

/// A mail of prose, of which only a model can tell what is in it.
pub(crate) fn prose(subject: &str, sender: &str) -> String {
    format!(
        "From: Somebody <{sender}>\r\nSubject: {subject}\r\nDate: Mon, 16 Nov 2026 09:00:00 -0500\r\n\
         Message-ID: <{subject}@example.org>\r\n\r\nPlease come: {subject}."
    )
}

/// What a model says of one event.
pub(crate) fn told(title: &str, start: &str) -> Value {
    json!({
        "title": title, "description": null, "start": start, "end": null, "time_zone": null, "location": null,
        "category": null, "organizer_name": null, "organizer_url": null, "source_url": null, "status": "confirmed",
        "tags": [],
    })
}

/// What it says of a mail.
pub(crate) fn tells(events: &[Value]) -> Reply {
    Reply::Content(json!({ "events": events }))
}

fn parameter(url: &str, name: &str) -> String {
    let url = url.replace("%2F", "/");
    let pair = url.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap().to_owned()
}
