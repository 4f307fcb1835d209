//! What is closest to the handlers: one sees here which route was met, and what a panic leaves.

use crate::Error;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use domain::ErrorKind;
use futures::FutureExt;
use http::StatusCode;
use std::any::Any;
use std::panic::AssertUnwindSafe;
use tracing::Instrument;

/// What is said of a path that is no route.
pub(crate) const NOT_FOUND: &str = "Not Found";
/// What is said of a route that has no such method; axum adds `Allow`.
const METHOD_NOT_ALLOWED: &str = "Method Not Allowed";

/// The routes, their 404 and 405. An answer carries the [`MatchedPath`] of its route, if it has one, as an extension.
pub(crate) fn observed(routes: Router) -> Router {
    routes
        .fallback(async || Error::not_found(NOT_FOUND))
        .method_not_allowed_fallback(async || {
            Error::new(ErrorKind::Invalid, METHOD_NOT_ALLOWED).with_status(StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(from_fn(observe))
}

async fn observe(request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", http.method = %request.method(), http.route = route);
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answering = answering.map(|ended| ended.unwrap_or_else(|panic| panicked(&*panic)));
    let mut response = answering.instrument(span).await;
    if let Some(matched) = matched {
        response.extensions_mut().insert(matched);
    }
    response
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::bug(format!("panic: {}", text.unwrap_or("without a text"))).into_response()
}
