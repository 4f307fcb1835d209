//! A probe: one question whether somebody is all right, and what came of it.
//!
//! ```text
//!            ┌──▶ good          they said so
//!  pending ──┼──▶ bad           they said that they are not
//!            ├──▶ unavailable   they said nothing until the deadline
//!            └──▶ cancelled     nobody wants to know any more        all four are final
//! ```

use crate::{ContactId, MaxRetries, WaitMinutes};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A probe among those of its user: 1 for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProbeId(pub u64);

/// Where a probe stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// It waits for an answer.
    Pending,
    /// They are all right.
    Good,
    /// They are not.
    Bad,
    /// They have not answered.
    Unavailable,
    /// It was called off.
    Cancelled,
}

/// Not a state of a probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be one of pending, good, bad, unavailable, cancelled")]
pub struct UnknownProbeState;

impl ProbeState {
    /// All there are.
    pub const ALL: [ProbeState; 5] =
        [ProbeState::Pending, ProbeState::Good, ProbeState::Bad, ProbeState::Unavailable, ProbeState::Cancelled];

    /// Its word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            ProbeState::Pending => "pending",
            ProbeState::Good => "good",
            ProbeState::Bad => "bad",
            ProbeState::Unavailable => "unavailable",
            ProbeState::Cancelled => "cancelled",
        }
    }
}

impl FromStr for ProbeState {
    type Err = UnknownProbeState;
    fn from_str(word: &str) -> Result<ProbeState, UnknownProbeState> {
        ProbeState::ALL.into_iter().find(|state| state.as_str() == word).ok_or(UnknownProbeState)
    }
}

/// Why somebody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The schedule's time had come.
    Scheduled,
    /// They had asked for it.
    Asked,
    /// They were not: they said that they are well before the schedule's time came.
    Early,
    /// They were not: they called for help by themselves.
    Distress,
}

impl Origin {
    /// Its word on the wire and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Scheduled => "scheduled",
            Origin::Asked => "asked",
            Origin::Early => "early",
            Origin::Distress => "distress",
        }
    }
}

/// A contact who was to be told, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarmed {
    /// Whom.
    pub contact: ContactId,
    /// In ms.
    pub at: i64,
}

/// A probe, as it is kept for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Which of the user's probes it is.
    pub id: ProbeId,
    /// Why they were asked.
    pub origin: Origin,
    /// Where it stands.
    pub state: ProbeState,
    /// When they were asked first, in ms.
    pub created_at: i64,
    /// When anything of it changed last, in ms.
    pub updated_at: i64,
    /// How often they were asked again.
    pub retry_count: u16,
    /// How often they would be.
    pub max_retries: MaxRetries,
    /// How long an answer is waited for, each time.
    pub wait: WaitMinutes,
    /// What they said last, understood or not; its beginning.
    pub last_response: Option<String>,
    /// When it was settled, in ms; absent while it is pending.
    pub settled_at: Option<i64>,
    /// Who was alarmed because of it, in order.
    pub alarmed: Vec<Alarmed>,
    /// When those who were alarmed could be told that all is well, in ms.
    pub cleared_at: Option<i64>,
}

impl Probe {
    /// How long the answer took, in ms; absent where there was no answer, or nobody had asked.
    pub fn response_ms(&self) -> Option<i64> {
        let is_answer = matches!(self.state, ProbeState::Good | ProbeState::Bad);
        let was_asked = matches!(self.origin, Origin::Scheduled | Origin::Asked);
        self.settled_at.filter(|_| is_answer && was_asked).map(|at| at - self.created_at)
    }
}
