//! Whether Impulses lives, and what its API is.

mod docs;
mod healthz;

pub use healthz::{Health, Status};

use runtime::Clock;
use store::Store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the handlers need.
#[derive(Clone)]
pub struct HealthState {
    /// Where the heartbeat is.
    pub store: Store,
    /// What the time is.
    pub clock: Clock,
}

/// The routes, with their description.
pub fn router(state: HealthState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(healthz::get_health))
        .routes(routes!(docs::get_openapi))
        .routes(routes!(docs::get_docs))
        .with_state(state)
}
