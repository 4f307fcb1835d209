//! Has the clock tick as soon as somebody has changed something, where in AWS it would wait for the next minute: whoever
//! tries registration on one machine wants to read the letter now.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::sync::Arc;
use tokio::sync::Notify;

/// What is written there concerns no job that is due at once, and is written often.
const POINTS: &str = "/data";

/// The router, nudging after each request that may have changed something other than points.
pub(crate) fn after_changes(router: Router, nudge: &Arc<Notify>) -> Router {
    router.layer(from_fn_with_state(Arc::clone(nudge), pass))
}

async fn pass(State(nudge): State<Arc<Notify>>, request: Request, next: Next) -> Response {
    let changes = !request.method().is_safe() && !request.uri().path().starts_with(POINTS);
    let response = next.run(request).await;
    if changes {
        nudge.notify_one();
    }
    response
}
