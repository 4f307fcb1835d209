//! A job: something to do at a time, its state, and when it is tried again.
//!
//! ```text
//!             claim                 done
//!  scheduled ───────▶ in-progress ────────▶ successful, or scheduled again if it recurs
//!      ▲                  │ failed
//!      └── backoff ───────┴────────────────▶ dead, once its attempts are spent
//! ```
//!
//! A run whose lease has passed counts as failed: whoever finds the job due again claims it anew.

use crate::{TokenId, UserId};
use std::str::FromStr;

/// Between a user and their data token in a job's subject.
const SEPARATOR: char = '/';
/// How often a job is tried before it is dead.
const MAX_ATTEMPTS: u32 = 12;
/// The first wait after a failure; it doubles with each further one.
const FIRST_BACKOFF_MS: i64 = 15_000;
/// The longest wait between two tries.
const LONGEST_BACKOFF_MS: i64 = 3_600_000;
/// The same where somebody may be in need: an alarm goes out that soon after an outage.
const LONGEST_URGENT_BACKOFF_MS: i64 = 300_000;

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Records that the clock ticks; subject: the installation.
    Heartbeat,
    /// Moves a user's log into chunks; subject: the user.
    Seal,
    /// Removes what a deleted user left; subject: the user.
    Erase,
    /// Polls a connected calendar, or ends the connection; subject: the user and the data token, as `<user>/<token>`.
    CalendarPoll,
    /// Sends a letter; subject: the letter.
    Letter,
    /// Does what time brings to a user's check-ins; subject: the user.
    Probe,
    /// Sends a text message; subject: the user and the message, as `<user>/<message>`.
    Message,
    /// Reads the new mails of a connected mailbox; subject: the user and the data token, as `<user>/<token>`.
    MailIngest,
}

/// All kinds there are.
const KINDS: [JobKind; 8] = [
    JobKind::Heartbeat,
    JobKind::Seal,
    JobKind::Erase,
    JobKind::CalendarPoll,
    JobKind::Letter,
    JobKind::Probe,
    JobKind::Message,
    JobKind::MailIngest,
];

impl JobKind {
    /// Its word in the store and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            JobKind::Heartbeat => "heartbeat",
            JobKind::Seal => "seal",
            JobKind::Erase => "erase",
            JobKind::CalendarPoll => "calendar_poll",
            JobKind::Letter => "letter",
            JobKind::Probe => "probe",
            JobKind::Message => "message",
            JobKind::MailIngest => "mail_ingest",
        }
    }

    /// The longest wait between two tries.
    fn longest_backoff_ms(self) -> i64 {
        match self {
            JobKind::Probe | JobKind::Message => LONGEST_URGENT_BACKOFF_MS,
            _ => LONGEST_BACKOFF_MS,
        }
    }

    /// Work that must never be given up: it goes on at the longest back-off. A letter's and a text message's end by
    /// themselves, once they are worth nothing any more.
    pub fn never_dies(self) -> bool {
        match self {
            JobKind::Heartbeat | JobKind::Seal | JobKind::Erase | JobKind::CalendarPoll | JobKind::Letter => true,
            JobKind::Probe | JobKind::Message | JobKind::MailIngest => true,
        }
    }
}

/// Not a kind or state of job.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown kind or state of job")]
pub struct UnknownJobWord;

impl FromStr for JobKind {
    type Err = UnknownJobWord;
    fn from_str(word: &str) -> Result<Self, UnknownJobWord> {
        KINDS.into_iter().find(|kind| kind.as_str() == word).ok_or(UnknownJobWord)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its time.
    Scheduled,
    /// Runs, under a lease.
    InProgress,
    /// Did what there was to do.
    Successful,
    /// Given up; an operator must look.
    Dead,
}

impl JobState {
    /// Its word in the store and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Scheduled => "scheduled",
            JobState::InProgress => "in-progress",
            JobState::Successful => "successful",
            JobState::Dead => "dead",
        }
    }
}

impl FromStr for JobState {
    type Err = UnknownJobWord;
    fn from_str(word: &str) -> Result<Self, UnknownJobWord> {
        [JobState::Scheduled, JobState::InProgress, JobState::Successful, JobState::Dead]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or(UnknownJobWord)
    }
}

/// A job as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What there is to do.
    pub kind: JobKind,
    /// What it is about: a user's id, a letter's, or `system`.
    pub subject: String,
    /// Where it stands.
    pub state: JobState,
    /// When it is to run, or to be reclaimed from a run that died, in ms.
    pub due_at: i64,
    /// Tries since the last success.
    pub attempts: u32,
    /// Why the last try failed; no personal text.
    pub last_error: Option<String>,
    /// Moves with every change; who holds an old one may not write.
    pub version: u64,
}

impl Job {
    /// The user it is about.
    pub fn user(&self) -> Option<UserId> {
        let (user, _) = self.subject.split_once(SEPARATOR).unwrap_or((&self.subject, ""));
        user.parse().ok()
    }

    /// The user's data token that it is about.
    pub fn token(&self) -> Option<TokenId> {
        let (_, token) = self.subject.split_once(SEPARATOR)?;
        token.parse().ok()
    }

    /// The user's text message that it is about.
    pub fn message(&self) -> Option<&str> {
        self.subject.split_once(SEPARATOR).map(|(_, message)| message)
    }

    /// The subject of a job about a text message of a user.
    pub fn subject_of_message(user: UserId, message: &str) -> String {
        format!("{user}{SEPARATOR}{message}")
    }

    /// The subject of a job about one data token of a user.
    pub fn subject_of(user: UserId, token: TokenId) -> String {
        format!("{user}{SEPARATOR}{token}")
    }

    /// What a failed try leads to; `jitter` in 0..=1 spreads the tries of many jobs.
    pub fn after_failure(&self, now: i64, jitter: f64) -> (JobState, i64) {
        if self.attempts >= MAX_ATTEMPTS && !self.kind.never_dies() {
            return (JobState::Dead, now);
        }
        (JobState::Scheduled, now + backoff_ms(self.attempts, jitter).min(self.kind.longest_backoff_ms()))
    }
}

/// The wait after the `attempts`-th failure: doubling, bounded, the last half of it by chance.
#[expect(clippy::cast_possible_truncation, reason = "at most an hour in ms")]
#[expect(clippy::cast_precision_loss, reason = "at most an hour in ms")]
pub fn backoff_ms(attempts: u32, jitter: f64) -> i64 {
    let doubled = FIRST_BACKOFF_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let wait = doubled.min(LONGEST_BACKOFF_MS) as f64;
    (wait * (0.5 + 0.5 * jitter.clamp(0.0, 1.0))) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!(backoff_ms(1, 1.0), 15_000);
        assert_eq!(backoff_ms(2, 1.0), 30_000);
        assert_eq!(backoff_ms(2, 0.0), 15_000);
        assert_eq!(backoff_ms(60, 1.0), 3_600_000);
    }

    #[test]
    fn words_round_trip() {
        for kind in KINDS {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for state in [JobState::Scheduled, JobState::InProgress, JobState::Successful, JobState::Dead] {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
    }
}
