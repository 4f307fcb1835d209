//! Jobs: things to do at a time, claimed by conditional writes.
//!
//! A job that waits or runs is in the sparse index `due`: under its time while it waits, under the end of its lease
//! while it runs, so that a run that died is found due again. A dead one is there under a shard of its own, and so is one that
//! is done, under the time of that.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::job_lane::{JobLane, shard};
use crate::keys::{self, Key};
use crate::table::Action;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Job, JobKind, JobState, UserId};
use std::collections::HashMap;
use std::sync::Mutex;

/// The subject of jobs that are about the installation.
pub const SYSTEM: &str = "system";
/// The shard of jobs that were given up.
pub(crate) const DEAD: &str = "dead";
/// The shard of jobs that are done.
pub(crate) const DONE: &str = "done";
/// How long a process trusts that a user's seal is scheduled before it looks again.
const ENSURED_MS: i64 = 300_000;
/// Holds while nobody has asked for a job that runs.
const UNASKED: &str = " AND attribute_not_exists(again_at)";
/// How often asking for a job is tried while others change it.
const ENSURE_TRIES: u32 = 5;
/// The most due jobs one look at a shard answers.
const LISTED: i32 = 100;

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Nothing is left to do.
    Done,
    /// Run again at this time.
    At(i64),
    /// It failed; tried again later, or dead.
    Failed {
        /// Why; no personal text.
        error: String,
        /// By chance, 0 to 1: spreads the tries of many jobs.
        jitter: f64,
    },
}

/// For which users this process has scheduled a seal, and when.
#[derive(Default)]
pub(crate) struct Ensured(Mutex<HashMap<UserId, i64>>);

impl Ensured {
    fn is_stale(&self, user: UserId, now: i64) -> bool {
        self.known().get(&user).is_none_or(|&at| ENSURED_MS <= now - at)
    }

    fn remember(&self, user: UserId, now: i64) {
        self.known().insert(user, now);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, i64>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Store {
    /// The shards that jobs are spread over, lane by lane.
    pub fn job_shards() -> impl Iterator<Item = String> {
        JobLane::ALL.into_iter().flat_map(JobLane::shards)
    }

    /// Makes sure that the job exists and runs by `due_at`; one that runs just now runs again then. Where it is scheduled
    /// already, which is most of the time, that is one read.
    pub async fn jobs_ensure(&self, kind: JobKind, subject: &str, due_at: i64) -> Result<(), Error> {
        let key = keys::job(kind, subject);
        for _ in 0..ENSURE_TRIES {
            let job = self.table.get(&key).await?;
            let changed = match job.as_ref().map(read).transpose()? {
                Some(job) if job.state == JobState::Scheduled && job.due_at <= due_at => return Ok(()),
                Some(job) if job.state == JobState::Dead => return Ok(()),
                Some(job) if job.state == JobState::InProgress => self.run_again(&key, &job, due_at).await,
                known => self.schedule(kind, subject, known.map_or(0, |job| job.version), due_at).await,
            };
            match changed {
                Err(Error::Conflict) => {} // Somebody was first: look again.
                outcome => return outcome,
            }
        }
        Err(Error::Contended)
    }

    /// Schedules a job that is as old as `version`, or that there is none of.
    pub(crate) async fn schedule(&self, kind: JobKind, subject: &str, version: u64, due_at: i64) -> Result<(), Error> {
        let change = Expression::new(format!("{SCHEDULE} ADD version :one"), scheduled(kind, subject, due_at));
        let change = change.with(":version", n(version));
        let unchanged =
            if version == 0 { "attribute_not_exists(pk) AND :version = :none" } else { "version = :version" };
        self.table.update_if(&keys::job(kind, subject), change, unchanged).await.map(drop)
    }

    /// Leaves a note for whoever runs the job now.
    async fn run_again(&self, key: &Key, job: &Job, due_at: i64) -> Result<(), Error> {
        let note = Expression::new("SET again_at = :due", [(":due", n(due_at)), (":version", n(job.version))]);
        self.table.update_if(key, note, "version = :version").await.map(drop)
    }

    /// Jobs of a shard that are due, the longest due first: to be claimed.
    pub async fn jobs_due(&self, shard: &str, now: i64) -> Result<Vec<(JobKind, String)>, Error> {
        let keys = self.table.query_due(shard, now, Some(LISTED)).await?;
        Ok(keys.iter().filter_map(|key| named(&key.pk)).collect())
    }

    /// Jobs of a shard that wait or run: a page of them, which is some thousands.
    pub async fn jobs_waiting(&self, shard: &str) -> Result<Vec<(JobKind, String)>, Error> {
        let keys = self.table.query_due(shard, i64::MAX, None).await?;
        Ok(keys.iter().filter_map(|key| named(&key.pk)).collect())
    }

    /// Jobs that were given up.
    pub async fn jobs_dead(&self) -> Result<Vec<(JobKind, String)>, Error> {
        self.jobs_due(DEAD, i64::MAX).await
    }

    /// Takes a due job until `lease_until`, or answers `None` where somebody else has it or it is no longer due.
    pub async fn jobs_claim(
        &self,
        kind: JobKind,
        subject: &str,
        now: i64,
        lease_until: i64,
    ) -> Result<Option<Job>, Error> {
        let claim = Expression::new(
            "SET job_state = :running, due_at = :lease ADD attempts :one, version :one REMOVE again_at",
            [
                (":running", s(JobState::InProgress.as_str())),
                (":scheduled", s(JobState::Scheduled.as_str())),
                (":lease", n(lease_until)),
                (":now", n(now)),
                (":one", n(1)),
            ],
        );
        let due = "due_at <= :now AND job_state IN (:running, :scheduled)";
        match self.table.update_if(&keys::job(kind, subject), claim, due).await {
            Ok(item) => read(&item).map(Some),
            Err(Error::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Records how the run of a claimed job ended. Where the lease was lost meanwhile, nothing changes.
    pub async fn jobs_finish(&self, job: &Job, next: Next, now: i64) -> Result<JobState, Error> {
        let (state, due_at, error) = match next {
            Next::Done => (JobState::Successful, now, None),
            Next::At(due_at) => (JobState::Scheduled, due_at, None),
            Next::Failed { error, jitter } => {
                let (state, due_at) = job.after_failure(now, jitter);
                (state, due_at, Some(error))
            }
        };
        // A job that fails waits all the same.
        let condition = if error.is_none() { UNASKED } else { "" };
        let settled = match self.settle(job, state, due_at, error, condition).await {
            Err(Error::Conflict) if condition == UNASKED => self.settle_as_asked(job, state, due_at).await,
            outcome => outcome,
        };
        match settled {
            Err(Error::Conflict) => Ok(JobState::InProgress),
            outcome => outcome,
        }
    }

    /// Ends a run during which somebody asked for the job: it runs again by the earlier of both times.
    async fn settle_as_asked(&self, job: &Job, state: JobState, due_at: i64) -> Result<JobState, Error> {
        let item = self.table.get(&keys::job(job.kind, &job.subject)).await?.unwrap_or_default();
        if item.maybe_number("version")? != Some(job.version) {
            return Err(Error::Conflict); // Somebody else has it, or has scheduled it anew.
        }
        let asked = item.maybe_number("again_at")?.unwrap_or(due_at);
        let due_at = if state == JobState::Scheduled { due_at.min(asked) } else { asked };
        self.settle(job, JobState::Scheduled, due_at, None, "").await
    }

    async fn settle(
        &self,
        job: &Job,
        state: JobState,
        due_at: i64,
        error: Option<String>,
        condition: &str,
    ) -> Result<JobState, Error> {
        let mut set = "SET job_state = :state, due_shard = :shard, due_at = :due".to_owned();
        let mut remove = String::new();
        let mut values = vec![(":state", s(state.as_str())), (":version", n(job.version)), (":one", n(1))];
        let shard = match state {
            JobState::Successful => DONE.to_owned(),
            JobState::Dead => DEAD.to_owned(),
            JobState::Scheduled | JobState::InProgress => shard(job.kind, &job.subject),
        };
        values.extend([(":shard", s(shard)), (":due", n(due_at))]);
        match error {
            Some(error) => {
                set.push_str(", last_error = :error");
                values.push((":error", s(error)));
            }
            None => {
                set.push_str(", attempts = :none");
                values.push((":none", n(0)));
                remove.push_str(" REMOVE last_error");
            }
        }
        let change = Expression::new(format!("{set} ADD version :one{remove}"), []);
        let change = values.into_iter().fold(change, |change, (name, value)| change.with(name, value));
        let key = keys::job(job.kind, &job.subject);
        self.table.update_if(&key, change, &format!("version = :version{condition}")).await?;
        Ok(state)
    }

    /// Once in a while, after a write: schedules the user's seal. A failure is left to the next write.
    pub(crate) async fn seal_soon(&self, user: UserId, now: i64) {
        if self.ensured.is_stale(user, now) && self.seal_now(user, now + self.policy.seal_after_ms).await {
            self.ensured.remember(user, now);
        }
    }

    /// Makes the user's seal due by `due_at`, if it can. Where it cannot, the points are safe in the log all the same.
    pub(crate) async fn seal_now(&self, user: UserId, due_at: i64) -> bool {
        let scheduled = self.jobs_ensure(JobKind::Seal, &user.to_string(), due_at).await;
        if let Err(error) = &scheduled {
            tracing::warn!(error = %error, "a seal could not be scheduled");
        }
        scheduled.is_ok()
    }
}

/// A job that is due at `due_at`, for a transaction that is its reason; there must be none of its key yet.
pub(crate) fn new_job(kind: JobKind, subject: &str, due_at: i64) -> Item {
    item(
        &keys::job(kind, subject),
        [
            ("kind", s(kind.as_str())),
            ("subject", s(subject)),
            ("job_state", s(JobState::Scheduled.as_str())),
            ("due_shard", s(shard(kind, subject))),
            ("due_at", n(due_at)),
            ("attempts", n(0)),
            ("version", n(1)),
        ],
    )
}

/// Makes a job due at `due_at` whether or not there is one, for a transaction that is its reason. A run that goes on
/// meanwhile ends unrecorded, and what it does has to be fenced off by that transaction.
pub(crate) fn schedule_anyway(kind: JobKind, subject: &str, due_at: i64) -> Action {
    let change = Expression::new(format!("{SCHEDULE} ADD version :one"), scheduled(kind, subject, due_at));
    Action::Update(keys::job(kind, subject), change)
}

/// Gives a job everything that one has which waits, but its version.
const SCHEDULE: &str = "SET kind = :kind, subject = :subject, job_state = :scheduled, due_shard = :shard, \
                        due_at = :due, attempts = :none";

fn scheduled(kind: JobKind, subject: &str, due_at: i64) -> [(&'static str, AttributeValue); 7] {
    [
        (":kind", s(kind.as_str())),
        (":subject", s(subject)),
        (":scheduled", s(JobState::Scheduled.as_str())),
        (":shard", s(shard(kind, subject))),
        (":due", n(due_at)),
        (":none", n(0)),
        (":one", n(1)),
    ]
}

pub(crate) fn named(pk: &str) -> Option<(JobKind, String)> {
    let (kind, subject) = pk.strip_prefix("J#")?.split_once('#')?;
    Some((kind.parse().ok()?, subject.to_owned()))
}

/// A job as it is stored.
pub(crate) fn read(item: &Item) -> Result<Job, Error> {
    Ok(Job {
        kind: item.parsed("kind")?,
        subject: item.text("subject")?.to_owned(),
        state: item.parsed("job_state")?,
        due_at: item.maybe_number("due_at")?.unwrap_or_default(),
        attempts: item.number("attempts")?,
        last_error: item.maybe_text("last_error")?.map(str::to_owned),
        version: item.number("version")?,
    })
}
