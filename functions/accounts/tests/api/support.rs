//! An installation to call, and short forms for calling it.

use accounts::AccountsState;
use auth::Keyring;
use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use runtime::{Clock, Config, CpuWork, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use std::net::IpAddr;
use store::{Store, User, UserUpdated};
use testkit::{NOW, World};
use tower::ServiceExt;
use web::ClientAddress;

/// Where links in letters lead. Cookies are for any connection then, as tests expect them.
pub(crate) const API: &str = "http://api.example";
pub(crate) const PASSWORD: &str = "correct horse";

/// An installation with a table, a clock and the routes of accounts.
pub(crate) struct App {
    pub(crate) world: World,
    pub(crate) hand: Hand,
    pub(crate) hashing: CpuWork,
    pub(crate) keyring: Keyring,
    secrets: SecretSource,
    encryption_keys: Value,
    clock: Clock,
    config: Config,
    router: Router,
}

impl App {
    /// With registration open.
    pub(crate) async fn new() -> App {
        App::with(&[("FF_ENABLE_REGISTRATION", "true")]).await
    }

    /// With these variables in its environment.
    pub(crate) async fn with(variables: &[(&str, &str)]) -> App {
        let lookup = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let lookup = |name: &str| lookup(name).or_else(|| (name == "ORIGIN_API").then(|| API.to_owned()));
        let config = Config::read(lookup).expect("a valid environment");
        let (world, hashing) = (World::new().await, CpuWork::new(1, 32));
        let (clock, hand) = Clock::stopped_at(NOW);
        let encryption_keys = Keyring::generate().expect("entropy");
        let keyring = Keyring::from_json(&encryption_keys).expect("a valid key");
        let secrets = SecretSource::given(secrets(&encryption_keys));
        let router = router(world.store(), &secrets, &clock, &config, &hashing);
        App { world, hand, hashing, keyring, secrets, encryption_keys, clock, config, router }
    }

    /// A new process over the same table.
    pub(crate) fn restart(&mut self) {
        self.router = router(self.world.store(), &self.secrets, &self.clock, &self.config, &self.hashing);
    }

    /// A new process that signs with these keys.
    pub(crate) fn sign_with(&mut self, jwt_keys: &Value) {
        let secret = json!({ "encryption_keys": self.encryption_keys, "jwt_keys": jwt_keys });
        let secrets = Secrets::from_json(&secret.to_string()).expect("a valid secret");
        self.secrets = SecretSource::given(secrets);
        self.restart();
    }

    pub(crate) fn store(&self) -> Store {
        self.world.store()
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        Answer::read(self.router.clone().oneshot(call.into_request()).await.expect("routers do not fail")).await
    }

    /// The same, through a store whose calls the test counts.
    pub(crate) async fn send_over(&self, store: Store, call: Call) -> Answer {
        Answer::read(self.router_over(store).oneshot(call.into_request()).await.expect("routers do not fail")).await
    }

    /// The same from another task.
    pub(crate) fn spawn(&self, call: Call) -> tokio::task::JoinHandle<Answer> {
        let router = self.router.clone();
        tokio::spawn(async move { Answer::read(router.oneshot(call.into_request()).await.expect("as above")).await })
    }

    /// The routes over another store, as a process of its own has them.
    pub(crate) fn router_over(&self, store: Store) -> Router {
        router(store, &self.secrets, &self.clock, &self.config, &self.hashing)
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    pub(crate) async fn register(&self, email: &str) -> Answer {
        self.send(Call::post("/user").json(registration(email, PASSWORD, "STANDARD"))).await
    }

    pub(crate) async fn login(&self, email: &str, password: &str) -> Answer {
        self.send(login(email, password)).await
    }

    /// A new user's session.
    pub(crate) async fn signed_in(&self, email: &str) -> String {
        assert_eq!(self.register(email).await.status, 200);
        self.login(email, PASSWORD).await.sid()
    }

    /// The user as they are stored, changed.
    pub(crate) async fn change(&self, email: &str, change: impl FnOnce(&mut User)) {
        let email = domain::Email::parse(email).expect("an address");
        let before = self.store().users_by_email(&email).await.expect("it answers").expect("a user");
        let mut after = before.clone();
        change(&mut after);
        let updated = self.store().users_update(&before, after, self.clock.now_ms()).await;
        assert!(matches!(updated, Ok(UserUpdated::Updated(_))), "{updated:?}");
    }

    /// A session of a program: its access token and its refresh token.
    pub(crate) async fn tokens(&self, email: &str) -> Tokens {
        let call = Call::post("/login").json(json!({"email": email, "password": PASSWORD}));
        Tokens::of(&self.send(call).await)
    }

    pub(crate) async fn renew(&self, refresh: &str) -> Answer {
        self.send(Call::post("/auth/refresh").json(json!({"refresh_token": refresh}))).await
    }

    /// Whether an access token lets anybody in.
    pub(crate) async fn lets_in(&self, access: &str) -> bool {
        self.send(Call::get("/user").bearer(access)).await.status == 200
    }

    /// A new token of whose session it is: the whole answer.
    pub(crate) async fn token(&self, sid: &str, name: &str) -> Value {
        let call = Call::post("/token").sid(sid).json(json!({"name": name, "capability": "SUPER"}));
        self.send(call).await.ok()
    }

    /// Whether a data token is good for anything.
    pub(crate) async fn grants(&self, token_plaintext: &Value) -> bool {
        let hash = auth::DataToken::presented(token_plaintext.as_str().expect("a text")).stored();
        self.store().tokens_find(&hash, self.clock.now_ms()).await.expect("the engine answers").is_some()
    }
}

/// What a program has of its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    pub(crate) fn of(answer: &Answer) -> Tokens {
        let body = answer.ok();
        let text = |name: &str| body[name].as_str().expect("a text").to_owned();
        Tokens { access: text("access_token"), refresh: text("refresh_token") }
    }
}

fn secrets(encryption_keys: &Value) -> Secrets {
    let secret = json!({
        "encryption_keys": encryption_keys,
        "jwt_keys": auth::SigningKeys::generate().expect("entropy"),
    });
    Secrets::from_json(&secret.to_string()).expect("a valid secret")
}

fn router(store: Store, secrets: &SecretSource, clock: &Clock, config: &Config, hashing: &CpuWork) -> Router {
    let state = AccountsState::new(store, secrets.clone(), clock.clone(), config).hashing_in(hashing.clone());
    let routes = accounts::routes(state);
    web::border(routes, &runtime::border_config(config))
}

pub(crate) fn registration(email: &str, password: &str, role: &str) -> Value {
    json!({"email": email, "password": password, "role": role})
}

pub(crate) fn login(email: &str, password: &str) -> Call {
    Call::post("/user/login").json(json!({"email": email, "password": password}))
}

/// A request in the making.
pub(crate) struct Call {
    request: http::request::Builder,
    body: Body,
}

impl Call {
    pub(crate) fn new(method: &str, path: &str) -> Call {
        Call { request: Request::builder().method(method).uri(path), body: Body::empty() }
    }

    pub(crate) fn get(path: &str) -> Call {
        Call::new("GET", path)
    }

    pub(crate) fn post(path: &str) -> Call {
        Call::new("POST", path)
    }

    pub(crate) fn delete(path: &str) -> Call {
        Call::new("DELETE", path)
    }

    pub(crate) fn sid(self, sid: &str) -> Call {
        Call { request: self.request.header(COOKIE, format!("sid={sid}")), ..self }
    }

    pub(crate) fn bearer(self, token: &str) -> Call {
        Call { request: self.request.header(AUTHORIZATION, format!("Bearer {token}")), ..self }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Call {
        Call { request: self.request.header(name, value), ..self }
    }

    /// A body that says it is a form, as it travels.
    pub(crate) fn form_text(self, body: &str) -> Call {
        let request = self.request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Call { request, body: Body::from(body.to_owned()) }
    }

    pub(crate) fn from(self, address: &str) -> Call {
        let address: IpAddr = address.parse().expect("an address");
        Call { request: self.request.extension(ClientAddress(address)), ..self }
    }

    pub(crate) fn json(self, body: Value) -> Call {
        self.text(&body.to_string())
    }

    /// What a browser sends of a form.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Call {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Call { request, body: Body::from(body) }
    }

    /// A body that says it is JSON.
    pub(crate) fn text(self, body: &str) -> Call {
        let request = self.request.header(CONTENT_TYPE, "application/json");
        Call { request, body: Body::from(body.to_owned()) }
    }

    pub(crate) fn into_request(self) -> Request<Body> {
        self.request.body(self.body).expect("a valid request")
    }
}

/// A response that has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(response: axum::response::Response) -> Answer {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let body = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The body of a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        self.json()
    }

    /// That its object has these keys, in this order, and no others.
    pub(crate) fn has_keys(&self, keys: &[&str]) {
        let places: Vec<_> = keys.iter().map(|key| self.body.find(&format!("\"{key}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", self.body);
        assert_eq!(self.json().as_object().map(serde_json::Map::len), Some(keys.len()), "{}", self.body);
    }

    /// Status and `detail`; of a list each rule and the last step to its place.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let detail = &self.json()["detail"];
        let listed = |violation: &Value| {
            let place = violation["loc"].as_array().and_then(|loc| loc.last()).expect("a place");
            format!("{} {}", violation["type"].as_str().expect("a rule"), place).replace('"', "")
        };
        let text = match detail {
            Value::Array(list) => list.iter().map(listed).collect::<Vec<_>>().join(", "),
            other => other.as_str().expect("a sentence").to_owned(),
        };
        (self.status, text)
    }

    /// Status, and code and reason of the `detail`.
    pub(crate) fn coded(&self) -> (u16, String) {
        let detail = &self.json()["detail"];
        if let Some(code) = detail.as_str() {
            return (self.status, code.to_owned());
        }
        let text = |field: &str| detail[field].as_str().expect("a text").to_owned();
        (self.status, format!("{} {}", text("code"), text("reason")))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("ASCII")).collect()
    }

    /// The session that it sets.
    pub(crate) fn sid(&self) -> String {
        let [cookie] = self.cookies()[..] else { panic!("one cookie: {self:?}") };
        let sid = cookie.strip_prefix("sid=").and_then(|rest| rest.split(';').next());
        sid.expect("a session").to_owned()
    }
}
