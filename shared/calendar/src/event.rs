//! What a calendar tells of an event.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// When something begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// All-day: a date, which begins at midnight in the calendar's own time zone.
    Date(Date),
    /// A moment.
    Time {
        /// When it is.
        at: Timestamp,
        /// The IANA zone in which an event that recurs keeps its wall time, where the event names one.
        zone: Option<String>,
    },
}

/// Which occurrence of which series an exception stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The id of the event that recurs.
    pub series: String,
    /// When the occurrence would have begun.
    pub original_start: When,
}

/// An event resource: a single event, one that recurs, or the exception to one occurrence of such. Debug tells its id
/// and times and leaves out what is personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// Unique within its calendar.
    pub id: String,
    /// Its title as it is, empty where there is none.
    pub summary: String,
    /// Plain text or HTML, empty where there is none.
    pub description: String,
    /// When it begins.
    pub start: When,
    /// When it ends, exclusive.
    pub end: When,
    /// RRULE, RDATE, EXRULE and EXDATE lines (RFC 5545); empty where it does not recur.
    pub recurrence: Vec<String>,
    /// Set in an exception.
    pub origin: Option<Origin>,
}

impl fmt::Debug for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Event");
        out.field("id", &self.id).field("start", &self.start).field("end", &self.end).field("origin", &self.origin);
        out.finish_non_exhaustive()
    }
}

/// What a calendar reports of one event id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is no such event any more; of one that recurs, no exceptions either.
    Deleted {
        /// The event's id; nothing else is known.
        id: String,
    },
    /// One occurrence of an event that recurs does not take place.
    Cancelled {
        /// The exception's id.
        id: String,
        /// Which occurrence it is.
        origin: Origin,
    },
    /// The event is like this now.
    Is(Event),
}
