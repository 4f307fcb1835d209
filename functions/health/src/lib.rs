//! Whether Impulses lives, and what its API is.

mod docs;
mod healthz;

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

web::operations! { HealthState: healthz::get_health, docs::get_openapi, docs::get_docs }

/// The routes.
pub fn routes(state: HealthState) -> Router {
    operations().with_state(state)
}
