//! A calendar: events, their exceptions, and the order in which they changed. Pure.
//!
//! ```text
//!   version   1        2        3         4          5
//!             run      swim     lunch     run:21st   swim          the map of events keeps the last version of each
//!             insert   insert   insert    cancel     delete        a sync token is a version: what is beyond it is news
//! ```
//! What it is told is what a person does in the calendar's web page: with events here, with single occurrences of those
//! that recur in `exceptions`. What it answers is in `listing`.

use super::entry::{Content, Entry, Origin};
use super::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use thiserror::Error;

/// A calendar with its events.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub(super) id: String,
    pub(super) summary: String,
    pub(super) zone: TimeZone,
    pub(super) entries: BTreeMap<String, Entry>,
    /// The last version that was given out.
    pub(super) version: u64,
    /// Sync tokens of earlier epochs are expired.
    pub(super) epoch: u64,
    pub(super) page_size: usize,
    pub(super) empty_first_page: bool,
    /// How many ids it has made up.
    inserted: u64,
}

/// A change that cannot be made: a mistake in the test.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The id was used before, though perhaps by an event that is deleted.
    #[error("the id {0} is taken")]
    Exists(String),
    /// No event with this id exists (any more).
    #[error("there is no event {0}")]
    Unknown(String),
    /// The event has no `recurrence`.
    #[error("the event {0} does not recur")]
    DoesNotRecur(String),
    /// This is missing from the JSON, or does not read.
    #[error("the event's {0} is missing or does not read")]
    Unreadable(&'static str),
}

/// What the calendar itself writes into a resource.
const OWN_FIELDS: [&str; 7] = ["kind", "etag", "id", "start", "end", "recurringEventId", "originalStartTime"];

impl Agenda {
    /// An empty calendar with this id, in UTC.
    pub fn new(id: &str) -> Agenda {
        Agenda {
            id: id.to_owned(),
            summary: id.to_owned(),
            zone: TimeZone::UTC,
            entries: BTreeMap::new(),
            version: 0,
            epoch: 0,
            page_size: usize::MAX,
            empty_first_page: false,
            inserted: 0,
        }
    }

    /// A new event, as `events.insert` takes it: `summary`, `description`, `start`, `end`, `recurrence`, ... An `id` may
    /// be given; `end` is by default an hour or a day after `start`. Answers the id.
    pub fn insert(&mut self, event: &Value) -> Result<String, EditError> {
        let content = self.live(event)?;
        let id = self.free_id(event)?;
        Ok(self.put(id, None, content))
    }

    /// A new resource that is listed exactly as it is here, with its `id`; for what no calendar should answer.
    pub fn insert_raw(&mut self, resource: &Value) -> Result<String, EditError> {
        let fields = resource.as_object().cloned().ok_or(EditError::Unreadable("object"))?;
        let id = self.free_id(resource)?;
        Ok(self.put(id, None, Content::Raw(fields)))
    }

    /// The event is this from now on, in all its fields.
    pub fn update(&mut self, id: &str, event: &Value) -> Result<(), EditError> {
        let origin = self.entry(id)?.origin.clone();
        let content = self.live(event)?;
        self.put(id.to_owned(), origin, content);
        Ok(())
    }

    /// These fields of the event are different from now on; a null takes a field away.
    pub fn patch(&mut self, id: &str, changes: &Value) -> Result<(), EditError> {
        let mut event = self.entry(id)?.render(id, &self.zone);
        merge(&mut event, changes);
        self.update(id, &event)
    }

    /// Deletes an event. A series takes its exceptions along; an exception leaves its occurrence cancelled.
    pub fn delete(&mut self, id: &str) -> Result<(), EditError> {
        self.entry(id)?;
        self.change(id, |entry| entry.cancelled = true);
        Ok(())
    }

    /// Takes an event out of the bin, as it was; a series with its exceptions.
    pub fn restore(&mut self, id: &str) -> Result<(), EditError> {
        let deleted = self.entries.get(id).filter(|entry| entry.cancelled && !self.is_hidden(entry));
        if deleted.is_none_or(|entry| matches!(entry.content, Content::Nothing)) {
            return Err(EditError::Unknown(id.to_owned()));
        }
        self.change(id, |entry| entry.cancelled = false);
        for exception in self.exceptions_of(id) {
            self.change(&exception, |_| {});
        }
        Ok(())
    }

    /// The calendar's title; without, it is the id.
    pub fn set_summary(&mut self, summary: &str) {
        summary.clone_into(&mut self.summary);
    }

    /// Moves the calendar into another time zone (IANA). Events keep their moments, and none is listed as changed.
    pub fn set_time_zone(&mut self, zone: &str) -> Result<(), EditError> {
        self.zone = TimeZone::get(zone).map_err(|_| EditError::Unreadable("time zone"))?;
        Ok(())
    }

    /// A page holds at most so many events, however many are asked for.
    pub fn page_size(&mut self, events: usize) {
        self.page_size = events.max(1);
    }

    /// Begins every listing with a page without events, as the real one may.
    pub fn empty_first_page(&mut self, on: bool) {
        self.empty_first_page = on;
    }

    /// Every sync token that was given out is answered with 410 from now on.
    pub fn expire_sync_tokens(&mut self) {
        self.epoch += 1;
    }

    /// All that a listing from scratch says now, in the order of changes.
    pub fn events(&self) -> Vec<Value> {
        let listed = self.changes(0, self.version).into_iter().filter(|(_, entry)| !entry.is_tombstone());
        listed.map(|(id, entry)| entry.render(id, &self.zone)).collect()
    }

    /// What was changed last after the one version and up to the other, in that order. Exceptions of a deleted series
    /// are not among it.
    pub(super) fn changes(&self, after: u64, until: u64) -> Vec<(&String, &Entry)> {
        let inside = |entry: &Entry| after < entry.version && entry.version <= until;
        let mut found: Vec<_> =
            self.entries.iter().filter(|(_, entry)| inside(entry) && !self.is_hidden(entry)).collect();
        found.sort_by_key(|(_, entry)| entry.version);
        found
    }

    /// An event that is not deleted.
    pub(super) fn entry(&self, id: &str) -> Result<&Entry, EditError> {
        let entry = self.entries.get(id).filter(|entry| !entry.cancelled && !self.is_hidden(entry));
        entry.ok_or_else(|| EditError::Unknown(id.to_owned()))
    }

    pub(super) fn put(&mut self, id: String, origin: Option<Origin>, content: Content) -> String {
        self.version += 1;
        self.entries.insert(id.clone(), Entry { version: self.version, origin, cancelled: false, content });
        id
    }

    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut Entry)) {
        self.version += 1;
        if let Some(entry) = self.entries.get_mut(id) {
            entry.version = self.version;
            change(entry);
        }
    }

    fn free_id(&mut self, event: &Value) -> Result<String, EditError> {
        if let Some(id) = event.get("id").and_then(Value::as_str) {
            let taken = self.entries.contains_key(id);
            return if taken { Err(EditError::Exists(id.to_owned())) } else { Ok(id.to_owned()) };
        }
        loop {
            self.inserted += 1;
            let id = format!("event{:05}", self.inserted);
            if !self.entries.contains_key(&id) {
                return Ok(id);
            }
        }
    }

    /// Reads an event that somebody writes. Nulls and an empty recurrence are as if they were not there.
    pub(super) fn live(&self, event: &Value) -> Result<Content, EditError> {
        let mut fields: Map<_, _> = event.as_object().cloned().ok_or(EditError::Unreadable("object"))?;
        let absent = |name: &str, value: &Value| value.is_null() || name == "recurrence" && *value == json!([]);
        fields.retain(|name, value| !OWN_FIELDS.contains(&name.as_str()) && !absent(name, value));
        let read = |name| event.get(name).and_then(|value| Moment::read(value, &self.zone));
        let mut start = read("start").ok_or(EditError::Unreadable("start"))?;
        let end = if event.get("end").is_some() { read("end") } else { start.default_end() };
        let mut end = end.ok_or(EditError::Unreadable("end"))?;
        if fields.contains_key("recurrence") {
            (start, end) = (start.zoned(&self.zone), end.zoned(&self.zone));
        }
        Ok(Content::Live { fields, start, end })
    }
}

/// Puts the fields of `changes` over those of `event`.
pub(super) fn merge(event: &mut Value, changes: &Value) {
    if let (Some(event), Some(changes)) = (event.as_object_mut(), changes.as_object()) {
        event.extend(changes.clone());
    }
}
