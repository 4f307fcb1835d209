//! How an event recurs: the lines of RRULE, RDATE and EXDATE (RFC 5545, 3.8.5), as they are kept and handed out.
//!
//! A line is made anew of what was understood; of a mail's own text nothing gets into it. Times are in the zone that
//! the start is kept with, so that the exceptions are times at which the series would recur.

use crate::stated::{basic, wall};
use crate::tidy;
use crate::when::When;
use crate::zone;
use calcard::common::PartialDateTime;
use calcard::icalendar::{ICalendarComponent, ICalendarEntry, ICalendarProperty, ICalendarValue};
use jiff::tz::TimeZone;

/// A series that leaves out a day in five for two years has fewer lines.
const MOST_LINES: usize = 50;
/// As long as one line may be, in bytes: 230 dates.
const LONGEST_LINE: usize = 4_000;
/// As long as all of them may be, in bytes: a small part of the 400 KB of an item.
const LONGEST_LINES: usize = 20_000;
/// As many dates of one line as are read: days take nine bytes each.
const MOST_DATES: usize = LONGEST_LINE / 9;

/// The lines of an event of a calendar. `start` is its start as it is kept.
pub(crate) fn lines(event: &ICalendarComponent, start: Option<&When>) -> Vec<String> {
    use ICalendarProperty as Property;
    let tz_id = event.property(&Property::Dtstart).and_then(ICalendarEntry::tz_id);
    let dates = |name, entry| date_line(name, entry, start.filter(|_| entry.tz_id() == tz_id));
    let lines = event.entries.iter().filter_map(|entry| match (&entry.name, entry.values.first()) {
        (Property::Rrule, Some(ICalendarValue::RecurrenceRule(rule))) => Some(format!("RRULE:{rule}")),
        (Property::Rdate, _) => dates("RDATE", entry),
        (Property::Exdate, _) => dates("EXDATE", entry),
        _ => None,
    });
    lines.collect()
}

/// What is kept of the lines: rules first, for without them dates are exceptions of nothing.
pub(crate) fn fitting(mut lines: Vec<String>) -> Vec<String> {
    lines.sort_by_key(|line| !is_rule(line));
    let mut left = LONGEST_LINES;
    let fitting = lines.into_iter().filter_map(|line| {
        let line = shortened(line, left.min(LONGEST_LINE))?;
        left -= line.len();
        Some(line)
    });
    fitting.take(MOST_LINES).collect()
}

fn is_rule(line: &str) -> bool {
    line.starts_with("RRULE")
}

/// With as many of its dates as fit; a rule is whole or none. What could be taken for several lines is none.
fn shortened(line: String, longest: usize) -> Option<String> {
    if line.contains(char::is_control) {
        return None;
    }
    if line.len() <= longest {
        return Some(line);
    }
    let end = tidy::head(&line, longest).rfind(',').filter(|_| !is_rule(&line))?;
    Some(line[..end].to_owned())
}

/// `EXDATE;TZID=Europe/Warsaw:20261205T190000,20261212T190000`; periods are left out. `start` is that of the event if
/// it is stated in the same zone.
fn date_line(name: &str, entry: &ICalendarEntry, start: Option<&When>) -> Option<String> {
    let stated = || entry.values.iter().filter_map(|value| value.as_partial_date_time()).take(MOST_DATES);
    let first = stated().find_map(basic)?;
    let (parameter, dates) = match entry.tz_id() {
        _ if !first.contains('T') => (";VALUE=DATE".to_owned(), all_like(&first, stated())),
        Some(zone) if !first.ends_with('Z') => match zone_name(zone, start) {
            Some(zone) => (format!(";TZID={zone}"), all_like(&first, stated())),
            // The start is kept as an instant, and so are these, as far from UTC as it is.
            None => (String::new(), stated().filter_map(|it| in_utc(it, start?)).collect()),
        },
        _ => (String::new(), all_like(&first, stated())),
    };
    (!dates.is_empty()).then(|| format!("{name}{parameter}:{}", dates.join(",")))
}

/// Those that are days, in UTC or in a zone as the first one is: a line says that once.
fn all_like<'a>(first: &str, stated: impl Iterator<Item = &'a PartialDateTime>) -> Vec<String> {
    stated.filter_map(basic).filter(|date| date.len() == first.len()).collect()
}

/// IANA's name, else that of the start's zone.
fn zone_name(name: &str, start: Option<&When>) -> Option<String> {
    let known = zone::named(name).and_then(|zone| zone.iana_name().map(str::to_owned));
    known.or_else(|| match start? {
        When::Time { zone, .. } => zone.clone(),
        When::Date(_) => None,
    })
}

fn in_utc(stated: &PartialDateTime, start: &When) -> Option<String> {
    let When::Time { wall: start, at, .. } = start else { return None };
    let ahead = start.duration_since(TimeZone::UTC.to_datetime(*at));
    Some(wall(stated)?.checked_sub(ahead).ok()?.strftime("%Y%m%dT%H%M%SZ").to_string())
}
