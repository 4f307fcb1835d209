//! Whether Impulses lives, and what its API is.

mod docs;
mod healthz;
mod kronus;

pub use healthz::{Health, Status};

use axum::Router;
use runtime::Clock;
use store::Store;

/// What the handlers need.
#[derive(Clone)]
pub struct HealthState {
    /// Where the heartbeat is.
    pub store: Store,
    /// What the time is.
    pub clock: Clock,
}

web::operations! {
    HealthState, names: healthz::get_health, kronus::get_health_of_kronus, docs::get_openapi, docs::get_docs
}

/// The routes.
pub fn routes(state: HealthState) -> Router {
    operations().with_state(state)
}

fn names(path: &str) -> Vec<String> {
    if path == "/health" { web::names_at_kronus(path) } else { vec![path.to_owned()] }
}
