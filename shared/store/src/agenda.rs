//! The agenda: what is kept of the events of a user's connected calendars, and which points each of them made.
//!
//! A record belongs to one event id as one connection's calendar has it. Several calendars may have the same event (an
//! invitation, an account that is connected twice): their records stand side by side, and the points that they make are
//! the same points. So records change only in a transaction that also checks the agenda's version, the tally's.
//!
//! An exception to one occurrence is listed under its series too, and a record that makes another point at some time is
//! listed under that time.

use crate::Store;
use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read, b, item, n, s};
use crate::keys;
use domain::{MetricName, TokenId, UserId};
use series::{Columns, Op};
use std::collections::BTreeMap;

/// So many bytes of text are as heavy as a point.
const TEXT_OF_A_POINT: usize = 64;

/// What is kept of an event.
#[derive(Clone, Debug)]
pub struct Record {
    /// The event's id.
    pub event: String,
    /// The data token whose connection it comes from.
    pub token: TokenId,
    /// The calendar it is in.
    pub calendar: String,
    /// Set in an exception.
    pub origin: Option<Exception>,
    /// What its points are made of: JSON that only who makes them reads.
    pub entry: String,
    /// The points it makes.
    pub made: BTreeMap<MetricName, Columns>,
    /// When it makes its next point, in ms.
    pub next_at: Option<i64>,
}

/// An exception, as its series lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    /// The event that recurs.
    pub series: String,
    /// Which occurrence it stands for: JSON that only who makes points reads.
    pub original_start: String,
}

/// How many points all events together have made of each metric, and the agenda's version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rises with every change.
    pub(crate) version: u64,
    /// The time of the last change's blocks, in ms: the next change's are later, whoever makes it.
    pub(crate) written_at: i64,
    /// Points by metric; no metric without points.
    pub counts: BTreeMap<String, u64>,
}

impl Record {
    /// Which record of the agenda it is: event, token and calendar. Records of one event come in this order.
    pub fn place(&self) -> (&str, TokenId, &str) {
        (&self.event, self.token, &self.calendar)
    }

    /// How much of a transaction and of memory it takes, counted in points: see [`Columns::weight`].
    pub fn weight(&self) -> usize {
        self.made.values().map(Columns::weight).sum::<usize>() + self.entry.len() / TEXT_OF_A_POINT
    }

    /// How many items it is: itself, and where else it is listed.
    pub(crate) fn items(&self) -> usize {
        1 + usize::from(self.origin.is_some()) + usize::from(self.next_at.is_some())
    }
}

impl Store {
    /// The tally as it is; read it before any record that is to be changed.
    pub async fn agenda_tally(&self, user: UserId) -> Result<Tally, Error> {
        let Some(item) = self.table.get(&keys::tally(user)).await? else { return Ok(Tally::default()) };
        let counts = serde_json::from_str(item.text("counts")?).map_err(|_| Error::Malformed("counts"))?;
        Ok(Tally { version: item.number("version")?, written_at: item.number("written_at")?, counts })
    }

    /// All records of one event id.
    pub async fn agenda_claims(&self, user: UserId, event: &str) -> Result<Vec<Record>, Error> {
        let query = Query::all(keys::agenda(user)).beginning(&keys::claims(event));
        let records = self.agenda_query(&query).await?;
        Ok(records.into_iter().filter(|record| record.event == event).collect())
    }

    /// All records.
    pub async fn agenda_records(&self, user: UserId) -> Result<Vec<Record>, Error> {
        self.agenda_query(&Query::all(keys::agenda(user)).beginning(keys::RECORDS)).await
    }

    async fn agenda_query(&self, query: &Query) -> Result<Vec<Record>, Error> {
        self.table.query_all(query).await?.iter().map(read).collect()
    }

    /// The exceptions of a series, by their event ids.
    pub async fn agenda_exceptions(
        &self,
        user: UserId,
        token: TokenId,
        calendar: &str,
        series: &str,
    ) -> Result<BTreeMap<String, Exception>, Error> {
        let query = Query::all(keys::agenda(user)).beginning(&keys::exceptions(token, calendar, series));
        let mut exceptions = BTreeMap::new();
        for item in &self.table.query_all(&query).await? {
            let exception = read_exception(item)?;
            if item.text("calendar")? == calendar && exception.series == series {
                exceptions.insert(item.text("event")?.to_owned(), exception);
            }
        }
        Ok(exceptions)
    }

    /// The ids of a calendar's events that have another point to make by `now`.
    pub async fn agenda_due(
        &self,
        user: UserId,
        token: TokenId,
        calendar: &str,
        now: i64,
    ) -> Result<Vec<String>, Error> {
        let (from, to) = (keys::wakings(token, calendar), keys::wakings_before(token, calendar, now + 1));
        let mut due = Vec::new();
        for item in &self.table.query_all(&Query::all(keys::agenda(user)).between(from, to)).await? {
            if item.text("calendar")? == calendar {
                due.push(item.text("event")?.to_owned());
            }
        }
        Ok(due)
    }
}

/// The items of a record: itself, and where else it is listed.
pub(crate) fn items(user: UserId, record: &Record) -> Vec<Item> {
    let Record { event, token, calendar, .. } = record;
    let names = || [("event", s(event)), ("calendar", s(calendar))];
    let key = keys::record(user, event, *token, calendar);
    let mut itself = item(&key, names());
    itself.insert("token_id".to_owned(), s(token.to_string()));
    itself.insert("entry".to_owned(), s(&record.entry));
    if !record.made.is_empty() {
        itself.insert("d".to_owned(), b(encode(&record.made)));
    }
    if let Some(next_at) = record.next_at {
        itself.insert("next_at".to_owned(), n(next_at));
    }
    let mut items = Vec::new();
    if let Some(origin) = &record.origin {
        let mut listed = item(&keys::exception(user, *token, calendar, &origin.series, event), names());
        for item in [&mut itself, &mut listed] {
            item.insert("series".to_owned(), s(&origin.series));
            item.insert("original_start".to_owned(), s(&origin.original_start));
        }
        items.push(listed);
    }
    if let Some(next_at) = record.next_at {
        items.push(item(&keys::waking(user, *token, calendar, next_at, event), names()));
    }
    items.push(itself);
    items
}

/// As a block of the log would hold the points.
fn encode(made: &BTreeMap<MetricName, Columns>) -> Vec<u8> {
    let write = |(metric, points): (&MetricName, &Columns)| (metric.to_string(), Op::Write(points.clone()));
    series::encode_block(&made.iter().map(write).collect::<Vec<_>>())
}

fn read(item: &Item) -> Result<Record, Error> {
    let origin = match item.maybe_text("series")? {
        Some(_) => Some(read_exception(item)?),
        None => None,
    };
    let made = if item.contains_key("d") { decode(item.bytes("d")?)? } else { BTreeMap::new() };
    Ok(Record {
        event: item.text("event")?.to_owned(),
        token: item.parsed("token_id")?,
        calendar: item.text("calendar")?.to_owned(),
        origin,
        entry: item.text("entry")?.to_owned(),
        made,
        next_at: item.maybe_number("next_at")?,
    })
}

fn read_exception(item: &Item) -> Result<Exception, Error> {
    let original_start = item.text("original_start")?.to_owned();
    Ok(Exception { series: item.text("series")?.to_owned(), original_start })
}

fn decode(bytes: &[u8]) -> Result<BTreeMap<MetricName, Columns>, Error> {
    let mut made = BTreeMap::new();
    for (metric, op) in series::decode_block(bytes)? {
        let metric = MetricName::parse(&metric).map_err(|_| Error::Malformed("d"))?;
        let Op::Write(points) = op else { return Err(Error::Malformed("d")) };
        made.insert(metric, points);
    }
    Ok(made)
}
