//! `GET /health`: what Kronus' clients ask.

use crate::{HealthState, Status};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// The answer of `/health`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alive {
    /// Whether Impulses is up, or just beginning.
    success: bool,
}

/// `/healthz` as Kronus' clients know it. Also at `/v1/health`.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "get_health_of_kronus",
    tag = "health",
    responses((status = 200, body = Alive), (status = 503, body = Alive, description = "`success` is false"))
)]
pub(crate) async fn get_health_of_kronus(State(state): State<HealthState>) -> (StatusCode, Json<Alive>) {
    let status = state.health().await.status;
    (status.code(), Json(Alive { success: status != Status::Down }))
}
