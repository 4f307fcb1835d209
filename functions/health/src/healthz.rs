//! `GET /healthz`: for load balancers, uptime checks and people.

use crate::HealthState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Error, Heartbeat};
use utoipa::ToSchema;

/// Three missed ticks: one may be late, two may be a deployment.
const OLDEST_MS: i64 = 180_000;
/// How long the table may take to answer; a check that hangs is worse than one that says no.
const PATIENCE: Duration = Duration::from_secs(3);

/// How Impulses is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// The table answers and the clock ticks.
    Up,
    /// The table answers; the clock has not ticked yet.
    Initializing,
    /// The table does not answer, or the clock has stopped.
    Down,
}

/// The answer of `/healthz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// How it is.
    pub status: Status,
}

/// Whether the table answers and the clock ticks.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "get_health",
    tag = "health",
    responses(
        (status = 200, body = Health, description = "UP, or INITIALIZING before the first tick"),
        (status = 503, body = Health, description = "DOWN: the table cannot be reached, or the heartbeat is older than 3 minutes"),
    )
)]
pub(crate) async fn get_health(State(state): State<HealthState>) -> (StatusCode, Json<Health>) {
    let heartbeat = tokio::time::timeout(PATIENCE, state.store.heartbeat_read()).await;
    let heartbeat = heartbeat.unwrap_or_else(|elapsed| Err(Error::Unavailable(elapsed.into())));
    if let Err(error) = &heartbeat {
        tracing::warn!(error = %error, "the table does not answer");
    }
    let status = status(heartbeat.as_ref().ok().map(Option::as_ref), state.clock.now_ms());
    let code = if status == Status::Down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (code, Json(Health { status }))
}

/// What the last heartbeat (`None`: it could not be read) says at `now`.
fn status(heartbeat: Option<Option<&Heartbeat>>, now: i64) -> Status {
    match heartbeat {
        None => Status::Down,
        Some(None) => Status::Initializing,
        Some(Some(heartbeat)) if heartbeat.at + OLDEST_MS < now => Status::Down,
        Some(Some(_)) => Status::Up,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_minutes_without_a_beat_are_down() {
        let beat = Heartbeat { at: 1_000_000, dead_jobs: 0 };
        assert_eq!(status(None, 0), Status::Down);
        assert_eq!(status(Some(None), 0), Status::Initializing);
        assert_eq!(status(Some(Some(&beat)), 1_000_000), Status::Up);
        assert_eq!(status(Some(Some(&beat)), 1_180_000), Status::Up);
        assert_eq!(status(Some(Some(&beat)), 1_180_001), Status::Down);
    }
}
