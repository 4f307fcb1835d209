//! One page of a listing of events, read so that one event that cannot be read does not hide the others.
//!
//! `google-calendar3` reads a page whole or not at all, and a `dateTime` only with an offset. Where that fails, each event
//! is read on its own, and a time without an offset is one of the time zone that it names, or of its calendar's:
//!
//! ```text
//!   page ──▶ google-calendar3 ──▶ changes
//!               └ fails ──▶ event by event ──▶ google-calendar3 ──▶ change
//!                                                └ fails ──▶ times mended ──▶ google-calendar3 ──▶ change
//!                                                                               └ fails ──▶ counted
//! ```

use calendar::Change;
use google_calendar3::api;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::Value;

use crate::api::undecodable;
use crate::calendars::TIME_ZONE;
use crate::change::{CANCELLED, change};
use crate::error::Error;

/// All that is read of an answer. One list, because a sync token goes with the parameters it was made for.
pub(crate) const FIELDS: &str = "nextPageToken,nextSyncToken,timeZone,\
    items(id,status,summary,description,start,end,recurrence,recurringEventId,originalStartTime)";
/// The fields of an event among them.
const EVENT_FIELDS: [&str; 9] =
    ["id", "status", "summary", "description", "start", "end", "recurrence", "recurringEventId", "originalStartTime"];
/// Those of them that nobody reads where it does not take place; they must not hide that it does not.
const UNREAD_IF_CANCELLED: [&str; 2] = ["start", "end"];
/// Those that hold a time.
const TIMES: [&str; 3] = ["start", "end", "originalStartTime"];

/// A page of a listing.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) changes: Vec<Change>,
    pub(crate) unreadable: usize,
    pub(crate) time_zone: Option<String>,
    pub(crate) next_page: Option<String>,
    pub(crate) sync_token: Option<String>,
}

impl Page {
    pub(crate) fn of(events: api::Events) -> Page {
        let changes = events.items.into_iter().flatten().map(change);
        Page::new(changes, events.time_zone, events.next_page_token, events.next_sync_token)
    }

    /// From the JSON of a page that `google-calendar3` does not read.
    pub(crate) fn mended(body: &str) -> Result<Page, Error> {
        let raw: Raw = serde_json::from_str(body).map_err(|error| undecodable(&error))?;
        let zone = raw.time_zone.clone().unwrap_or_else(|| TIME_ZONE.to_owned());
        let changes = raw.items.into_iter().flatten().map(|item| event(item, &zone).and_then(change));
        Ok(Page::new(changes, raw.time_zone, raw.next_page_token, raw.next_sync_token))
    }

    fn new(
        changes: impl Iterator<Item = Option<Change>>,
        time_zone: Option<String>,
        next_page: Option<String>,
        sync_token: Option<String>,
    ) -> Page {
        let told = |text: &String| !text.is_empty();
        let mut page = Page {
            time_zone: time_zone.filter(told),
            next_page: next_page.filter(told),
            sync_token: sync_token.filter(told),
            ..Page::default()
        };
        for change in changes {
            match change {
                Some(change) => page.changes.push(change),
                None => page.unreadable += 1,
            }
        }
        page
    }
}

/// A page of which only the frame has to be as documented.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    items: Option<Vec<Value>>,
    time_zone: Option<String>,
    next_page_token: Option<String>,
    next_sync_token: Option<String>,
}

/// An event of a calendar in `zone`, its times mended if need be.
fn event(mut item: Value, zone: &str) -> Option<api::Event> {
    item.as_object_mut()?.retain(|field, _| EVENT_FIELDS.contains(&field.as_str()));
    if item["status"] == CANCELLED {
        item.as_object_mut()?.retain(|field, _| !UNREAD_IF_CANCELLED.contains(&field.as_str()));
    }
    if let Ok(event) = api::Event::deserialize(&item) {
        return Some(event);
    }
    for time in TIMES {
        if let Some(time) = item.get_mut(time) {
            mend(time, zone);
        }
    }
    api::Event::deserialize(item).ok()
}

/// Gives a time without an offset the one that its zone has then (in a gap or a fold as RFC 5545, 3.3.5, has it).
fn mend(time: &mut Value, calendar_zone: &str) {
    let Some(text) = time.get("dateTime").and_then(Value::as_str) else { return };
    let zone = time.get("timeZone").and_then(Value::as_str).unwrap_or(calendar_zone);
    let Some(at) = instant(text, zone) else { return };
    time["dateTime"] = Value::String(at.to_string());
}

fn instant(text: &str, zone: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let wall: DateTime = text.parse().ok()?;
    Some(wall.in_tz(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests;
