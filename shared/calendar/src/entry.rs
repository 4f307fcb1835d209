//! What is kept of an event.
//!
//! As JSON, where everything but `start`, `end` and `activity` may be absent and what is unknown is ignored:
//!
//! ```text
//!   {"origin": {"series": "id", "original_start": {"date": "2026-01-05"}},      an exception
//!    "content": {"start": {...}, "end": {...}, "activity": "run",               its points, if it has any
//!                "dimensions": [["where", "park"]], "values": [["km", 5.0]],
//!                "recurrence": ["RRULE:FREQ=DAILY"]}}                           an event that recurs
//! ```

use crate::description::{self, Description};
use crate::event::{Event, Origin, When};
use crate::line::LONGEST_VALUE;
use crate::problem::{Problem, Reason};
use crate::recurrence::{self, Recurrence};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the title of an event begins that counts.
const MARK: &str = "#!";

/// What is kept of an event, all that its points need; serde JSON, holds no description. Debug leaves out what is
/// personal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Content>,
}

/// What an event's points are made of.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) start: When,
    pub(crate) end: When,
    pub(crate) activity: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dimensions: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) values: Vec<(String, f64)>,
    /// Set where it recurs; empty where the lines were too long to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) recurrence: Option<Vec<String>>,
}

/// An event as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// `None`: nothing need be kept.
    pub entry: Option<Entry>,
    /// What of an event that counts was not understood, in the order of its description.
    pub problems: Vec<Problem>,
}

/// Understands an event. One that does not count is kept only if it is an exception: it takes its occurrence away from
/// a series, which may come to count later.
pub fn read(event: &Event) -> Reading {
    let mut problems = Vec::new();
    let content = activity(&event.summary, &mut problems).map(|activity| content(activity, event, &mut problems));
    let kept = content.is_some() || event.origin.is_some();
    Reading { entry: kept.then(|| Entry { origin: event.origin.clone(), content }), problems }
}

/// What is kept for an occurrence that does not take place.
pub fn cancelled(origin: &Origin) -> Entry {
    Entry { origin: Some(origin.clone()), content: None }
}

impl Entry {
    /// Set in an exception: the occurrence that it stands for.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Whether its points depend on the exceptions to it.
    pub fn recurs(&self) -> bool {
        self.origin.is_none() && self.content.as_ref().is_some_and(|content| content.recurrence.is_some())
    }

    /// Whether it has points, now or later.
    pub fn has_points(&self) -> bool {
        self.content.is_some()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Entry");
        out.field("is_exception", &self.origin.is_some());
        out.field("recurs", &self.recurs()).field("has_points", &self.has_points()).finish_non_exhaustive()
    }
}

/// The title of an event that counts, without the mark and otherwise as it is.
fn activity(summary: &str, problems: &mut Vec<Problem>) -> Option<String> {
    let activity = summary.strip_prefix(MARK)?;
    if LONGEST_VALUE < activity.chars().count() {
        problems.push(Problem::new(summary, Reason::TooLong));
        return None;
    }
    Some(activity.to_owned())
}

fn content(activity: String, event: &Event, problems: &mut Vec<Problem>) -> Content {
    let Description { dimensions, values } = description::read(&event.description, problems);
    let recurs = event.origin.is_none() && !event.recurrence.is_empty();
    let recurrence = recurs.then(|| recurrence(event, problems));
    Content { start: event.start.clone(), end: event.end.clone(), activity, dimensions, values, recurrence }
}

/// Keeps also what is not understood, in case it will be.
fn recurrence(event: &Event, problems: &mut Vec<Problem>) -> Vec<String> {
    if recurrence::LONGEST < event.recurrence.iter().map(String::len).sum() {
        problems.push(Problem::new(&event.recurrence[0], Reason::TooLong));
        return Vec::new();
    }
    if let Err(line) = Recurrence::parse(&event.recurrence, &event.start) {
        problems.push(Problem::new(line.0, Reason::Recurrence));
    }
    if let When::Time { zone: Some(name), .. } = &event.start
        && crate::local::zone_of(&event.start, &TimeZone::UTC).is_none()
    {
        problems.push(Problem::new(name, Reason::Recurrence));
    }
    event.recurrence.clone()
}
