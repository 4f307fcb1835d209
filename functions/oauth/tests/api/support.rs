//! An installation with a fake Google, its users, and browsers that come and go.

use access::Access;
use auth::{DataToken, SessionId};
use axum::Router;
use connections::Connections;
use domain::{Capability, Email, PasswordHash, Role, SessionRef, TokenId, UserId};
use fakes::Google;
use oauth::OauthState;
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use serde_json::{Value, json};
use store::{NewSession, NewUser, Store, Token, UserCreated};
use testkit::{Answer, Caller, NOW, World};

pub(crate) const UI: &str = "https://ui.example";
pub(crate) const API: &str = "https://api.example";
/// bcrypt of `the token` at its least cost, 4.
const HASHED_TOKEN: &str = "$2b$04$26i9/G5mUME5p5hHCn8BOewTnE1R3.dNBMgWdU7gjYUssBohKIUkm";
/// How long a token of [`App::token`] lives.
pub(crate) const TOKEN_LIFE_S: i64 = 86_400;

/// A table, a stopped clock, a fake Google, one user, and the routes.
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) google: Google,
    pub(crate) connections: Connections,
    pub(crate) clock: Clock,
    pub(crate) hand: Hand,
    pub(crate) user: UserId,
    config: Config,
    secrets: SecretSource,
    _world: World,
}

/// A data token and a client that shows it.
pub(crate) struct Holder {
    pub(crate) id: TokenId,
    pub(crate) caller: Caller,
}

impl App {
    pub(crate) async fn new() -> App {
        App::with(&[("ORIGIN", UI), ("ORIGIN_API", API)], json!({})).await
    }

    /// With this environment, and these fields of the secret in place of good ones.
    pub(crate) async fn with(variables: &[(&str, &str)], fields: Value) -> App {
        App::made(variables, |_| fields).await
    }

    /// The same with fields that are made for this Google.
    pub(crate) async fn made(variables: &[(&str, &str)], fields: impl FnOnce(&Google) -> Value) -> App {
        let google = Google::start().await;
        google.set_now(NOW);
        let (api, jwks) = (google.url(), google.jwks_url());
        let ours = [("GOOGLE_API_URL", api.as_str()), ("GOOGLE_JWKS_URL", jwks.as_str())];
        let variables: Vec<_> = ours.iter().chain(variables).copied().collect();
        let lookup = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let config = Config::read(lookup).unwrap();
        let secrets = SecretSource::given(secrets(&google, &fields(&google)));
        let world = World::new().await;
        let store = world.store();
        let (clock, hand) = Clock::stopped_at(NOW);
        let connections = Connections::configured(store.clone(), secrets.clone(), &config);
        let user = new_user(&store, "owner@example.org").await;
        App { store, google, connections, clock, hand, user, config, secrets, _world: world }
    }

    fn routes(&self) -> Router {
        let access = Access::new(self.store.clone(), self.secrets.clone(), self.clock.clone(), &self.config);
        let (connections, clock) = (self.connections.clone(), self.clock.clone());
        oauth::routes(OauthState::new(connections, access, clock, &self.config))
    }

    /// Somebody without any header.
    pub(crate) fn nobody(&self) -> Caller {
        Caller::new(web::border(self.routes(), &runtime::border_config(&self.config)))
    }

    /// The user's new token.
    pub(crate) async fn holder(&self, capability: Capability) -> Holder {
        self.holder_of(self.user, capability, "phone & co").await
    }

    pub(crate) async fn holder_of(&self, user: UserId, capability: Capability, name: &str) -> Holder {
        let (secret, now_s) = (DataToken::mint().unwrap(), self.clock.now_ms() / 1000);
        let token = Token {
            id: TokenId(uuid::Uuid::new_v4()),
            name: name.to_owned(),
            capability,
            created_at: now_s,
            expires_at: now_s + TOKEN_LIFE_S,
        };
        self.store.tokens_create(user, &token, &secret.stored(), NOW).await.unwrap();
        Holder { id: token.id, caller: self.nobody().with("x-data-token", secret.reveal()) }
    }

    /// A new user's session, as a browser shows it.
    pub(crate) async fn session_of(&self, user: UserId) -> Caller {
        let session = SessionId::mint().unwrap();
        let new =
            NewSession { id: SessionRef(uuid::Uuid::new_v4()), user, epoch: 0, user_agent: "a browser".to_owned() };
        self.store.sessions_create(&session.stored(), &new, self.clock.now_ms(), 1_800).await.unwrap();
        self.nobody().with("cookie", &format!("sid={}", session.reveal()))
    }

    /// Lets the holder begin, and the owner of the account consent: where Google sends the browser.
    pub(crate) async fn approved(&self, holder: &Holder) -> String {
        callback(&self.google.approve(&begun(holder).await).await)
    }

    /// A connected token.
    pub(crate) async fn connected(&self) -> Holder {
        let holder = self.holder(Capability::Api).await;
        let back = self.approved(&holder).await;
        assert_eq!(self.nobody().get(&back).await.status, 307);
        holder
    }

    /// A token that is connected to the mailbox of the same account.
    pub(crate) async fn mailbox(&self) -> Holder {
        let holder = self.holder(Capability::Api).await;
        let back = callback(&self.google.approve(&begun_with(&holder, GMAIL).await).await);
        assert_eq!(self.nobody().get(&back).await.status, 307);
        holder
    }

    /// Runs the job that polls.
    pub(crate) async fn poll(&self, holder: &Holder) {
        let polled = self.connections.poll(self.user, holder.id, self.clock.clone()).await;
        drop(polled); // What becomes of a failure is seen over HTTP.
    }

    /// The only connection, as it is listed.
    pub(crate) async fn listed(&self, holder: &Holder) -> Value {
        let Answer { status, .. } = holder.caller.get(CONFIGS).await;
        assert_eq!(status, 200);
        let listed = holder.caller.get(CONFIGS).await.json();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
        listed[0].clone()
    }
}

pub(crate) const AUTH: &str = "/oauth2/google/auth";
pub(crate) const GMAIL: &str = "/oauth2/google/auth?product=gmail";
pub(crate) const CONFIGS: &str = "/oauth2/google/configs";

pub(crate) fn calendars_of(token: TokenId) -> String {
    format!("{CONFIGS}/{token}/calendars")
}

/// The address that a consent begins with.
pub(crate) async fn begun(holder: &Holder) -> String {
    begun_with(holder, AUTH).await
}

/// The address that a consent to a product begins with.
pub(crate) async fn begun_with(holder: &Holder, path: &str) -> String {
    let answer = holder.caller.get(path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["url"].as_str().unwrap().to_owned()
}

/// The path and query of an address on our own host.
pub(crate) fn callback(address: &str) -> String {
    address.strip_prefix(API).unwrap().to_owned()
}

pub(crate) async fn new_user(store: &Store, email: &str) -> UserId {
    let new = NewUser::active(
        UserId(uuid::Uuid::new_v4()),
        Email::parse(email).unwrap(),
        Role::Standard,
        PasswordHash::new("$none"),
    );
    let UserCreated::Created(user) = store.users_create(new, NOW).await.unwrap() else { panic!("it is free") };
    user.id
}

fn secrets(google: &Google, fields: &Value) -> Secrets {
    let mut all = json!({
        "hashed_token": HASHED_TOKEN,
        "google_oauth2_creds": google.client_json(),
        "encryption_keys": auth::Keyring::generate().unwrap(),
    });
    let (all_fields, given) = (all.as_object_mut().unwrap(), fields.as_object().unwrap());
    all_fields.extend(given.clone());
    Secrets::from_json(&all.to_string()).unwrap()
}
