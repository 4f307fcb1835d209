//! The last sign of life of the clock.

use crate::Store;
use crate::error::Error;
use crate::item::{Read, item, n};
use crate::keys;

/// What the last tick found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// When it was, in ms.
    pub at: i64,
    /// How many jobs were given up.
    pub dead_jobs: usize,
    /// When an alarm last needed an operator, in ms; `None` where none ever did.
    pub concern_at: Option<i64>,
}

impl Store {
    /// Replaces the last heartbeat.
    pub async fn heartbeat_write(&self, heartbeat: Heartbeat) -> Result<(), Error> {
        let attributes = [("beat_at", n(heartbeat.at)), ("dead_jobs", n(heartbeat.dead_jobs))];
        let mut item = item(&keys::heartbeat(), attributes);
        item.extend(heartbeat.concern_at.map(|at| ("concern_at".to_owned(), n(at))));
        self.table.put(item).await
    }

    /// The last heartbeat, if there ever was one.
    pub async fn heartbeat_read(&self) -> Result<Option<Heartbeat>, Error> {
        let Some(item) = self.table.get(&keys::heartbeat()).await? else { return Ok(None) };
        let (at, dead_jobs) = (item.number("beat_at")?, item.number("dead_jobs")?);
        Ok(Some(Heartbeat { at, dead_jobs, concern_at: item.maybe_number("concern_at")? }))
    }
}
