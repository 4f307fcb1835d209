//! A calendar of events (RFC 5545). Lines are escaped and folded by `calcard`.

use super::entries::entries;
use super::time_zone::time_zone;
use crate::events::Known;
use extract::When;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

/// Who made it (RFC 5545, 3.7.3).
const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Impulses//Events from mail//EN\r\nCALSCALE:GREGORIAN\r\n\
                    NAME:Events\r\nX-WR-CALNAME:Events\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n";

/// The calendar. Events without a start cannot be in one.
pub(super) fn calendar(events: &[Known]) -> Result<String, fmt::Error> {
    let dated: Vec<&Known> = events.iter().filter(|known| known.facts.start.is_some()).collect();
    let series: HashSet<&str> = dated.iter().filter_map(|known| series_of(known)).collect();
    let mut out = String::from(HEAD);
    for (name, from) in zones(&dated) {
        out.push_str(&time_zone(name, from));
    }
    for known in dated {
        out.push_str("BEGIN:VEVENT\r\n");
        for entry in entries(known, &series) {
            entry.write_to(&mut out)?;
        }
        out.push_str("END:VEVENT\r\n");
    }
    out.push_str("END:VCALENDAR\r\n");
    Ok(out)
}

/// The UID of an event that recurs.
fn series_of(known: &Known) -> Option<&str> {
    known.event.uid.as_deref().filter(|_| !known.facts.recurrence.is_empty())
}

/// The zones in which events recur, and from when on each is needed, in ms. What does not recur is told in UTC.
fn zones<'a>(events: &[&'a Known]) -> BTreeMap<&'a str, i64> {
    let mut zones = BTreeMap::new();
    for known in events {
        if let (Some(When::Time { zone: Some(zone), at, .. }), true) = (&known.facts.start, in_wall_time(known)) {
            let from = zones.entry(zone.as_str()).or_insert(i64::MAX);
            *from = at.as_millisecond().min(*from);
        }
    }
    zones
}

/// Whether an event's times have to be told as clocks show them: it recurs, or is one of what recurs.
pub(super) fn in_wall_time(known: &Known) -> bool {
    !known.facts.recurrence.is_empty() || known.event.uid.as_ref().is_some_and(|uid| uid.contains('#'))
}
