//! Everything that every function does, once, with a record of the calls to DynamoDB that each of them makes.

use accounts::AccountsState;
use axum::body::Body;
use connections::Connections;
use data::DataState;
use domain::{Email, PasswordHash, Role, UserId};
use fakes::Google;
use fakes::google::DEFAULT_ACCOUNT;
use health::HealthState;
use http::Method;
use jobs::Runner;
use oauth::OauthState;
use runtime::{AppToken, Clock, Config, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use store::{NewUser, Policy, Store};
use testkit::{Answer, Call, Caller, Gate, MINUTE, NOW, World};
use utoipa_axum::router::OpenApiRouter;

const API: &str = "https://api.example";
const CONFIGS: &str = "/oauth2/google/configs";
/// bcrypt of `the token` at its least cost: an outdated password, and the older single-owner token.
const OUTDATED: &str = "$2b$04$26i9/G5mUME5p5hHCn8BOewTnE1R3.dNBMgWdU7gjYUssBohKIUkm";
/// More than a third of a session's life, after which it is prolonged.
const LATER: i64 = 15 * MINUTE;

/// A call, as permissions see it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Made {
    /// What IAM calls it.
    pub(crate) action: String,
    /// The partition key, or the index.
    pub(crate) key: String,
}

/// A function's own way to the table.
struct Door {
    role: &'static str,
    store: Store,
    made: Arc<Mutex<BTreeSet<Made>>>,
}

impl Door {
    async fn of(role: &'static str, world: &World) -> Door {
        let mut gate = Gate::before(&world.endpoint()).await;
        let (store, made) = (gate.store_with(Policy::default()), Arc::<Mutex<BTreeSet<Made>>>::default());
        let record = made.clone();
        tokio::spawn(async move {
            while let Some(call) = gate.pass(None).await {
                record.lock().expect("nobody panicked").extend(parts(&call));
            }
        });
        Door { role, store, made }
    }

    fn made(&self) -> (&'static str, BTreeSet<Made>) {
        (self.role, self.made.lock().expect("nobody panicked").clone())
    }
}

/// A call's parts; those of a transaction need the permissions of single calls.
fn parts(call: &Call) -> Vec<Made> {
    let body: Value = serde_json::from_str(&call.body).expect("DynamoDB speaks JSON");
    let made = |action: &str, key: &Value| Made {
        action: action.to_owned(),
        key: key.as_str().unwrap_or_else(|| panic!("{action} without a key")).to_owned(),
    };
    match call.operation.as_str() {
        "TransactWriteItems" => {
            let parts = body["TransactItems"].as_array().into_iter().flatten().flat_map(|part| part.as_object());
            let parts = parts.flat_map(|part| part.iter());
            parts.map(|(kind, part)| made(single(kind), key_of(part))).collect()
        }
        "BatchWriteItem" => {
            let requests = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            let requests = requests.flat_map(|requests| requests.as_array().into_iter().flatten());
            requests.map(|request| made("BatchWriteItem", key_of(&request["DeleteRequest"]))).collect()
        }
        "Query" if body["IndexName"].is_string() => vec![made("Query", &body["IndexName"])],
        "Query" => vec![made("Query", &body["ExpressionAttributeValues"][":pk"]["S"])],
        operation => vec![made(operation, key_of(&body))],
    }
}

fn single(part: &str) -> &str {
    match part {
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        "ConditionCheck" => "ConditionCheckItem",
        _ => part,
    }
}

fn key_of(call: &Value) -> &Value {
    let place = if call["Key"].is_object() { &call["Key"] } else { &call["Item"] };
    &place["pk"]["S"]
}

/// Somebody who is signed in.
struct Session {
    accounts: Caller,
    cookie: String,
}

/// The functions, and the world around them.
struct Installation {
    world: World,
    clock: Clock,
    hand: Hand,
    google: Google,
    data: Caller,
    accounts: Caller,
    oauth: Caller,
    health: Caller,
    runner: Runner,
    doors: [Door; 5],
}

impl Installation {
    async fn new() -> Installation {
        let world = World::new().await;
        let google = Google::start().await;
        let (api, jwks) = (google.url(), google.jwks_url());
        let config = Config::read(|name| match name {
            "ORIGIN_API" => Some(API.to_owned()),
            "FF_ENABLE_REGISTRATION" => Some("true".to_owned()),
            "GOOGLE_API_URL" => Some(api.clone()),
            "GOOGLE_JWKS_URL" => Some(jwks.clone()),
            _ => None,
        });
        let config = config.expect("a valid environment");
        let secret = json!({
            "hashed_token": OUTDATED,
            "google_oauth2_creds": google.client_json(),
            "encryption_keys": auth::Keyring::generate().expect("entropy"),
        });
        let secrets = SecretSource::given(Secrets::from_json(&secret.to_string()).expect("a valid secret"));
        let (clock, hand) = Clock::stopped_at(NOW);
        let doors = [
            Door::of("DataRole", &world).await,
            Door::of("AccountsRole", &world).await,
            Door::of("OauthRole", &world).await,
            Door::of("HealthRole", &world).await,
            Door::of("JobsRole", &world).await,
        ];
        let [of_data, of_accounts, of_oauth, of_health, of_jobs] = doors.each_ref().map(|door| door.store.clone());
        let access = |store: &Store| access::Access::new(store.clone(), AppToken::new(secrets.clone(), clock.clone()));
        let connections = |store: &Store| Connections::configured(store.clone(), secrets.clone(), &config);
        let caller = |routes: OpenApiRouter| {
            let (routes, _) = routes.split_for_parts();
            Caller::new(web::border(routes, &runtime::border_config(&config)))
        };
        let data = DataState { access: access(&of_data), store: of_data, clock: clock.clone() };
        let oauth = OauthState::new(connections(&of_oauth), access(&of_oauth), of_oauth, clock.clone(), &config);
        Installation {
            data: caller(data::router(data)),
            accounts: caller(accounts::router(AccountsState::new(of_accounts, clock.clone(), &config))),
            oauth: caller(oauth::router(oauth)),
            health: caller(health::router(HealthState { store: of_health, clock: clock.clone() })),
            runner: Runner::new(of_jobs.clone(), connections(&of_jobs), clock.clone()),
            world,
            clock,
            hand,
            google,
            doors,
        }
    }

    /// Lets time pass, with a tick at its end.
    async fn pass(&self, ms: i64) {
        self.hand.advance_ms(ms);
        self.google.set_now(self.clock.now_ms());
        let tick = self.runner.tick(i64::MAX).await.expect("the table answers");
        assert_eq!((tick.failed, tick.died), (0, 0));
    }

    async fn registered(&self, email: &str) {
        let user = json!({"email": email, "password": "correct horse", "role": "STANDARD"});
        ok(self.accounts.post("/user", user.to_string()).await);
    }

    async fn signed_in(&self, email: &str, password: &str) -> Session {
        let answer =
            ok(self.accounts.post("/user/login", json!({"email": email, "password": password}).to_string()).await);
        let cookie =
            answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
        Session { accounts: self.accounts.with("cookie", &cookie), cookie }
    }

    /// A new token: its id and its text.
    async fn token(&self, session: &Caller) -> (String, String) {
        let body = json!({"name": "phone", "capability": "SUPER"}).to_string();
        let made = ok(session.post("/token", body).await).json();
        let text = |field: &str| made[field].as_str().expect("a text").to_owned();
        (text("id"), text("token_plaintext"))
    }

    /// Connects a token, in a browser that shows `cookie`.
    async fn connect(&self, token: &str, cookie: &str) {
        self.google.set_now(self.clock.now_ms());
        let begun = ok(self.oauth.with("x-data-token", token).get("/oauth2/google/auth").await).json();
        let back = self.google.approve(begun["url"].as_str().expect("an address")).await;
        let back = back.strip_prefix(API).expect("our own address");
        ok(self.oauth.with("cookie", cookie).get(back).await);
    }
}

/// What each role's function did.
pub(crate) async fn happens() -> Vec<(&'static str, BTreeSet<Made>)> {
    let all = Installation::new().await;
    let [start @ .., _] = &all.doors;
    for door in start {
        // Every `main` but that of jobs begins with it.
        door.store.heartbeat_read().await.expect("the table answers");
    }
    ok(all.health.get("/healthz").await);
    all.pass(0).await;
    points(&all).await;
    sessions(&all).await;
    calendars(&all).await;
    the_end(&all).await;
    all.doors.iter().map(Door::made).collect()
}

/// Written, corrected, dropped, and sealed in between.
async fn points(all: &Installation) {
    all.registered("owner@example.org").await;
    let session = all.signed_in("owner@example.org", "correct horse").await;
    let (_, token) = all.token(&session.accounts).await;
    let data = all.data.with("x-data-token", &token);
    let point = |value: i64| json!([{"timestamp": NOW + value, "dimensions": {}, "value": value}]).to_string();
    ok(data.post("/data/kept", point(1)).await);
    ok(data.with("idempotency-key", "k").post("/data/dropped", point(2)).await);
    ok(all.data.with("x-token", "the token").get("/data/kept").await);
    ok(data.get("/data?detail=true").await);
    all.pass(61 * MINUTE).await;
    ok(data.get("/data/kept").await);
    ok(data.delete(&format!("/data/kept/points?start={NOW}&end={}", NOW + 10)).await);
    ok(data.delete("/data/dropped").await);
    ok(data.post("/data/kept", point(3)).await);
    all.pass(61 * MINUTE).await;
}

/// Prolonged, renewed, ended; and a password that was hashed long ago.
async fn sessions(all: &Installation) {
    let old = NewUser::active(
        UserId(uuid::Uuid::new_v4()),
        Email::parse("old@example.org").expect("an address"),
        Role::Standard,
        PasswordHash::new(OUTDATED),
    );
    all.world.store().users_create(old, NOW).await.expect("the table answers");
    let session = all.signed_in("old@example.org", "the token").await.accounts;
    all.hand.advance_ms(LATER);
    ok(session.get("/user").await);
    ok(session.post("/user/refresh", "").await);
    let session = all.signed_in("old@example.org", "the token").await.accounts;
    let (id, _) = all.token(&session).await;
    ok(session.get("/token").await);
    ok(session.delete(&format!("/token/{id}")).await);
    // Connected and disconnected before anything else was written: the end of the connection makes the first seal due.
    let (id, token) = all.token(&session).await;
    all.connect(&token, "theme=dark").await;
    ok(all.oauth.with("x-data-token", &token).delete(&format!("{CONFIGS}/{id}")).await);
    ok(session.post("/user/logout", "").await);
}

/// Connected, polled and disconnected: by hand, and with the token.
async fn calendars(all: &Installation) {
    let event = json!({"summary": "#!run", "start": {"dateTime": "2026-11-20T07:00:00Z"}});
    all.google.calendar(DEFAULT_ACCOUNT, "primary").insert(event);
    let session = all.signed_in("owner@example.org", "correct horse").await;
    let (id, token) = all.token(&session.accounts).await;
    all.pass(LATER).await;
    all.connect(&token, &session.cookie).await;
    all.pass(0).await;
    ok(all.oauth.with("x-token", "the token").get(CONFIGS).await);
    let holder = all.oauth.with("x-data-token", &token).with("content-type", "application/json");
    ok(holder.get(&format!("{CONFIGS}/{id}/calendars")).await);
    let chosen = Body::from(r#"{"calendars": ["primary"]}"#);
    ok(holder.send(Method::PUT, &format!("{CONFIGS}/{id}/calendars"), chosen).await);
    all.pass(MINUTE).await;
    ok(holder.delete(&format!("{CONFIGS}/{id}")).await);
    let (id, token) = all.token(&session.accounts).await;
    all.connect(&token, &session.cookie).await;
    all.pass(MINUTE).await;
    ok(session.accounts.delete(&format!("/token/{id}")).await);
    all.pass(MINUTE).await;
    let (_, token) = all.token(&session.accounts).await;
    all.connect(&token, &session.cookie).await;
    all.pass(61 * MINUTE).await;
}

/// A user goes, with a connection and points.
async fn the_end(all: &Installation) {
    let session = all.signed_in("owner@example.org", "correct horse").await;
    ok(session.accounts.delete("/user").await);
    all.pass(MINUTE).await;
    all.pass(3 * MINUTE).await;
}

fn ok(answer: Answer) -> Answer {
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    answer
}
