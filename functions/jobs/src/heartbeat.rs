//! Records that the clock ticks and what it finds; `/healthz` looks at it.

use crate::Error;
use store::{Heartbeat, Next, Store};

/// Below the minute between two ticks, so that none is missed for a few milliseconds.
const NEXT_MS: i64 = 30_000;

/// Writes the heartbeat.
pub(crate) async fn run(store: &Store, now: i64) -> Result<Next, Error> {
    let dead_jobs = store.jobs_dead().await?.len();
    let concern_at = store.concern_last().await?;
    store.heartbeat_write(Heartbeat { at: now, dead_jobs, concern_at }).await?;
    // template.yaml makes metrics of this line, and alarms of those.
    tracing::info!(jobs.dead = dead_jobs, "heartbeat");
    Ok(Next::At(now + NEXT_MS))
}
