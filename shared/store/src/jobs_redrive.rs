//! Jobs as an operator sees them: each by itself, and those that were given up brought back.

use crate::Store;
use crate::error::Error;
use crate::jobs;
use crate::keys;
use domain::{Job, JobKind, JobState};

impl Store {
    /// The job as it is; one that was done is kept until it is wanted again.
    pub async fn jobs_get(&self, kind: JobKind, subject: &str) -> Result<Option<Job>, Error> {
        self.table.get(&keys::job(kind, subject)).await?.as_ref().map(jobs::read).transpose()
    }

    /// Makes a dead job due at `now`, with all its tries before it; false where it is not dead.
    /// [`Error::Conflict`] where somebody changed it just now.
    pub async fn jobs_redrive(&self, kind: JobKind, subject: &str, now: i64) -> Result<bool, Error> {
        match self.jobs_get(kind, subject).await? {
            Some(job) if job.state == JobState::Dead => {
                self.schedule(kind, subject, job.version, now).await.map(|()| true)
            }
            _ => Ok(false),
        }
    }
}
