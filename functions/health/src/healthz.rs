//! `GET /healthz`: for load balancers, uptime checks and people.

use crate::HealthState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Error, Heartbeat};
use utoipa::ToSchema;
use views::in_seconds;

/// Three missed ticks: one may be late, two may be a deployment.
const OLDEST_MS: i64 = 180_000;
/// For so long an alarm that needed an operator is told of: as long as it takes until one that nobody looks after needs one again.
const CONCERN_MS: i64 = 86_400_000;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// How it is.
    pub status: Status,
    /// How many jobs were given up and wait for an operator; absent where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_jobs: Option<usize>,
    /// When somebody's alarm last needed an operator (it could not be sent, or nobody looked after it), in seconds, UTC; absent
    /// where that is more than a day ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm_concern_at: Option<String>,
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
    let health = state.health().await;
    (health.status.code(), Json(health))
}

impl HealthState {
    /// How it is just now.
    pub(crate) async fn health(&self) -> Health {
        let heartbeat = tokio::time::timeout(PATIENCE, self.store.heartbeat_read()).await;
        let heartbeat = heartbeat.unwrap_or_else(|elapsed| Err(Error::Unavailable(elapsed.into())));
        if let Err(error) = &heartbeat {
            tracing::warn!(error = %error, "the table does not answer");
        }
        Health::of(heartbeat.as_ref().ok().map(Option::as_ref), self.clock.now_ms())
    }
}

impl Status {
    /// What monitors go by that read no bodies.
    pub(crate) fn code(self) -> StatusCode {
        if self == Status::Down { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
    }

    /// What the last heartbeat (`None`: it could not be read) says at `now`.
    fn of(heartbeat: Option<Option<&Heartbeat>>, now: i64) -> Status {
        match heartbeat {
            None => Status::Down,
            Some(None) => Status::Initializing,
            Some(Some(heartbeat)) if heartbeat.at + OLDEST_MS < now => Status::Down,
            Some(Some(_)) => Status::Up,
        }
    }
}

impl Health {
    fn of(heartbeat: Option<Option<&Heartbeat>>, now: i64) -> Health {
        let beat = heartbeat.flatten();
        Health {
            status: Status::of(heartbeat, now),
            dead_jobs: beat.map(|beat| beat.dead_jobs).filter(|dead| 0 < *dead),
            alarm_concern_at: beat.and_then(|beat| beat.concern_at).filter(|at| now < at + CONCERN_MS).map(in_seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_minutes_without_a_beat_are_down() {
        let beat = Heartbeat { at: 1_000_000, dead_jobs: 0, concern_at: None };
        assert_eq!(Status::of(None, 0), Status::Down);
        assert_eq!(Status::of(Some(None), 0), Status::Initializing);
        assert_eq!(Status::of(Some(Some(&beat)), 1_000_000), Status::Up);
        assert_eq!(Status::of(Some(Some(&beat)), 1_180_000), Status::Up);
        assert_eq!(Status::of(Some(Some(&beat)), 1_180_001), Status::Down);
    }

    #[test]
    fn what_needs_an_operator_is_told_and_for_a_day() {
        let beat = Heartbeat { at: 1_000_000, dead_jobs: 2, concern_at: Some(1_000_000) };
        let told = |now| {
            let health = Health::of(Some(Some(&beat)), now);
            (health.dead_jobs, health.alarm_concern_at)
        };
        assert_eq!(told(1_000_000), (Some(2), Some("1970-01-01T00:16:40+00:00".to_owned())));
        assert_eq!(told(1_000_000 + CONCERN_MS), (Some(2), None));
        let well = Health::of(Some(Some(&Heartbeat { at: 0, dead_jobs: 0, concern_at: None })), 0);
        assert_eq!(serde_json::to_string(&well).unwrap(), r#"{"status":"UP"}"#);
    }
}
