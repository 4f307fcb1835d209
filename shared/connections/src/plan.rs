//! Which records change when a calendar reports changes: pure, of what is stored and what is reported.
//!
//! Each event that is reported, whose exceptions are, or that makes its next point by now, is made anew from its entry.
//! The comparison with what is stored decides what changes; so reporting something twice, or over again after a crash,
//! comes to nothing.

use crate::problem::Reason;
use crate::reported::Reported;
use crate::{Error, problem::shown};
use calendar::{Entry, Made, Origin, When};
use domain::{MetricName, TokenId};
use jiff::tz::TimeZone;
use runtime::Clock;
use std::collections::{BTreeMap, BTreeSet};
use store::{Exception, Record, RecordChange, Tally};

/// The most points that are kept of one event, all its metrics together: ten years of every day with 25 values. More
/// would not fit into the transaction that renames it.
const MOST_POINTS: usize = 100_000;
/// The most metrics of a user's events: each is counted in one item, the tally, which every change rewrites.
const MOST_METRICS: usize = 2_000;

/// The calendar that a plan is about.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) token: TokenId,
    pub(crate) calendar: &'a str,
    pub(crate) zone: &'a TimeZone,
    /// As of when points are made.
    pub(crate) now: i64,
    /// Dates what is written.
    pub(crate) clock: &'a Clock,
}

/// Records by event id, whichever calendar they come from.
pub(crate) type Claims = BTreeMap<String, Vec<Record>>;

/// What is stored, as far as a plan may need it.
#[derive(Default)]
pub(crate) struct Stored {
    /// All records of an event id.
    pub(crate) claims: Claims,
    /// The exceptions of a series in this calendar, by their ids.
    pub(crate) exceptions: BTreeMap<String, BTreeMap<String, Exception>>,
}

/// Changes that belong together: of a series and its exceptions, or of one event.
pub(crate) type Group = Vec<RecordChange>;

/// What is to be done.
pub(crate) struct Plan {
    pub(crate) groups: Vec<Group>,
    pub(crate) seen: Seen,
}

/// What was looked at, by ids as they are shown: `None` of an event of which nothing is left, else what of its points
/// could not be made.
pub(crate) type Seen = BTreeMap<String, Option<BTreeSet<Reason>>>;

/// What has to change so that the records of a calendar are as reported, and as of now. `due`: events whose next point has
/// come.
pub(crate) fn plan(
    place: Place<'_>,
    stored: &Stored,
    reported: &Reported,
    due: &[String],
    tally: &Tally,
) -> Result<Plan, Error> {
    let desk = Desk { place, stored, reported };
    let mut metrics: BTreeSet<String> = tally.counts.keys().cloned().collect();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let mut seen = Seen::new();
    for id in desk.affected(due) {
        let before = desk.record(&id);
        let Some(entry) = desk.entry(&id)? else {
            seen.insert(shown(&id), None);
            if let Some(before) = before {
                let group = before.origin.as_ref().map_or(&id, |origin| &origin.series).clone();
                groups.entry(group).or_default().push(RecordChange { before: Some(before.clone()), after: None });
            }
            continue;
        };
        let (after, lacks) = desk.made(&id, &entry, &mut metrics)?;
        seen.insert(shown(&id), Some(lacks));
        if before.is_some_and(|before| same(before, &after)) {
            continue;
        }
        let group = after.origin.as_ref().map_or(&id, |origin| &origin.series).clone();
        groups.entry(group).or_default().push(RecordChange { before: before.cloned(), after: Some(after) });
    }
    Ok(Plan { groups: groups.into_values().collect(), seen })
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

    /// An event's record, and what could not be made of it. `metrics`: those there are.
    fn made(
        &self,
        id: &str,
        entry: &Entry,
        metrics: &mut BTreeSet<String>,
    ) -> Result<(Record, BTreeSet<Reason>), Error> {
        let Place { token, calendar, zone, now, .. } = self.place;
        let exceptions = if entry.recurs() { self.exceptions(id)? } else { Vec::new() };
        let mut made = calendar::points(id, entry, &exceptions, zone, now);
        let lacks = cut(&mut made, metrics);
        let record = Record {
            event: id.to_owned(),
            token,
            calendar: calendar.to_owned(),
            origin: entry.origin().map(listed).transpose()?,
            entry: serde_json::to_string(entry).map_err(|_| Error::Malformed("event"))?,
            made: made.points,
            next_at: made.next_at,
        };
        Ok((record, lacks))
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

/// Leaves out what is more than can be kept; answers why.
fn cut(made: &mut Made, metrics: &mut BTreeSet<String>) -> BTreeSet<Reason> {
    let mut lacks = BTreeSet::new();
    let mut admitted = |metric: &MetricName| {
        metrics.contains(metric.as_str()) || metrics.len() < MOST_METRICS && metrics.insert(metric.to_string())
    };
    let named = made.points.len();
    made.points.retain(|metric, points| !points.is_empty() && admitted(metric));
    if made.points.len() < named {
        lacks.insert(Reason::TooManyMetrics);
    }
    let most = MOST_POINTS / made.points.len().max(1);
    if made.points.values().any(|points| most < points.len()) {
        made.points.values_mut().for_each(|points| *points = points.slice(0..most.min(points.len())));
        made.next_at = None;
        made.truncated = true;
    }
    if made.truncated {
        lacks.insert(Reason::Truncated);
    }
    lacks
}

/// Whether two records of one place say the same.
fn same(a: &Record, b: &Record) -> bool {
    (&a.entry, &a.origin, a.next_at, &a.made) == (&b.entry, &b.origin, b.next_at, &b.made)
}
