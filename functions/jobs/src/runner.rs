//! Claims due jobs, runs each under a lease, and records how it ended.

use crate::{Error, calendar_poll, erase, heartbeat, letter, mail_ingest, message, probe, seal};
use connections::Connections;
use domain::{Failure, Job, JobKind, JobState};
use futures::StreamExt;
use liveness::MessageId;
use mailboxes::Mailboxes;
use post::Post;
use runtime::Clock;
use sms::Sender;
use std::time::Duration;
use store::{Next, SYSTEM, Store};
use tokio::sync::OnceCell;

/// How many jobs run side by side that may hold much in memory: a calendar's listing, a log.
const HEAVY_SIDE_BY_SIDE: usize = 4;
/// How many other jobs run beside those: they hold next to nothing, wait for DynamoDB and strangers far more than they compute,
/// and thousands of users may be asked in the same minute.
const LIGHT_SIDE_BY_SIDE: usize = 32;
/// A job that has not ended by then is taken for dead and claimed by another tick; below the function's own timeout.
const LEASE_MS: i64 = 240_000;
/// A run is stopped this long before its lease ends, so that what it does last is still covered.
const STOP_EARLY_MS: i64 = 10_000;
/// New jobs are not begun when less time than this is left of the invocation.
const LAST_START_MS: i64 = 15_000;

/// Runs what is due.
#[derive(Clone)]
pub struct Runner {
    store: Store,
    connections: Connections,
    mailboxes: Mailboxes,
    post: Post,
    texts: Sender,
    clock: Clock,
    seeded: std::sync::Arc<OnceCell<()>>,
}

/// What a tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    /// Runs that did their work.
    pub done: usize,
    /// Runs that failed and will be tried again.
    pub failed: usize,
    /// Jobs that were given up just now.
    pub died: usize,
}

impl Runner {
    /// A runner over this store and the connections and mailboxes in it, whose letters go out by this post, and text messages
    /// by this sender.
    pub fn new(
        store: Store,
        connections: Connections,
        mailboxes: Mailboxes,
        post: Post,
        texts: Sender,
        clock: Clock,
    ) -> Runner {
        Runner { store, connections, mailboxes, post, texts, clock, seeded: std::sync::Arc::default() }
    }

    /// Runs what is due, until nothing is, or until the invocation's `deadline` (ms) is near.
    pub async fn tick(&self, deadline: i64) -> Result<Tick, store::Error> {
        self.seeded.get_or_try_init(|| self.seed()).await?;
        let mut tick = Tick::default();
        while self.clock.now_ms() + LAST_START_MS < deadline {
            let (heavy, light) = self.due().await?.into_iter().partition(|(kind, _)| is_heavy(*kind));
            let heavy = self.run_all(heavy, HEAVY_SIDE_BY_SIDE, deadline);
            let light = self.run_all(light, LIGHT_SIDE_BY_SIDE, deadline);
            let (heavy, light) = futures::join!(heavy, light);
            if tick.count(&heavy) + tick.count(&light) == 0 {
                break;
            }
        }
        tracing::info!(jobs.done = tick.done, jobs.failed = tick.failed, jobs.died = tick.died, "tick");
        Ok(tick)
    }

    /// Once per process: the jobs that are there without anybody asking, and a poll of every calendar, because a process
    /// that begins is perhaps a new version, or one that was away for long.
    async fn seed(&self) -> Result<(), store::Error> {
        let now = self.clock.now_ms();
        self.store.jobs_ensure(JobKind::Heartbeat, SYSTEM, now).await?;
        if let Err(error) = self.store.connections_hasten(now).await {
            // They come in their own time all the same, and other jobs need not wait for this.
            tracing::warn!(error = %error, "polls could not be brought forward");
        }
        Ok(())
    }

    async fn due(&self) -> Result<Vec<(JobKind, String)>, store::Error> {
        let mut due = Vec::new();
        for shard in Store::job_shards() {
            due.extend(self.store.jobs_due(&shard, self.clock.now_ms()).await?);
        }
        Ok(due)
    }

    /// Runs jobs, so many side by side; answers how each ended.
    async fn run_all(&self, due: Vec<(JobKind, String)>, side_by_side: usize, deadline: i64) -> Vec<Option<JobState>> {
        let runs = futures::stream::iter(due).map(|(kind, subject)| self.attempt(kind, subject, deadline));
        runs.buffer_unordered(side_by_side).collect().await
    }

    /// Runs one job if it is ours to run, and there is time for it; answers how it ended.
    async fn attempt(&self, kind: JobKind, subject: String, deadline: i64) -> Option<JobState> {
        let now = self.clock.now_ms();
        if deadline <= now + LAST_START_MS {
            return None;
        }
        let job = match self.store.jobs_claim(kind, &subject, now, now + LEASE_MS).await {
            Ok(job) => job?,
            Err(error) => {
                tracing::warn!(job.kind = kind.as_str(), error = %error, "a job could not be claimed");
                return None;
            }
        };
        let next = self.run(&job, deadline).await;
        match self.store.jobs_finish(&job, next.clone(), self.clock.now_ms()).await {
            Ok(JobState::Dead) => {
                tracing::error!(job.kind = kind.as_str(), "a job is dead");
                Some(JobState::Dead)
            }
            Ok(_) if matches!(next, Next::Failed { .. }) => Some(JobState::Scheduled),
            Ok(_) => Some(JobState::Successful),
            Err(error) => {
                tracing::warn!(job.kind = kind.as_str(), error = %error, "a job's end could not be recorded");
                None
            }
        }
    }

    /// In a task of its own, so that a panic ends this job and no other.
    async fn run(&self, job: &Job, deadline: i64) -> Next {
        let time = Duration::from_millis((LEASE_MS - STOP_EARLY_MS).cast_unsigned());
        let run = tokio::spawn(tokio::time::timeout(time, self.clone().dispatch(job.clone(), deadline)));
        match run.await {
            Ok(Ok(Ok(next))) => next,
            Ok(Ok(Err(error))) => failed(job, &error.to_string(), Some(&error)),
            Ok(Err(_)) => failed(job, "it took longer than its lease", None),
            Err(_) => failed(job, "it panicked", None),
        }
    }

    async fn dispatch(self, job: Job, deadline: i64) -> Result<Next, Error> {
        let Runner { store, connections, mailboxes, post, texts, clock, .. } = self;
        let now = clock.now_ms();
        let user = job.user().ok_or(store::Error::Malformed("subject"));
        let token = job.token().ok_or(store::Error::Malformed("subject"));
        match job.kind {
            JobKind::Heartbeat => heartbeat::run(&store, now).await,
            JobKind::Seal => seal::run(&store, user?, now).await,
            JobKind::Erase => erase::run(&store, user?, now).await,
            JobKind::CalendarPoll => calendar_poll::run(&connections, user?, token?, clock).await,
            JobKind::Letter => letter::run(&store, &post, subject(&job)?, now).await,
            JobKind::Probe => probe::run(&store, user?, now).await,
            JobKind::Message => {
                let message = job.message().ok_or(store::Error::Malformed("subject"))?;
                message::run(&store, &texts, user?, MessageId::stored(message), now).await
            }
            JobKind::MailIngest => mail_ingest::run(&mailboxes, user?, token?, clock, deadline).await,
        }
    }
}

/// Whether a run of this kind may hold much in memory.
fn is_heavy(kind: JobKind) -> bool {
    match kind {
        JobKind::Seal | JobKind::Erase | JobKind::CalendarPoll | JobKind::MailIngest => true,
        JobKind::Heartbeat | JobKind::Letter | JobKind::Probe | JobKind::Message => false,
    }
}

fn subject<T: std::str::FromStr>(job: &Job) -> Result<T, store::Error> {
    job.subject.parse().map_err(|_| store::Error::Malformed("subject"))
}

fn failed(job: &Job, error: &str, cause: Option<&Error>) -> Next {
    let kind = cause.map(Failure::kind);
    let source = cause.and_then(std::error::Error::source).map(ToString::to_string);
    tracing::warn!(job.kind = job.kind.as_str(), job.attempts = job.attempts, error, error.kind = ?kind, cause = ?source, "a job failed");
    Next::Failed { error: error.to_owned(), jitter: jitter() }
}

/// Without entropy all wait equally long, which is no worse than before there was jitter.
fn jitter() -> f64 {
    getrandom::u32().map_or(1.0, |chance| f64::from(chance) / f64::from(u32::MAX))
}

impl Tick {
    fn count(&mut self, ended: &[Option<JobState>]) -> usize {
        let count = |state| ended.iter().filter(|ended| **ended == Some(state)).count();
        let (done, failed, died) = (count(JobState::Successful), count(JobState::Scheduled), count(JobState::Dead));
        self.done += done;
        self.failed += failed;
        self.died += died;
        done + failed + died
    }
}
