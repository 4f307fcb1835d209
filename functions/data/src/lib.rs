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
use axum::Router;
use runtime::Clock;
use store::Store;

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

web::operations! {
    DataState:
    list_metrics::list_metrics,
    write_points::write_many,
    read_points::read_points,
    write_points::write_points,
    delete_metric::delete_metric,
    delete_points::delete_points,
    delete_points::delete_listed_points,
}

/// The routes.
pub fn routes(state: DataState) -> Router {
    operations().with_state(state)
}
