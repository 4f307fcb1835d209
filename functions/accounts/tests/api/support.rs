//! An installation to call.

pub(crate) use crate::exchange::{Answer, Call};
use accounts::AccountsState;
use auth::Keyring;
use axum::Router;
use runtime::{Clock, Config, CpuWork, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use store::{Store, User, UserUpdated};
use testkit::{NOW, World};
use tower::ServiceExt;

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

    /// A new process, of an installation without any keys.
    pub(crate) fn without_keys(&mut self) {
        self.secrets = SecretSource::given(Secrets::default());
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

    /// The routes of another process, which has its secret from there.
    pub(crate) fn router_with(&self, secrets: &SecretSource) -> Router {
        router(self.world.store(), secrets, &self.clock, &self.config, &self.hashing)
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
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
