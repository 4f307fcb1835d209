//! A world with a user, and clients with tokens.

use access::Access;
use auth::DataToken;
use axum::Router;
use data::DataState;
use domain::{Capability, TokenId, UserId};
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use store::{NewUser, Policy, Store, Token, UserCreated};
use testkit::{Caller, NOW, World};
use web::BorderConfig;

/// An engine, the routes over it, and one user.
pub(crate) struct Api {
    pub(crate) world: World,
    pub(crate) store: Store,
    pub(crate) user: UserId,
    pub(crate) hand: Hand,
    pub(crate) router: Router,
}

impl Api {
    pub(crate) async fn new() -> Api {
        Api::with(Policy::default(), Secrets::default()).await
    }

    pub(crate) async fn with(policy: Policy, secrets: Secrets) -> Api {
        let world = World::new().await;
        let store = world.store_with(policy);
        let (clock, hand) = Clock::stopped_at(NOW);
        let config = Config::read(|_| None).unwrap();
        let access = Access::new(store.clone(), SecretSource::given(secrets), clock.clone(), &config);
        let routes = data::routes(DataState { store: store.clone(), clock, access });
        let router = web::border(routes, &BorderConfig::default());
        let user = new_user(&store, "owner@example.org").await;
        Api { world, store, user, hand, router }
    }

    pub(crate) async fn caller(&self, capability: Capability) -> Caller {
        Caller::new(self.router.clone()).with("x-data-token", &self.token(self.user, capability).await)
    }

    pub(crate) async fn owner(&self) -> Caller {
        self.caller(Capability::Super).await
    }

    pub(crate) async fn token(&self, user: UserId, capability: Capability) -> String {
        let secret = DataToken::mint().unwrap();
        let token = Token {
            id: TokenId(uuid::Uuid::new_v4()),
            name: "test".into(),
            capability,
            created_at: NOW / 1000,
            expires_at: NOW / 1000 + 3_600,
        };
        self.store.tokens_create(user, &token, &secret.stored(), NOW).await.unwrap();
        secret.reveal().to_owned()
    }

    /// Lets the log settle and seals it.
    pub(crate) async fn seal(&self) {
        self.hand.advance_ms(2 * testkit::MINUTE);
        while self.store.seal(self.user, NOW + testkit::DAY).await.unwrap().more {}
    }
}

pub(crate) async fn new_user(store: &Store, email: &str) -> UserId {
    let new = NewUser::active(
        UserId(uuid::Uuid::new_v4()),
        domain::Email::parse(email).unwrap(),
        domain::Role::Standard,
        domain::PasswordHash::new("$none"),
    );
    match store.users_create(new, NOW).await.unwrap() {
        UserCreated::Created(user) => user.id,
        _ => panic!("the address is free"),
    }
}

/// A JSON list of points without dimensions.
pub(crate) fn points(points: &[(i64, f64)]) -> String {
    let points: Vec<String> =
        points.iter().map(|(t, v)| format!("{{\"timestamp\":{t},\"dimensions\":{{}},\"value\":{v:?}}}")).collect();
    format!("[{}]", points.join(","))
}
