//! The API's description: for programs as OpenAPI, for people as a page made of it.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// Committed at the root, made by `scripts/openapi`; a test keeps it equal to the handlers.
const OPENAPI: &str = include_str!("../../../openapi.json");
/// One page without a library: it reads `/openapi.json` and lists what is there.
const PAGE: &str = include_str!("docs.html");

/// The OpenAPI document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_openapi",
    tag = "health",
    responses((status = 200, content_type = "application/json", description = "This document"))
)]
pub(crate) async fn get_openapi() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], OPENAPI)
}

/// The same for people.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "get_docs",
    tag = "health",
    responses((status = 200, content_type = "text/html", description = "A page that lists every operation"))
)]
pub(crate) async fn get_docs() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], PAGE)
}
