//! Lanes of jobs: in each, jobs wait only behind their like.
//!
//! ```text
//!   heavy  0 .. 3        seals, erasures, polls: much memory, seconds to minutes each
//!   send   send-0 .. 3   letters and text messages: wait for strangers, who may hang
//!   quick  quick-0 .. 3  check-ins and the heartbeat: a few calls to the table
//! ```
//!
//! Were they in one queue, five hundred polls that are due would stand before the question whether somebody is all right.

use domain::JobKind;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A lane's jobs are spread over this many shards of the index. One takes a thousand changes a second, which is what DynamoDB
/// grants a partition.
const SHARDS: u64 = 4;

/// Which jobs a job waits behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobLane {
    /// A run may hold much in memory and take minutes.
    Heavy,
    /// A run waits for a stranger's server.
    Send,
    /// A run makes a few calls to the table.
    Quick,
}

impl JobLane {
    /// All there are.
    pub const ALL: [JobLane; 3] = [JobLane::Heavy, JobLane::Send, JobLane::Quick];

    /// The lane of a kind of job.
    pub fn of(kind: JobKind) -> JobLane {
        match kind {
            JobKind::Seal | JobKind::Erase | JobKind::CalendarPoll | JobKind::MailIngest => JobLane::Heavy,
            JobKind::Letter | JobKind::Message => JobLane::Send,
            JobKind::Heartbeat | JobKind::Probe => JobLane::Quick,
        }
    }

    /// Its shards of the index. A job that an earlier version scheduled may be in one of another lane, until it has run.
    pub fn shards(self) -> impl Iterator<Item = String> {
        (0..SHARDS).map(move |number| self.shard(number))
    }

    fn shard(self, number: u64) -> String {
        match self {
            JobLane::Heavy => number.to_string(),
            JobLane::Send => format!("send-{number}"),
            JobLane::Quick => format!("quick-{number}"),
        }
    }
}

/// Where a job waits.
pub(crate) fn shard(kind: JobKind, subject: &str) -> String {
    let mut hasher = DefaultHasher::new();
    subject.hash(&mut hasher);
    JobLane::of(kind).shard(hasher.finish() % SHARDS)
}
