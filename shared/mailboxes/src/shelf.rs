//! The events that a mail may mean, while it is taken in. Pure.

use crate::Error;
use extract::{Correction, Event, Found, Mail, Merged, ends_with, is_same, merge};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use store::{EventChange, StoredEvent};

/// How an event is otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Created,
    Updated,
    Deduplicated,
}

/// An event, as it is stored and as it is now.
struct Book {
    stored: Option<StoredEvent>,
    event: Event,
    names: BTreeSet<String>,
    change: Option<Change>,
}

/// Events that were looked up, and those that come to them.
pub(crate) struct Shelf<'a> {
    books: Vec<Book>,
    home: &'a TimeZone,
}

/// Everything by which an event could be known that a mail tells of.
pub(crate) fn names(found: &[Found]) -> BTreeSet<String> {
    let names = found.iter().flat_map(|found| {
        let identity = &found.identity;
        [Some(&identity.id), Some(&identity.bucket), identity.former_bucket.as_ref()]
    });
    names.flatten().cloned().collect()
}

impl<'a> Shelf<'a> {
    pub(crate) fn of(stored: Vec<StoredEvent>, home: &'a TimeZone) -> Result<Shelf<'a>, Error> {
        let mut books = Vec::with_capacity(stored.len());
        for stored in stored {
            let event = serde_json::from_str(&stored.event).map_err(|_| Error::Malformed("event"))?;
            books.push(Book { event, names: stored.names.clone(), stored: Some(stored), change: None });
        }
        // Of several that could be meant, the first that there was.
        books.sort_by(|a, b| (a.event.created_at, &a.event.id).cmp(&(b.event.created_at, &b.event.id)));
        Ok(Shelf { books, home })
    }

    /// Takes in what a mail tells of an event; of a series that is called off, of its occurrences too.
    pub(crate) fn take(&mut self, found: &Found, mail: &Mail, now: i64) {
        let known = self.books.iter().position(|book| is_same(found, &book.event));
        self.merge(known, found, mail, now);
        for at in 0..self.books.len() {
            if let Some(end) = ends_with(found, &self.books[at].event) {
                self.merge(Some(at), &end, mail, now);
            }
        }
    }

    fn merge(&mut self, known: Option<usize>, found: &Found, mail: &Mail, now: i64) {
        let merged = merge(known.map(|at| &self.books[at].event), found, mail, now);
        let (change, event) = match merged {
            Merged::Unchanged => return,
            Merged::Created(event) => (Change::Created, event),
            Merged::Updated(event) => (Change::Updated, event),
            Merged::Deduplicated(event) => (Change::Deduplicated, event),
        };
        let at = known.unwrap_or(self.books.len());
        if known.is_none() {
            self.books.push(Book { stored: None, event: event.clone(), names: BTreeSet::new(), change: None });
        }
        let book = &mut self.books[at];
        book.names.remove(&book.event.bucket);
        book.names.extend(names_of(&event, found));
        book.event = event;
        book.change = Some(book.change.map_or(change, |before| before.and(change)));
    }

    /// What is to be stored, and how each of it is otherwise.
    pub(crate) fn changes(self) -> Result<Vec<(Change, EventChange)>, Error> {
        let home = self.home;
        let changed = self.books.into_iter().filter_map(|book| Some((book.change?, book)));
        changed.map(|(change, book)| Ok((change, book.changed(home)?))).collect()
    }
}

impl Change {
    /// What two changes by one mail come to.
    fn and(self, later: Change) -> Change {
        match (self, later) {
            (Change::Created, _) => Change::Created,
            (Change::Updated, _) | (_, Change::Updated) => Change::Updated,
            _ => Change::Deduplicated,
        }
    }
}

impl Book {
    fn changed(self, home: &TimeZone) -> Result<EventChange, Error> {
        let correction = self.stored.as_ref().map_or("", |stored| &stored.correction);
        let correction = Correction::parse(correction).ok_or(Error::Malformed("correction"))?;
        let start = correction.applied(&self.event.facts).start;
        let after = StoredEvent {
            id: self.event.id.clone(),
            event: serde_json::to_string(&self.event).map_err(|_| Error::Malformed("event"))?,
            correction: correction.to_json(),
            review: self.stored.as_ref().map(|stored| stored.review).unwrap_or_default(),
            start_at: start.and_then(|start| start.instant(home)).map(|at| at.as_millisecond()),
            names: self.names,
            version: 0,
        };
        Ok(EventChange { before: self.stored, after })
    }
}

/// The bucket; where a calendar names it, by that name too, and an occurrence by its series'.
fn names_of(event: &Event, found: &Found) -> Vec<String> {
    let mut names = vec![event.bucket.clone()];
    if found.identity.uid.is_some() && found.identity.uid == event.uid {
        names.extend((found.identity.id != event.id).then(|| found.identity.id.clone()));
        names.extend(found.identity.series.clone());
    }
    names
}
