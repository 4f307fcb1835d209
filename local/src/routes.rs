//! Every function's routes, merged.

use access::Access;
use accounts::AccountsState;
use axum::Router;
use connections::Connections;
use data::DataState;
use health::HealthState;
use oauth::OauthState;
use runtime::{AppToken, Clock, Config, SecretSource};
use store::Store;
use utoipa_axum::router::OpenApiRouter;

/// All routes with the border round them.
pub(crate) fn router(
    store: &Store,
    clock: &Clock,
    secrets: SecretSource,
    connections: &Connections,
    config: &Config,
) -> Router {
    let (router, _) = merged(store, clock, secrets, connections, config).split_for_parts();
    web::border(router, &runtime::border_config(config))
}

/// All routes with their descriptions.
pub(crate) fn merged(
    store: &Store,
    clock: &Clock,
    secrets: SecretSource,
    connections: &Connections,
    config: &Config,
) -> OpenApiRouter {
    let accounts = AccountsState::new(store.clone(), secrets.clone(), clock.clone(), config);
    let access = Access::new(store.clone(), AppToken::new(secrets, clock.clone()));
    let data = DataState { store: store.clone(), clock: clock.clone(), access: access.clone() };
    let oauth = OauthState::new(connections.clone(), access, store.clone(), clock.clone(), config);
    OpenApiRouter::new()
        .merge(data::router(data))
        .merge(accounts::router(accounts))
        .merge(oauth::router(oauth))
        .merge(health::router(HealthState { store: store.clone(), clock: clock.clone() }))
}
