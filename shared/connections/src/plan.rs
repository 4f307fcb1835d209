//! Which records change when a calendar reports changes: pure, of what is stored and what is reported.
//!
//! Each event that is reported, whose exceptions are, or that makes its next point by now, is made anew from its entry.
//! The comparison with what is stored decides what changes; so reporting something twice, or over again after a crash,
//! comes to nothing.

use crate::Error;
use crate::state::EventProblem;
use calendar::{Change, Entry, Event, Origin, When};
use domain::TokenId;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use store::{Exception, Record, RecordChange};

/// The longest id of an event: with those of token and calendar it has to fit into DynamoDB's 1,024 bytes of sort key.
const LONGEST_ID: usize = 300;

/// The calendar that a plan is about.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) token: TokenId,
    pub(crate) calendar: &'a str,
    pub(crate) zone: &'a TimeZone,
    pub(crate) now: i64,
}

/// What is stored, as far as a plan may need it.
#[derive(Default)]
pub(crate) struct Stored {
    /// All records of an event id, whichever calendar they come from, in the order of their places.
    pub(crate) claims: BTreeMap<String, Vec<Record>>,
    /// The exceptions of a series in this calendar, by their ids.
    pub(crate) exceptions: BTreeMap<String, BTreeMap<String, Exception>>,
}

/// What a calendar reports of its events, by id.
#[derive(Default)]
pub(crate) struct Reported {
    /// What is to be kept of each; `None`: nothing.
    pub(crate) entries: BTreeMap<String, Option<Entry>>,
    /// Lines that do not parse.
    pub(crate) problems: Vec<EventProblem>,
    /// Ids of events that are gone, and with them, if they recurred, their exceptions.
    pub(crate) deleted: BTreeSet<String>,
}

impl Reported {
    /// The last report of an event holds.
    pub(crate) fn of(changes: &[Change]) -> Reported {
        let mut reported = Reported::default();
        for change in changes {
            match change {
                Change::Deleted { id } => reported.add_deleted(id),
                Change::Cancelled { id, origin } => reported.add(id, Some(calendar::cancelled(origin))),
                Change::Is(event) => reported.add_event(event),
            }
        }
        reported
    }

    fn add_deleted(&mut self, id: &str) {
        self.add(id, None);
        self.deleted.insert(id.to_owned());
    }

    fn add_event(&mut self, event: &Event) {
        if LONGEST_ID < event.id.len() {
            self.problems.push(EventProblem::new(
                &event.id[..event.id.floor_char_boundary(LONGEST_ID)],
                "",
                "id_too_long",
            ));
            return;
        }
        let reading = calendar::read(event);
        self.add(&event.id, reading.entry);
        let problem = |problem: calendar::Problem| EventProblem::new(&event.id, &problem.line, problem.reason.as_str());
        self.problems.extend(reading.problems.into_iter().map(problem));
    }

    fn add(&mut self, id: &str, entry: Option<Entry>) {
        self.problems.retain(|problem| problem.event != id);
        self.deleted.remove(id);
        self.entries.insert(id.to_owned(), entry);
    }
}

/// Changes that belong together: of a series and its exceptions, or of one event.
pub(crate) type Group = Vec<RecordChange>;

/// What has to change so that the records of a calendar are as reported, and as of now. `due`: events whose next point has
/// come.
pub(crate) fn plan(
    place: Place<'_>,
    stored: &Stored,
    reported: &Reported,
    due: &[String],
) -> Result<Vec<Group>, Error> {
    let desk = Desk { place, stored, reported };
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for id in desk.affected(due) {
        let before = desk.record(&id);
        let Some(entry) = desk.entry(&id)? else {
            if let Some(before) = before {
                let group = before.origin.as_ref().map_or(&id, |origin| &origin.series).clone();
                groups.entry(group).or_default().push(RecordChange { before: Some(before.clone()), after: None });
            }
            continue;
        };
        let after = desk.made(&id, &entry)?;
        if before.is_some_and(|before| same(before, &after)) {
            continue;
        }
        let group = after.origin.as_ref().map_or(&id, |origin| &origin.series).clone();
        groups.entry(group).or_default().push(RecordChange { before: before.cloned(), after: Some(after) });
    }
    Ok(groups.into_values().collect())
}

struct Desk<'a> {
    place: Place<'a>,
    stored: &'a Stored,
    reported: &'a Reported,
}

impl Desk<'_> {
    /// The events to look at: those reported, those due, exceptions that went with their series, and series of which an
    /// exception came, went or stayed.
    fn affected(&self, due: &[String]) -> BTreeSet<String> {
        let mut affected: BTreeSet<String> = self.reported.entries.keys().chain(due).cloned().collect();
        for series in &self.reported.deleted {
            affected.extend(self.stored.exceptions.get(series).into_iter().flat_map(BTreeMap::keys).cloned());
        }
        let exceptions: Vec<String> = affected.iter().cloned().collect();
        for id in exceptions {
            let old = self.record(&id).and_then(|record| record.origin.as_ref()).map(|origin| origin.series.clone());
            let new = self.reported.entries.get(&id).and_then(Option::as_ref).and_then(Entry::origin);
            affected.extend(old.into_iter().chain(new.map(|origin| origin.series.clone())));
        }
        affected
    }

    /// What is stored of an event in this calendar.
    fn record(&self, id: &str) -> Option<&Record> {
        let ours = |record: &&Record| record.token == self.place.token && record.calendar == self.place.calendar;
        self.stored.claims.get(id)?.iter().find(ours)
    }

    /// What is kept of an event from now on.
    fn entry(&self, id: &str) -> Result<Option<Entry>, Error> {
        if let Some(entry) = self.reported.entries.get(id) {
            return Ok(entry.clone());
        }
        let Some(record) = self.record(id) else { return Ok(None) };
        if record.origin.as_ref().is_some_and(|origin| self.reported.deleted.contains(&origin.series)) {
            return Ok(None);
        }
        serde_json::from_str(&record.entry).map(Some).map_err(|_| Error::Malformed("event"))
    }

    fn made(&self, id: &str, entry: &Entry) -> Result<Record, Error> {
        let Place { token, calendar, zone, now } = self.place;
        let exceptions = if entry.recurs() { self.exceptions(id)? } else { Vec::new() };
        let mut made = calendar::points(id, entry, &exceptions, zone, now);
        made.points.retain(|_, points| !points.is_empty());
        Ok(Record {
            event: id.to_owned(),
            token,
            calendar: calendar.to_owned(),
            origin: entry.origin().map(listed).transpose()?,
            entry: serde_json::to_string(entry).map_err(|_| Error::Malformed("event"))?,
            made: made.points,
            next_at: made.next_at,
        })
    }

    /// When the occurrences of a series would have begun that its exceptions stand for.
    fn exceptions(&self, series: &str) -> Result<Vec<When>, Error> {
        let mut starts = Vec::new();
        for (id, exception) in self.stored.exceptions.get(series).into_iter().flatten() {
            if !self.reported.entries.contains_key(id) {
                let start = serde_json::from_str(&exception.original_start);
                starts.push(start.map_err(|_| Error::Malformed("exception"))?);
            }
        }
        let reported = self.reported.entries.values().flatten().filter_map(Entry::origin);
        starts.extend(reported.filter(|origin| origin.series == series).map(|origin| origin.original_start.clone()));
        Ok(starts)
    }
}

/// An exception as its series lists it.
fn listed(origin: &Origin) -> Result<Exception, Error> {
    let original_start = serde_json::to_string(&origin.original_start).map_err(|_| Error::Malformed("exception"))?;
    Ok(Exception { series: origin.series.clone(), original_start })
}

/// Whether two records of one place say the same.
fn same(a: &Record, b: &Record) -> bool {
    let points = |record: &Record| -> Vec<(String, i64, series::Dimensions, u64)> {
        let of = |(metric, points): (&domain::MetricName, &series::Columns)| {
            let point = |(timestamp, dimensions, value): (i64, &series::Dimensions, f64)| {
                (metric.to_string(), timestamp, dimensions.clone(), value.to_bits())
            };
            points.iter().map(point).collect::<Vec<_>>()
        };
        record.made.iter().flat_map(of).collect()
    };
    (&a.entry, &a.origin, a.next_at) == (&b.entry, &b.origin, b.next_at) && points(a) == points(b)
}
