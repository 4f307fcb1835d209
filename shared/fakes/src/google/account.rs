//! Accounts, and the list of an account's calendars
//! (<https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list>). Pure.

use super::agenda::Agenda;
use super::answer::Refusal;
use super::gmail::Inbox;
use super::listing::{Query, page_limit, value};
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

/// How many calendars a page of the list has, if nobody asks for another number, and at most.
const PAGE: (usize, usize) = (100, 250);

/// Somebody's account.
pub(super) struct Account {
    /// Who it is, whatever its address becomes: 21 digits.
    pub(super) subject: String,
    /// The one whose id is the account's address is the primary one.
    pub(super) calendars: Vec<Agenda>,
    pub(super) inbox: Inbox,
    address: String,
}

impl Account {
    pub(super) fn new(address: &str) -> Account {
        let (calendars, inbox) = (vec![Agenda::new(address)], Inbox::new(address));
        Account { subject: subject(address), calendars, inbox, address: address.to_owned() }
    }

    /// By its id, or `primary`.
    pub(super) fn calendar(&mut self, id: &str) -> Option<&mut Agenda> {
        let id = if id == "primary" { &self.address } else { id };
        self.calendars.iter_mut().find(|calendar| calendar.id == id)
    }

    /// The same, made where there is none.
    pub(super) fn ensure_calendar(&mut self, id: &str) {
        if self.calendar(id).is_none() {
            let id = if id == "primary" { &self.address } else { id };
            self.calendars.push(Agenda::new(id));
        }
    }

    /// `calendarList.list`, without sync tokens.
    pub(super) fn list(&self, query: &Query) -> Result<Value, Refusal> {
        if value(query, "syncToken").is_some() {
            return Err(Refusal::invalid("This fake has no incremental lists of calendars."));
        }
        let from = match value(query, "pageToken").map(str::parse) {
            None => 0,
            Some(Ok(from)) if from < self.calendars.len() => from,
            Some(_) => return Err(Refusal::new(400, "invalid", "Invalid page token value.")),
        };
        let (default, largest) = PAGE;
        let limit = page_limit(query, largest, default)?;
        let items = self.calendars.iter().skip(from).take(limit);
        let items: Vec<_> = items.map(|calendar| calendar.listed(calendar.id == self.address)).collect();
        let mut page = json!({ "kind": "calendar#calendarList", "etag": "\"l\"", "items": items });
        if from + limit < self.calendars.len() {
            page["nextPageToken"] = json!((from + limit).to_string());
        }
        Ok(page)
    }
}

impl Agenda {
    fn listed(&self, primary: bool) -> Value {
        let mut entry = json!({
            "kind": "calendar#calendarListEntry", "etag": "\"c\"", "id": self.id, "summary": self.summary,
            "timeZone": self.zone.iana_name().unwrap_or("UTC"), "selected": true, "accessRole": "owner",
        });
        if primary {
            entry["primary"] = json!(true);
        }
        entry
    }
}

/// An account's subject: digits, the same in each run.
fn subject(address: &str) -> String {
    let hash = digest(&SHA256, address.as_bytes());
    let number = hash.as_ref().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("1{number:020}")
}
