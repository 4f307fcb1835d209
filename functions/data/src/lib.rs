//! The metrics API: write, read, list, correct and delete points.
//!
//! One operation is one file. What is read from a request is strict and pure (`query`, `body_json`, `body_csv`); what a
//! read came to is rows, and `render` makes text of them.

mod asker;
mod body;
mod body_csv;
mod body_json;
mod cursor;
mod delete_metric;
mod delete_points;
mod idempotency;
mod list_metrics;
mod page;
mod query;
mod read_points;
mod render;
mod rows;
mod sent;
mod write_points;

use access::Access;
use runtime::Clock;
use store::Store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the handlers need.
#[derive(Clone)]
pub struct DataState {
    /// Where the points are.
    pub store: Store,
    /// What the time is.
    pub clock: Clock,
    /// Who may.
    pub access: Access,
}

/// The routes, with their description.
pub fn router(state: DataState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_metrics::list_metrics, write_points::write_many))
        .routes(routes!(read_points::read_points, write_points::write_points, delete_metric::delete_metric))
        .routes(routes!(delete_points::delete_points))
        .routes(routes!(delete_points::delete_listed_points))
        .with_state(state)
}
