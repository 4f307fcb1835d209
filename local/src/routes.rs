//! Every function's routes, merged.

use access::Access;
use accounts::AccountsState;
use axum::Router;
use connections::Connections;
use data::DataState;
use health::HealthState;
use mail::MailState;
use oauth::OauthState;
use probes::ProbesState;
use runtime::{Clock, Config, SecretSource};
use store::Store;
use utoipa::openapi::OpenApi;

/// All routes with the border round them.
pub(crate) fn router(
    store: &Store,
    clock: &Clock,
    secrets: SecretSource,
    connections: &Connections,
    config: &Config,
) -> Router {
    let accounts = AccountsState::new(store.clone(), secrets.clone(), clock.clone(), config);
    let access = Access::new(store.clone(), secrets.clone(), clock.clone(), config);
    let data = DataState { store: store.clone(), clock: clock.clone(), access: access.clone() };
    let oauth = OauthState::new(connections.clone(), access, clock.clone(), config);
    let mail = MailState::new(store.clone(), secrets.clone(), clock.clone(), config);
    let routes = data::routes(data)
        .merge(accounts::routes(accounts))
        .merge(oauth::routes(oauth))
        .merge(probes::routes(ProbesState::new(store.clone(), secrets, clock.clone(), config)))
        .merge(mail::routes(mail))
        .merge(health::routes(HealthState { store: store.clone(), clock: clock.clone() }))
        .merge(page::routes());
    web::border(routes, &runtime::border_config(config))
}

/// The descriptions of all routes.
pub(crate) fn description() -> OpenApi {
    data::description()
        .merge_from(accounts::description())
        .merge_from(oauth::description())
        .merge_from(probes::description())
        .merge_from(mail::description())
        .merge_from(health::description())
}
