//! What of an event could not be understood, to be shown to whoever wrote it.

use std::fmt;

/// As much of a line as is told, in characters: enough to find it again, and no essay.
const LONGEST_TOLD: usize = 200;

/// A line that does not parse. Debug leaves out the line, which is personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line as it was understood to be (a description's HTML is text by then), cut to 200 characters. Of a title
    /// or a recurrence, that.
    pub line: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why a line was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It has neither `:` nor `=`.
    NoSeparator,
    /// What stands before `:` or `=` is no name, or holds no letter.
    BadKey,
    /// Nothing stands behind `:` or `=`.
    EmptyValue,
    /// What stands behind `=` is not a number, or could be read as different ones.
    NotANumber,
    /// `src` and `activity` are what every point of an event has already.
    Reserved,
    /// It is a web address rather than a dimension.
    Url,
    /// A name, a value or a title is longer than can be kept.
    TooLong,
    /// The description has more names than are kept.
    TooMany,
    /// The rules by which the event recurs are not understood; it counts once, at its start.
    Recurrence,
}

impl Reason {
    /// A stable word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NoSeparator => "no_separator",
            Reason::BadKey => "bad_key",
            Reason::EmptyValue => "empty_value",
            Reason::NotANumber => "not_a_number",
            Reason::Reserved => "reserved",
            Reason::Url => "url",
            Reason::TooLong => "too_long",
            Reason::TooMany => "too_many",
            Reason::Recurrence => "recurrence",
        }
    }
}

impl Problem {
    pub(crate) fn new(line: &str, reason: Reason) -> Problem {
        Problem { line: line.chars().take(LONGEST_TOLD).collect(), reason }
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Problem").field("reason", &self.reason).finish_non_exhaustive()
    }
}
