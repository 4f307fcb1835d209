//! What a calendar reports, in the words of a plan: what is to be kept of each event, and what its owner is to be told.

use crate::problem::{EventProblem, Reason, shown};
use calendar::{Change, Entry, Event, Origin};
use std::collections::{BTreeMap, BTreeSet};

/// The longest id of an event: with those of token, calendar and series it has to fit into DynamoDB's 1,024 bytes of sort
/// key.
const LONGEST_ID: usize = 300;
/// The most that is kept of an event, in bytes of JSON: more than comes of the 8,192 characters of description that
/// Google takes, and with the points that carry it well within an item's 400 KB.
const LARGEST_ENTRY: usize = 128 * 1024;

/// What a calendar reports of its events, by id.
#[derive(Default)]
pub(crate) struct Reported {
    /// What is to be kept of each; `None`: nothing.
    pub(crate) entries: BTreeMap<String, Option<Entry>>,
    /// What does not become points.
    pub(crate) problems: Vec<EventProblem>,
    /// Ids of events that are gone, and with them, if they recurred, their exceptions.
    pub(crate) deleted: BTreeSet<String>,
    /// All that it tells of, also what is not kept, by ids as they are shown.
    pub(crate) about: BTreeSet<String>,
}

impl Reported {
    /// The last report of an event holds.
    pub(crate) fn of(changes: &[Change]) -> Reported {
        let mut reported = Reported::default();
        for change in changes {
            let (id, origin) = match change {
                Change::Deleted { id } => (id, None),
                Change::Cancelled { id, origin } => (id, Some(origin)),
                Change::Is(event) => (&event.id, event.origin.as_ref()),
            };
            reported.forget(id);
            match change {
                _ if is_too_long(id, origin) => reported.skip(change),
                Change::Deleted { .. } => reported.add_deleted(id),
                Change::Cancelled { origin, .. } => reported.add(id, Some(calendar::cancelled(origin))),
                Change::Is(event) => reported.add_event(event),
            }
        }
        reported
    }

    /// What was told of an event before.
    fn forget(&mut self, id: &str) {
        let shown = shown(id);
        if self.about.contains(&shown) {
            self.problems.retain(|problem| problem.event != shown);
            self.deleted.remove(id);
        }
        self.about.insert(shown);
    }

    fn add(&mut self, id: &str, entry: Option<Entry>) {
        self.entries.insert(id.to_owned(), entry);
    }

    fn add_deleted(&mut self, id: &str) {
        self.add(id, None);
        self.deleted.insert(id.to_owned());
    }

    fn add_event(&mut self, event: &Event) {
        let reading = calendar::read(event);
        let entry = reading.entry.filter(is_small);
        if entry.is_none() && is_counted(event) {
            self.problems.push(EventProblem::of_event(&event.id, Reason::TooLarge));
            // It takes its occurrence away from its series all the same.
            return self.add(&event.id, event.origin.as_ref().map(calendar::cancelled));
        }
        self.add(&event.id, entry);
        self.problems.extend(reading.problems.iter().map(|problem| EventProblem::of_line(&event.id, problem)));
    }

    /// What has no place in the table.
    fn skip(&mut self, change: &Change) {
        if let Change::Is(event) = change
            && is_counted(event)
        {
            self.problems.push(EventProblem::of_event(&event.id, Reason::IdTooLong));
        }
    }
}

fn is_too_long(id: &str, origin: Option<&Origin>) -> bool {
    LONGEST_ID < id.len() || origin.is_some_and(|origin| LONGEST_ID < origin.series.len())
}

/// Whether it would have points.
fn is_counted(event: &Event) -> bool {
    calendar::read(event).entry.is_some_and(|entry| entry.has_points())
}

fn is_small(entry: &Entry) -> bool {
    serde_json::to_vec(entry).is_ok_and(|json| json.len() <= LARGEST_ENTRY)
}
