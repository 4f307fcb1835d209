//! `events.list` (<https://developers.google.com/workspace/calendar/api/v3/reference/events/list>) with pages and sync
//! tokens. Pure.
//!
//! A listing shows the calendar as it was when its first page was asked for, less what has changed since: that comes
//! with the next incremental listing, because the sync token of the last page is from before the first. What the fake
//! cannot do it refuses with 400, so that no test relies on it.

use super::agenda::Agenda;
use super::answer::Refusal;
use super::entry::Entry;
use super::token::{self, Token};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// How many events a page has, if nobody asks for another number.
const DEFAULT_PAGE: usize = 250;
/// The API gives no more, whatever is asked for.
const LARGEST_PAGE: usize = 2500;
/// These change the shape of an answer, which the fake always gives whole.
const OF_NO_EFFECT: [&str; 8] =
    ["alt", "fields", "prettyPrint", "key", "quotaUser", "alwaysIncludeEmail", "maxAttendees", "showHiddenInvitations"];
/// The API has these, but not along with a sync token; the fake has none of them.
const NOT_WITH_SYNC_TOKEN: [&str; 8] = [
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
];

/// Pairs of a query, decoded.
pub type Query = [(String, String)];

/// Which changes a page is taken from.
struct Span {
    /// Those of later versions than this,
    after: u64,
    /// up to this one,
    until: u64,
    /// with or without deleted events.
    deleted: bool,
}

impl Agenda {
    /// The answer to `GET calendars/{id}/events?query`.
    pub fn list(&self, query: &Query) -> Result<Value, Refusal> {
        check_parameters(query)?;
        let zone = self.answer_zone(query)?;
        let limit = page_limit(query, LARGEST_PAGE, DEFAULT_PAGE)?.min(self.page_size);
        let (span, first) = self.span(query)?;
        let limit = if first && self.empty_first_page { 0 } else { limit };
        let mut found = self.found(&span);
        let rest = found.len() > limit || limit == 0;
        found.truncate(limit);
        let last = found.last().map_or(span.after, |(_, entry)| entry.version);
        let items: Vec<_> = found.into_iter().map(|(id, entry)| entry.render(id, &zone)).collect();

        let mut page = self.page_head();
        let (name, token) = if rest {
            let page = Token::Page { after: last, until: span.until, deleted: span.deleted, query: of_page(query) };
            ("nextPageToken", page)
        } else {
            ("nextSyncToken", Token::Sync { epoch: self.epoch, version: span.until, query: of_sync(query) })
        };
        page.insert(name.into(), json!(token.written(&self.id)));
        page.insert("items".into(), json!(items));
        Ok(Value::Object(page))
    }

    fn page_head(&self) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("kind".into(), json!("calendar#events"));
        head.insert("etag".into(), json!(format!("\"p{}\"", self.version)));
        head.insert("summary".into(), json!(self.summary));
        head.insert("timeZone".into(), json!(self.zone.iana_name().unwrap_or("UTC")));
        head.insert("accessRole".into(), json!("owner"));
        head.insert("defaultReminders".into(), json!([]));
        head
    }

    fn answer_zone(&self, query: &Query) -> Result<TimeZone, Refusal> {
        let Some(name) = value(query, "timeZone") else {
            return Ok(self.zone.clone());
        };
        TimeZone::get(name).map_err(|_| Refusal::invalid("Invalid time zone."))
    }

    /// What the page asked for is taken from, and whether it is the first of its listing.
    fn span(&self, query: &Query) -> Result<(Span, bool), Refusal> {
        if let Some(written) = value(query, "pageToken") {
            return Ok((self.later_span(written, query)?, false));
        }
        let Some(written) = value(query, "syncToken") else {
            let deleted = value(query, "showDeleted") == Some("true");
            return Ok((Span { after: 0, until: self.version, deleted }, true));
        };
        let gone = || {
            let message = "Sync token is no longer valid, a full sync is required.";
            Refusal::new(410, "fullSyncRequired", message)
        };
        match token::read(written, &self.id).ok_or_else(gone)? {
            Token::Sync { epoch, version, query: before } if epoch == self.epoch && version <= self.version => {
                if before != of_sync(query) {
                    return Err(Refusal::invalid("The parameters are not those of the first synchronization."));
                }
                Ok((Span { after: version, until: self.version, deleted: true }, true))
            }
            _ => Err(gone()),
        }
    }

    fn later_span(&self, written: &str, query: &Query) -> Result<Span, Refusal> {
        let refused = || Refusal::new(400, "invalid", "Invalid page token value.");
        match token::read(written, &self.id).ok_or_else(refused)? {
            Token::Page { after, until, deleted, query: before } if before == of_page(query) => {
                Ok(Span { after, until, deleted })
            }
            _ => Err(refused()),
        }
    }

    fn found(&self, span: &Span) -> Vec<(&String, &Entry)> {
        let mut found = self.changes(span.after, span.until);
        found.retain(|(_, entry)| span.deleted || !entry.is_tombstone());
        found
    }
}

/// The one value of a parameter.
pub(super) fn value<'a>(query: &'a Query, name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// `maxResults`, at most `largest`.
pub(super) fn page_limit(query: &Query, largest: usize, default: usize) -> Result<usize, Refusal> {
    let Some(text) = value(query, "maxResults") else {
        return Ok(default);
    };
    match text.parse::<usize>() {
        Ok(limit) if 0 < limit => Ok(limit.min(largest)),
        _ => Err(Refusal::new(400, "invalidParameter", "Invalid value for: maxResults")),
    }
}

fn check_parameters(query: &Query) -> Result<(), Refusal> {
    let incremental = value(query, "syncToken").is_some();
    for (name, value) in query {
        match (name.as_str(), value.as_str()) {
            (name, _) if OF_NO_EFFECT.contains(&name) => {}
            ("pageToken" | "syncToken" | "maxResults" | "timeZone", _) => {}
            ("singleEvents", "false") | ("showDeleted", "true") => {}
            ("showDeleted", "false") if !incremental => {}
            ("showDeleted", _) => return Err(Refusal::invalid("Deleted events cannot be left out of what changed.")),
            (name, _) if incremental && NOT_WITH_SYNC_TOKEN.contains(&name) => {
                return Err(Refusal::invalid(format!("Sync token cannot be used with {name}.")));
            }
            (name, _) => return Err(Refusal::invalid(format!("This fake does not know {name}={value}."))),
        }
    }
    Ok(())
}

/// What must be the same on all pages of a listing.
fn of_page(query: &Query) -> String {
    without(query, &["pageToken"])
}

/// What must be the same in all listings of a synchronization.
fn of_sync(query: &Query) -> String {
    without(query, &["pageToken", "syncToken", "maxResults", "timeZone"])
}

fn without(query: &Query, names: &[&str]) -> String {
    let kept = |name: &str| !names.contains(&name) && !OF_NO_EFFECT.contains(&name);
    let mut pairs: Vec<_> =
        query.iter().filter(|(name, _)| kept(name)).map(|(name, value)| format!("{name}={value}")).collect();
    pairs.sort();
    pairs.join("&")
}
