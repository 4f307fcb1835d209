//! Calendars that are polled by the clock.

use crate::{Clockwork, no_mailboxes, no_post, no_texts};
use connections::{Answer, Connections};
use domain::{Capability, Email, PasswordHash, Product, Role, TokenHash, TokenId, UserId};
use fakes::Google;
use fakes::google::{Call, Fault};
use jobs::Runner;
use runtime::{Config, SecretSource, Secrets};
use serde_json::json;
use store::{NewUser, Token, User, UserCreated, UserDeleted};
use testkit::{DAY, NOW};

const ACCOUNT: &str = "ada@example.org";

struct Office {
    clockwork: Clockwork,
    google: Google,
    connections: Connections,
    user: User,
    token: TokenId,
}

impl Office {
    /// A user whose data token is connected to a calendar with one event.
    async fn new() -> Office {
        let mut clockwork = Clockwork::new().await;
        let google = Google::start().await;
        google.set_now(NOW);
        let event = json!({"summary": "#!run", "start": {"dateTime": "2026-11-20T07:00:00Z"}});
        google.calendar(ACCOUNT, "primary").insert(event);
        let connections = connections(&clockwork, &google);
        let mailboxes = no_mailboxes(&clockwork.store, &connections);
        let (store, clock) = (clockwork.store.clone(), clockwork.clock.clone());
        clockwork.runner = Runner::new(store, connections.clone(), mailboxes, no_post(), no_texts(), clock);
        let (user, token) = somebody(&clockwork).await;
        let url = connections.begin(user.id, token, Product::Calendar, NOW).await.unwrap();
        let back = google.approve_as(&url, ACCOUNT).await.replace("%2F", "/");
        let parameter = |name: &str| {
            let pair = back.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap().to_owned()
        };
        connections.complete(&parameter("state"), Answer::Code(&parameter("code")), None, NOW).await.unwrap();
        Office { clockwork, google, connections, user, token }
    }

    async fn metrics(&self) -> Vec<String> {
        let metrics = self.clockwork.store.metrics_list(self.user.id).await.unwrap();
        metrics.iter().map(ToString::to_string).filter(|name| name.starts_with("imp.events")).collect()
    }

    /// How often the calendar was asked for since the last time that somebody asked for this.
    fn polls(&self) -> usize {
        let polls = self.google.requests_of(Call::Events).len();
        self.google.forget_requests();
        polls
    }
}

fn connections(clockwork: &Clockwork, google: &Google) -> Connections {
    let secret = json!({
        "google_oauth2_creds": google.client_json(),
        "encryption_keys": {"1": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},
    });
    let secrets = SecretSource::given(Secrets::from_json(&secret.to_string()).unwrap());
    let config = Config::read(|name| match name {
        "ORIGIN_API" => Some("https://api.example".to_owned()),
        "GOOGLE_API_URL" => Some(google.url()),
        "GOOGLE_JWKS_URL" => Some(google.jwks_url()),
        _ => None,
    });
    Connections::configured(clockwork.store.clone(), secrets, &config.unwrap())
}

async fn somebody(clockwork: &Clockwork) -> (User, TokenId) {
    let new = NewUser::active(
        UserId(uuid::Uuid::new_v4()),
        Email::parse(ACCOUNT).unwrap(),
        Role::Standard,
        PasswordHash::new("none"),
    );
    let UserCreated::Created(user) = clockwork.store.users_create(new, NOW).await.unwrap() else { panic!("created") };
    let token = Token {
        id: TokenId(uuid::Uuid::new_v4()),
        name: "phone".into(),
        capability: Capability::Api,
        expires_at: (NOW + DAY) / 1000,
        created_at: NOW / 1000,
    };
    clockwork.store.tokens_create(user.id, &token, &TokenHash::new("hash"), NOW).await.unwrap();
    (user, token.id)
}

#[tokio::test]
async fn a_calendar_is_polled_at_once_and_then_every_five_minutes() {
    let office = Office::new().await;
    office.clockwork.tick().await;
    assert_eq!(office.metrics().await, ["imp.events.duration"]);
    assert_eq!(office.polls(), 1);
    office.clockwork.pass(20).await;
    assert_eq!(office.polls(), 4);
}

#[tokio::test]
async fn a_new_process_polls_every_calendar_at_its_first_tick() {
    let office = Office::new().await;
    office.clockwork.tick().await;
    office.clockwork.pass(1).await;
    assert_eq!(office.polls(), 1);
    let Clockwork { store, clock, .. } = &office.clockwork;
    let (connections, mailboxes) = (office.connections.clone(), no_mailboxes(store, &office.connections));
    let deployed = Runner::new(store.clone(), connections, mailboxes, no_post(), no_texts(), clock.clone());
    deployed.tick(i64::MAX).await.unwrap();
    assert_eq!(office.polls(), 1);
}

#[tokio::test]
async fn a_failing_google_is_asked_less_and_less_and_never_given_up() {
    let office = Office::new().await;
    office.google.fail_always(Call::Events, Fault::Status { code: 503, reason: "backendError" });
    let ran = office.clockwork.pass(6 * 60).await;
    assert_eq!(ran.died, 0);
    assert!((10..25).contains(&office.polls()), "doubling waits, up to an hour");
    office.google.heal();
    office.clockwork.pass(61).await;
    assert_eq!(office.metrics().await, ["imp.events.duration"]);
}

#[tokio::test]
async fn an_expired_token_is_polled_no_more() {
    let office = Office::new().await;
    office.clockwork.tick().await;
    assert_eq!(office.polls(), 1);
    office.clockwork.hand.advance_ms(DAY);
    office.clockwork.pass(60).await;
    assert_eq!(office.polls(), 0);
    assert_eq!(office.metrics().await, ["imp.events.duration"], "what was made stays");
}

#[tokio::test]
async fn a_deleted_token_ends_its_connection_at_the_next_tick() {
    let office = Office::new().await;
    office.clockwork.tick().await;
    let store = &office.clockwork.store;
    store.tokens_delete(office.user.id, office.token, NOW).await.unwrap();
    office.clockwork.pass(1).await;
    assert_eq!((office.metrics().await.len(), office.google.grants(ACCOUNT)), (0, 0));
    office.polls();
    office.clockwork.pass(30).await;
    assert_eq!(office.polls(), 0);
}

#[tokio::test]
async fn a_deleted_user_leaves_nothing_and_google_is_told() {
    let office = Office::new().await;
    office.clockwork.tick().await;
    let deleted = office.clockwork.store.users_delete(&office.user, None, NOW).await.unwrap();
    assert_eq!(deleted, UserDeleted::Deleted);
    let ran = office.clockwork.pass(10).await;
    assert_eq!((ran.failed, ran.died), (0, 0));
    assert_eq!(office.google.grants(ACCOUNT), 0);
    let left = office.clockwork.world.partitions().await;
    assert!(!left.iter().any(|pk| pk.starts_with("U#")), "{left:?}");
    office.polls();
    office.clockwork.pass(90).await;
    assert_eq!(office.polls(), 0);
}
