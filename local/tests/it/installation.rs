//! A whole installation on the embedded DynamoDB with a fake Google: every function behind one caller, each with its own
//! door to the table, and a clock that a test moves.

use crate::doors::Door;
use crate::eavesdropper::Eavesdropper;
use accounts::AccountsState;
use auth::{Keyring, SigningKeys};
use connections::Connections;
use data::DataState;
use fakes::{Google, Twilio};
use health::HealthState;
use jobs::Runner;
use oauth::OauthState;
use post::{Outbox, Post};
use probes::ProbesState;
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use serde_json::json;
use store::Store;
use testkit::{Answer, Caller, NOW, World};

pub(crate) const API: &str = "https://api.example";
/// bcrypt of `the token` at its least cost: an outdated password, and the older single-owner token.
pub(crate) const OUTDATED: &str = "$2b$04$26i9/G5mUME5p5hHCn8BOewTnE1R3.dNBMgWdU7gjYUssBohKIUkm";

/// Somebody who is signed in.
pub(crate) struct Session {
    pub(crate) caller: Caller,
    pub(crate) cookie: String,
}

/// The functions, and the world around them.
pub(crate) struct Installation {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    pub(crate) hand: Hand,
    pub(crate) google: Google,
    pub(crate) twilio: Twilio,
    pub(crate) api: Caller,
    runner: Runner,
    pub(crate) doors: [Door; 6],
    pub(crate) ear: Eavesdropper,
    pub(crate) outbox: Outbox,
    pub(crate) keyring: Keyring,
    pub(crate) signing_keys: SigningKeys,
}

impl Installation {
    pub(crate) async fn new() -> Installation {
        let world = World::new().await;
        let (google, twilio) = (Google::start().await, Twilio::start().await);
        let (api, jwks) = (google.url(), google.jwks_url());
        let config = Config::read(|name| match name {
            "ORIGIN_API" => Some(API.to_owned()),
            "FF_ENABLE_REGISTRATION" => Some("true".to_owned()),
            "GOOGLE_API_URL" => Some(api.clone()),
            "GOOGLE_JWKS_URL" => Some(jwks.clone()),
            _ => None,
        });
        let config = config.expect("a valid environment");
        let keys = Keyring::generate().expect("entropy");
        let keyring = Keyring::from_json(&keys).expect("a key");
        let jwt_keys = SigningKeys::generate().expect("entropy");
        let signing_keys = SigningKeys::from_json(&jwt_keys).expect("a key");
        let twilio_account: serde_json::Value = serde_json::from_str(&twilio.account_json()).expect("JSON");
        let secret = json!({
            "twilio": twilio_account,
            "hashed_token": OUTDATED,
            "google_oauth2_creds": google.client_json(),
            "encryption_keys": keys,
            "jwt_keys": jwt_keys,
        });
        let secrets = SecretSource::given(Secrets::from_json(&secret.to_string()).expect("a valid secret"));
        let (clock, hand) = Clock::stopped_at(NOW);
        let doors = [
            Door::of("DataRole", &world).await,
            Door::of("AccountsRole", &world).await,
            Door::of("OauthRole", &world).await,
            Door::of("ProbesRole", &world).await,
            Door::of("HealthRole", &world).await,
            Door::of("JobsRole", &world).await,
        ];
        let [of_data, of_accounts, of_oauth, of_probes, of_health, of_jobs] =
            doors.each_ref().map(|door| door.store.clone());
        let access = |store: &Store| access::Access::new(store.clone(), secrets.clone(), clock.clone(), &config);
        let connections = |store: &Store| Connections::configured(store.clone(), secrets.clone(), &config);
        let data = DataState { access: access(&of_data), store: of_data, clock: clock.clone() };
        let oauth = OauthState::new(connections(&of_oauth), access(&of_oauth), clock.clone(), &config);
        let accounts = AccountsState::new(of_accounts, secrets.clone(), clock.clone(), &config);
        let routes = data::routes(data)
            .merge(accounts::routes(accounts))
            .merge(oauth::routes(oauth))
            .merge(probes::routes(ProbesState::new(of_probes, secrets.clone(), clock.clone(), &config)))
            .merge(health::routes(HealthState { store: of_health, clock: clock.clone() }));
        let ear = Eavesdropper::default();
        let outbox = Outbox::new(format!("{API}/outbox"));
        let post = Post::into_outbox(secrets.clone(), outbox.clone());
        let texts = sms::Sender::into_outbox(sms::Outbox::new(format!("{API}/outbox")));
        Installation {
            api: Caller::new(ear.around(web::border(routes, &runtime::border_config(&config)))),
            runner: Runner::new(of_jobs.clone(), connections(&of_jobs), post, texts, clock.clone()),
            world,
            clock,
            hand,
            google,
            twilio,
            doors,
            ear,
            outbox,
            keyring,
            signing_keys,
        }
    }

    /// What is stored, but for the tries that are counted to slow strangers down.
    pub(crate) async fn items(&self) -> Vec<String> {
        let items = self.world.items().await.into_iter();
        items.filter(|item| !item.contains("S(\"TRY#")).collect()
    }

    /// Lets time pass, with a tick at its end.
    pub(crate) async fn pass(&self, ms: i64) {
        self.hand.advance_ms(ms);
        self.google.set_now(self.clock.now_ms());
        let tick = self.runner.tick(i64::MAX).await.expect("the table answers");
        assert_eq!((tick.failed, tick.died), (0, 0));
    }

    pub(crate) async fn registered(&self, email: &str) {
        let user = json!({"email": email, "password": "correct horse", "role": "STANDARD"});
        ok(self.api.post("/user", user.to_string()).await);
    }

    pub(crate) async fn signed_in(&self, email: &str, password: &str) -> Session {
        let answer = ok(self.api.post("/user/login", json!({"email": email, "password": password}).to_string()).await);
        let cookie =
            answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a cookie").to_owned();
        Session { caller: self.api.with("cookie", &cookie), cookie }
    }

    /// A new token: its id and its text.
    pub(crate) async fn token(&self, session: &Caller) -> (String, String) {
        let body = json!({"name": "phone", "capability": "SUPER"}).to_string();
        let made = ok(session.post("/token", body).await).json();
        let text = |field: &str| made[field].as_str().expect("a text").to_owned();
        (text("id"), text("token_plaintext"))
    }

    /// Connects a token, in a browser that shows `cookie`.
    pub(crate) async fn connect(&self, token: &str, cookie: &str) {
        self.google.set_now(self.clock.now_ms());
        let begun = ok(self.api.with("x-data-token", token).get("/oauth2/google/auth").await).json();
        let back = self.google.approve(begun["url"].as_str().expect("an address")).await;
        let back = back.strip_prefix(API).expect("our own address");
        let landed = self.api.with("cookie", cookie).get(back).await;
        let place = landed.header("location").unwrap_or_default();
        assert!(place.contains("google_oauth2=authorized"), "{} {place}", landed.status);
    }
}

/// The answer, which must be a success.
pub(crate) fn ok(answer: Answer) -> Answer {
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    answer
}
