//! All jobs, each where it stands, for administrators: by queries of the index, whose keys are all that it has.

use crate::Store;
use crate::error::Error;
use crate::jobs::{DEAD, DONE, named};
use domain::{JobKind, JobState};

/// The longest that a run has, and a bit: a job that is due within it may be one that runs, until its lease ends.
const LONGEST_LEASE_MS: i64 = 300_000;
/// So many of those are looked at; where thousands are due within minutes, the rest counts as not begun.
const MOST_LOOKED_AT: usize = 200;

/// Where a job stands, as it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobStanding {
    /// Somebody runs it.
    InProgress,
    /// It is due, and nobody has begun; or whoever had is dead.
    Enqueued,
    /// It is not due yet.
    Scheduled,
    /// It was given up.
    Dead,
    /// It is done.
    Successful,
}

impl JobStanding {
    /// All there are.
    pub const ALL: [JobStanding; 5] = [
        JobStanding::InProgress,
        JobStanding::Enqueued,
        JobStanding::Scheduled,
        JobStanding::Dead,
        JobStanding::Successful,
    ];

    /// Its word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            JobStanding::InProgress => "in-progress",
            JobStanding::Enqueued => "enqueued",
            JobStanding::Scheduled => "scheduled",
            JobStanding::Dead => "dead",
            JobStanding::Successful => "successful",
        }
    }
}

/// A job as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingJob {
    /// What there is to do.
    pub kind: JobKind,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub standing: JobStanding,
}

impl Store {
    /// All jobs there are at `now` (ms): those that run, are due, and wait, the soonest due first; those that were given up; those
    /// that are done, the last done first.
    pub async fn jobs_standing(&self, now: i64) -> Result<Vec<StandingJob>, Error> {
        let mut waiting = Vec::new();
        for shard in Store::job_shards() {
            waiting.extend(self.table.query_shard(&shard).await?);
        }
        waiting.sort_by_key(|(_, due_at)| *due_at);
        let (mut all, mut looked_at) = (Vec::new(), 0);
        for (key, due_at) in waiting {
            let Some((kind, subject)) = named(&key.pk) else { continue };
            let may_run = now < due_at && due_at <= now + LONGEST_LEASE_MS && looked_at < MOST_LOOKED_AT;
            looked_at += usize::from(may_run);
            let standing = match due_at <= now {
                true => JobStanding::Enqueued,
                false if may_run && self.is_running(kind, &subject).await? => JobStanding::InProgress,
                false => JobStanding::Scheduled,
            };
            all.push(StandingJob { kind, subject, standing });
        }
        all.extend(self.jobs_of_shard(DEAD, JobStanding::Dead).await?);
        all.extend(self.jobs_of_shard(DONE, JobStanding::Successful).await?.into_iter().rev());
        all.sort_by_key(|job| job.standing);
        Ok(all)
    }

    async fn jobs_of_shard(&self, shard: &str, standing: JobStanding) -> Result<Vec<StandingJob>, Error> {
        let keys = self.table.query_shard(shard).await?;
        let named = keys.iter().filter_map(|(key, _)| named(&key.pk));
        Ok(named.map(|(kind, subject)| StandingJob { kind, subject, standing }).collect())
    }

    async fn is_running(&self, kind: JobKind, subject: &str) -> Result<bool, Error> {
        let job = self.jobs_get(kind, subject).await?;
        Ok(job.is_some_and(|job| job.state == JobState::InProgress))
    }
}
