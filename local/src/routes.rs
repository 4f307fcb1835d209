//! Every function's routes, merged.

use accounts::AccountsState;
use axum::Router;
use data::DataState;
use health::HealthState;
use runtime::{AppToken, Clock, Config, SecretSource};
use store::Store;
use utoipa_axum::router::OpenApiRouter;

/// All routes with the border round them.
pub(crate) fn router(store: &Store, clock: &Clock, secrets: SecretSource, config: &Config) -> Router {
    let (router, _) = merged(store, clock, secrets, config).split_for_parts();
    web::border(router, &runtime::border_config(config))
}

/// All routes with their descriptions.
pub(crate) fn merged(store: &Store, clock: &Clock, secrets: SecretSource, config: &Config) -> OpenApiRouter {
    let app_token = AppToken::new(secrets, clock.clone());
    OpenApiRouter::new()
        .merge(data::router(DataState { store: store.clone(), clock: clock.clone(), app_token }))
        .merge(accounts::router(AccountsState::new(store.clone(), clock.clone(), config)))
        .merge(health::router(HealthState { store: store.clone(), clock: clock.clone() }))
}
