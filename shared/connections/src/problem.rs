//! What of a calendar could not be made into points, as its owner sees it.

use serde::{Deserialize, Serialize};

/// Longer lines and ids are cut where they are shown.
const SHOWN_CHARS: usize = 200;

/// An event, or a line of its description, that does not become points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventProblem {
    /// The event's id, cut if it is long; empty where it is not known.
    pub event: String,
    /// The line, cut if it is long; empty where it is about the whole event.
    pub line: String,
    /// Why: a word of `calendar::Reason`, or one of our own.
    pub reason: String,
}

/// What there is about whole events, beside `calendar::Reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Its id, or its series', is too long for a key.
    IdTooLong,
    /// Its description is too long to be kept.
    TooLarge,
    /// It recurs so often that not all of its points are kept.
    Truncated,
    /// The user's events have more names of metrics than are kept.
    TooManyMetrics,
    /// Google describes so many events in a way that cannot be read.
    Unreadable,
}

impl Reason {
    /// A stable word for programs.
    fn as_str(self) -> &'static str {
        match self {
            Reason::IdTooLong => "id_too_long",
            Reason::TooLarge => "too_large",
            Reason::Truncated => "truncated",
            Reason::TooManyMetrics => "too_many_metrics",
            Reason::Unreadable => "unreadable",
        }
    }
}

impl EventProblem {
    /// A line of an event's description.
    pub(crate) fn of_line(event: &str, problem: &calendar::Problem) -> EventProblem {
        EventProblem { event: shown(event), line: shown(&problem.line), reason: problem.reason.as_str().to_owned() }
    }

    /// A whole event.
    pub(crate) fn of_event(event: &str, reason: Reason) -> EventProblem {
        EventProblem { event: shown(event), line: String::new(), reason: reason.as_str().to_owned() }
    }

    /// Events of which no id is known.
    pub(crate) fn of_unreadable(count: usize) -> EventProblem {
        EventProblem { line: format!("{count} events"), ..EventProblem::of_event("", Reason::Unreadable) }
    }

    /// Whether it arose when points were made, and not when the event was read.
    pub(crate) fn is_of_making(&self) -> bool {
        [Reason::Truncated, Reason::TooManyMetrics].iter().any(|reason| reason.as_str() == self.reason)
    }
}

/// Its beginning, if it is long.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}
