//! Claims due jobs, runs each under a lease, and records how it ended.

use crate::lanes::Lanes;
use crate::tally::{Ended, Tally, Tick};
use crate::watcher::Watcher;
use crate::{Error, calendar_poll, erase, heartbeat, letter, mail_ingest, message, probe, seal};
use connections::Connections;
use domain::{Failure, Job, JobKind, JobState};
use futures::future::{BoxFuture, FutureExt, try_join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use liveness::MessageId;
use mailboxes::Mailboxes;
use post::Post;
use runtime::{Clock, SecretSource, Secrets};
use sms::Sender;
use std::time::Duration;
use store::{JobLane, Next, SYSTEM, Store};
use tokio::sync::OnceCell;

/// A job that has not ended by then is taken for dead and claimed by another tick; below the function's own timeout.
const LEASE_MS: i64 = 240_000;
/// A run is stopped this long before its lease ends, so that what it does last is still covered.
const STOP_EARLY_MS: i64 = 10_000;
/// Of so many the last wait for the first; another invocation may begin with those.
const MANY: usize = 32;
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
    watcher: Watcher,
    clock: Clock,
    seeded: std::sync::Arc<OnceCell<()>>,
}

/// What has come to its end.
enum Ran {
    /// A job of this lane.
    Job(JobLane, JobKind, Ended),
    /// Polls were brought forward.
    Hastened,
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
        let watcher = Watcher::new(SecretSource::given(Secrets::default()));
        Runner { store, connections, mailboxes, post, texts, watcher, clock, seeded: std::sync::Arc::default() }
    }

    /// The same, which tells a watcher outside after each tick: the one that these secrets name.
    pub fn watched(self, secrets: SecretSource) -> Runner {
        Runner { watcher: Watcher::new(secrets), ..self }
    }

    /// Runs what is due, until nothing is, or until the invocation's `deadline` (ms) is near; then tells the watcher outside.
    /// Where a part of the jobs could not be looked at, the others are run all the same.
    pub async fn tick(&self, deadline: i64) -> Result<Tick, store::Error> {
        let ran = self.run_due(deadline).await;
        self.watcher.told(ran.as_ref().ok(), self.clock.now_ms()).await;
        ran.map(|tally| tally.tick)
    }

    async fn run_due(&self, deadline: i64) -> Result<Tally, store::Error> {
        let is_first = !self.seeded.initialized();
        let now = self.clock.now_ms();
        self.seeded.get_or_try_init(|| self.store.jobs_ensure(JobKind::Heartbeat, SYSTEM, now)).await?;
        self.run_lanes(is_first, deadline).await
    }

    /// Runs what is due in all lanes. Other invocations may do so at the same time: each job is run by whoever claims it.
    async fn run_lanes(&self, is_first: bool, deadline: i64) -> Result<Tally, store::Error> {
        let (mut lanes, mut running) = (Lanes::new(), FuturesUnordered::<BoxFuture<'_, Ran>>::new());
        let (mut tally, mut unknown) = (Tally::default(), None);
        if is_first {
            lanes.hold(JobLane::of(JobKind::CalendarPoll));
            running.push(self.hasten().boxed());
        }
        loop {
            for lane in lanes.iter_mut() {
                if lane.wants_more() && self.has_time(deadline) {
                    tally.has_looked = true;
                    match self.due(lane.lane).await {
                        Ok(due) => lane.take(due),
                        Err(error) => {
                            lane.give_up();
                            unknown.get_or_insert(error);
                        }
                    }
                }
                let at = lane.lane;
                while let Some((kind, subject)) = lane.begin() {
                    let run = self.attempt(kind, subject, deadline).map(move |ended| Ran::Job(at, kind, ended));
                    running.push(run.boxed());
                }
            }
            match running.next().await {
                Some(Ran::Job(lane, kind, ended)) => {
                    tally.count(kind, ended);
                    lanes.ended(lane, kind, ended);
                }
                Some(Ran::Hastened) => lanes.look_again(JobLane::of(JobKind::CalendarPoll)),
                None => break,
            }
        }
        let Tick { done, failed, died } = tally.tick;
        tracing::info!(jobs.done = done, jobs.failed = failed, jobs.died = died, "tick");
        unknown.map_or(Ok(tally), Err)
    }

    /// Once per process, a poll of every calendar: a process that begins is perhaps a new version, or one that was away for long.
    /// Beside all else, because there may be thousands.
    async fn hasten(&self) -> Ran {
        if let Err(error) = self.store.connections_hasten(self.clock.now_ms()).await {
            // They come in their own time all the same.
            tracing::warn!(error = %error, "polls could not be brought forward");
        }
        Ran::Hastened
    }

    /// Jobs of a lane that are due; many of them in any order, so that invocations side by side begin with different ones.
    async fn due(&self, lane: JobLane) -> Result<Vec<(JobKind, String)>, store::Error> {
        let now = self.clock.now_ms();
        let shards = lane.shards().map(async |shard| self.store.jobs_due(&shard, now).await);
        let mut due = try_join_all(shards).await?.concat();
        if MANY < due.len() {
            due.sort_by_cached_key(|_| getrandom::u32().unwrap_or_default());
        }
        Ok(due)
    }

    fn has_time(&self, deadline: i64) -> bool {
        self.clock.now_ms() + LAST_START_MS < deadline
    }

    /// Runs one job if it is ours to run, and there is time for it.
    async fn attempt(&self, kind: JobKind, subject: String, deadline: i64) -> Ended {
        if !self.has_time(deadline) {
            return Ended::NotBegun;
        }
        let now = self.clock.now_ms();
        let job = match self.store.jobs_claim(kind, &subject, now, now + LEASE_MS).await {
            Ok(Some(job)) => job,
            Ok(None) => return Ended::NotBegun,
            Err(error) => {
                tracing::warn!(job.kind = kind.as_str(), error = %error, "a job could not be claimed");
                return Ended::Unclear;
            }
        };
        let next = self.run(&job, deadline).await;
        match self.store.jobs_finish(&job, next.clone(), self.clock.now_ms()).await {
            Ok(JobState::Dead) => {
                tracing::error!(job.kind = kind.as_str(), "a job is dead");
                Ended::Died
            }
            Ok(_) if matches!(next, Next::Failed { .. }) => Ended::Failed,
            Ok(_) => Ended::Done,
            Err(error) => {
                tracing::warn!(job.kind = kind.as_str(), error = %error, "a job's end could not be recorded");
                Ended::Unclear
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
