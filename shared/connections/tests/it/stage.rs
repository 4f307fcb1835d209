//! A user with a data token that is connected to an account of a fake Google.

use connections::{Answer, Connections, Settings};
use domain::{Capability, Email, MetricName, PasswordHash, Product, Role, TokenHash, TokenId, UserId};
use fakes::Google;
use google::Endpoints;
use runtime::{Clock, Hand, SecretSource, Secrets};
use series::{Columns, Range};
use std::collections::BTreeMap;
use store::{NewUser, Next, Order, Policy, Store, Token, UserCreated};
use testkit::{NOW, World};

/// What is shared: the engine, Google, the time.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) google: Google,
    pub(crate) clock: Clock,
    pub(crate) hand: Hand,
    secrets: SecretSource,
}

/// A user of it.
#[derive(Clone, Copy)]
pub(crate) struct Connected {
    pub(crate) user: UserId,
    pub(crate) token: TokenId,
}

/// Points as a set: metric, time, dimensions in key order, value.
pub(crate) type Points = BTreeMap<(String, i64, Vec<(String, String)>), f64>;

impl Stage {
    pub(crate) async fn new() -> Stage {
        let google = Google::start().await;
        google.set_now(NOW);
        let secret = serde_json::json!({
            "google_oauth2_creds": google.client_json(),
            "encryption_keys": auth::Keyring::generate().unwrap(),
        });
        let secrets = SecretSource::given(Secrets::from_json(&secret.to_string()).unwrap());
        let (clock, hand) = Clock::stopped_at(NOW);
        Stage { world: World::new().await, google, clock, hand, secrets }
    }

    pub(crate) fn store(&self) -> Store {
        self.world.store()
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Over this store; each is like a process of its own.
    pub(crate) fn connections(&self, store: Store) -> Connections {
        self.connections_with(store, self.secrets.clone())
    }

    /// The same with another secret.
    pub(crate) fn connections_with(&self, store: Store, secrets: SecretSource) -> Connections {
        let google = google::Google::new(Endpoints {
            api_url: Some(self.google.url()),
            jwks_url: Some(self.google.jwks_url()),
            revoke_url: Some(self.google.revoke_url()),
        });
        let settings = Settings { origin_api: Some("https://api.example".into()), poll_seconds: 300 };
        Connections::new(store, secrets, google, settings)
    }

    pub(crate) async fn user(&self) -> UserId {
        let id = UserId(uuid::Uuid::new_v4());
        let email = Email::parse(&format!("{id}@example.org")).unwrap();
        let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
        let created = self.store().users_create(new, self.now()).await.unwrap();
        assert!(matches!(created, UserCreated::Created(_)));
        id
    }

    /// A new data token of a user, connected to an account.
    pub(crate) async fn connect(&self, user: UserId, account: &str) -> Connected {
        let who = self.listed(user).await;
        self.consent(who, account).await;
        who
    }

    /// A new data token of a user, which is connected to nothing yet.
    pub(crate) async fn listed(&self, user: UserId) -> Connected {
        let token = TokenId(uuid::Uuid::new_v4());
        let now = self.now();
        let listed = Token {
            id: token,
            name: "phone".into(),
            capability: Capability::Super,
            expires_at: now / 1000 + 1_000_000_000,
            created_at: now / 1000,
        };
        self.store().tokens_create(user, &listed, &TokenHash::new(token.to_string()), now).await.unwrap();
        Connected { user, token }
    }

    /// The owner of an account consents.
    pub(crate) async fn consent(&self, Connected { user, token }: Connected, account: &str) {
        let connections = self.connections(self.store());
        let url = connections.begin(user, token, Product::Calendar, self.now()).await.unwrap();
        let back = self.google.approve_as(&url, account).await;
        let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
        connections.complete(&state, Answer::Code(&code), None, self.now()).await.unwrap();
    }

    /// A poll by a new process.
    pub(crate) async fn poll(&self, who: Connected) -> Result<Next, connections::Error> {
        self.poll_over(self.store(), who).await
    }

    pub(crate) async fn poll_over(&self, store: Store, who: Connected) -> Result<Next, connections::Error> {
        self.google.set_now(self.now());
        self.connections(store).poll(who.user, who.token, self.clock.clone()).await
    }

    /// All points that events of a user have made, as anybody would read them; a listed metric without points shows as one
    /// without time.
    pub(crate) async fn stored(&self, user: UserId) -> Points {
        let store = self.store();
        let mut points = Points::new();
        for name in store.metrics_list(user).await.unwrap() {
            if !name.as_str().starts_with("imp.events.") {
                continue;
            }
            let columns = read(&store, user, &name).await;
            if columns.is_empty() {
                points.insert((name.to_string(), i64::MIN, vec![]), 0.0);
            }
            add(&mut points, &name, &columns);
        }
        points
    }
}

/// Everything of one metric.
pub(crate) async fn read(store: &Store, user: UserId, metric: &MetricName) -> Columns {
    let mut scan = store.points_scan(user, metric.clone(), Range::default(), Order::Ascending);
    let mut all = Columns::default();
    while let Some(batch) = scan.next().await.unwrap() {
        for (timestamp, dimensions, value) in batch.iter() {
            all.push(timestamp, dimensions, value);
        }
    }
    all
}

/// Adds the points of a metric to a set.
pub(crate) fn add(points: &mut Points, metric: &MetricName, columns: &Columns) {
    for (timestamp, dimensions, value) in columns.iter() {
        let mut pairs: Vec<_> = dimensions.pairs().iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        pairs.sort();
        points.entry((metric.to_string(), timestamp, pairs)).or_insert(value);
    }
}

/// Chunks that a few points fill, so that sealing and dividing take part.
pub(crate) fn small_chunks() -> Policy {
    Policy { chunk_bytes: 300, piece_bytes: 200, ..Policy::default() }
}

/// A parameter of an address's query.
pub(crate) fn parameter(url: &str, name: &str) -> String {
    let query = url.split_once('?').unwrap().1;
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    pair.unwrap().replace("%2F", "/").replace("%3D", "=")
}
