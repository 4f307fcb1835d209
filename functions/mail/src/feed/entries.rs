//! The lines of one event.

use super::calendar::in_wall_time;
use crate::events::Known;
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendarEntry, ICalendarParameter, ICalendarProperty, ICalendarStatus, ICalendarValue, ICalendarValueType, Uri,
};
use calcard::{Entry, Parser};
use extract::{Status, When};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// What ids of events that no calendar has named end with, so that they are like UIDs.
const DOMAIN: &str = "@events.impulses";
/// Between the UID of a series and the occurrence that is meant.
const OCCURRENCE: char = '#';

/// The lines, of which those of an occurrence name the series if that is in `series`.
pub(super) fn entries(known: &Known, series: &HashSet<&str>) -> Vec<ICalendarEntry> {
    use ICalendarProperty as Property;
    let (event, facts) = (&known.event, &known.facts);
    let occurrence = event.uid.as_deref().and_then(|uid| uid.split_once(OCCURRENCE));
    let occurrence = occurrence.filter(|(uid, _)| series.contains(uid));
    let uid = match (occurrence, &event.uid) {
        (Some((uid, _)), _) => uid.to_owned(),
        (None, Some(uid)) if !uid.contains(OCCURRENCE) => uid.clone(),
        _ => format!("{}{DOMAIN}", event.id),
    };
    let in_wall = in_wall_time(known);
    let mut entries = vec![text(Property::Uid, &uid), moment(Property::Dtstamp, event.updated_at)];
    entries.extend(occurrence.and_then(|(_, token)| recurrence_id(token, facts.start.as_ref())));
    entries.extend(facts.start.as_ref().map(|start| when(Property::Dtstart, start, in_wall)));
    entries.extend(facts.end.as_ref().map(|end| when(Property::Dtend, end, in_wall)));
    entries.extend(facts.recurrence.iter().flat_map(|line| read(line)));
    entries.push(text(Property::Summary, &facts.title));
    entries.extend(facts.description.as_deref().map(|it| text(Property::Description, it)));
    entries.extend(facts.location.as_deref().map(|it| text(Property::Location, it)));
    let page = facts.source_url.as_ref().or(facts.organizer_url.as_ref());
    entries.extend(
        page.map(|page| {
            ICalendarEntry::new(Property::Url).with_value(ICalendarValue::Uri(Uri::Location(page.clone())))
        }),
    );
    let words: Vec<ICalendarValue> =
        facts.category.iter().chain(&facts.tags).map(|word| ICalendarValue::Text(word.clone())).collect();
    entries.extend((!words.is_empty()).then(|| ICalendarEntry::new(Property::Categories).with_values(words)));
    entries.push(ICalendarEntry::new(Property::Status).with_value(ICalendarValue::Status(status(facts.status))));
    let sequence = i64::try_from(known.stored.version).unwrap_or(i64::MAX);
    entries.push(ICalendarEntry::new(Property::Sequence).with_value(ICalendarValue::Integer(sequence)));
    entries
}

fn text(property: ICalendarProperty, text: &str) -> ICalendarEntry {
    ICalendarEntry::new(property).with_value(ICalendarValue::Text(text.to_owned()))
}

fn moment(property: ICalendarProperty, ms: i64) -> ICalendarEntry {
    utc(property, Timestamp::from_millisecond(ms).unwrap_or_default())
}

fn utc(property: ICalendarProperty, at: Timestamp) -> ICalendarEntry {
    let mut stated = stated(TimeZone::UTC.to_datetime(at));
    (stated.tz_hour, stated.tz_minute) = (Some(0), Some(0));
    ICalendarEntry::new(property).with_value(ICalendarValue::PartialDateTime(Box::new(stated)))
}

/// A day; a moment in UTC, or as the clocks of its zone show it.
fn when(property: ICalendarProperty, when: &When, in_wall: bool) -> ICalendarEntry {
    match when {
        When::Date(date) => {
            let mut day = stated(date.at(0, 0, 0, 0));
            (day.hour, day.minute, day.second) = (None, None, None);
            ICalendarEntry::new(property)
                .with_param(ICalendarParameter::value(ICalendarValueType::Date))
                .with_value(ICalendarValue::PartialDateTime(Box::new(day)))
        }
        When::Time { wall, zone: Some(zone), .. } if in_wall => ICalendarEntry::new(property)
            .with_param(ICalendarParameter::tzid(zone.clone()))
            .with_value(ICalendarValue::PartialDateTime(Box::new(stated(*wall)))),
        When::Time { at, .. } => utc(property, *at),
    }
}

/// Which occurrence it is, by what stands behind the UID: a day, or seconds since 1970; told as its series' start is.
fn recurrence_id(token: &str, start: Option<&When>) -> Option<ICalendarEntry> {
    let property = ICalendarProperty::RecurrenceId;
    if let Ok(date) = token.parse() {
        return Some(when(property, &When::Date(date), true));
    }
    let at = Timestamp::from_second(token.parse().ok()?).ok()?;
    match start {
        Some(When::Time { zone: Some(zone), .. }) => {
            let zone = series::parse_zone(zone).ok()?;
            Some(when(property, &When::at(at, &zone), true))
        }
        _ => Some(utc(property, at)),
    }
}

fn stated(wall: DateTime) -> PartialDateTime {
    let part = |number: i8| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(wall.year()).ok(),
        month: part(wall.month()),
        day: part(wall.day()),
        hour: part(wall.hour()),
        minute: part(wall.minute()),
        second: part(wall.second()),
        ..PartialDateTime::default()
    }
}

/// A line that came from a calendar, read again, so that it is folded and whole. It says how an event recurs, and
/// whatever else it may hold was put there by a mail.
fn read(line: &str) -> Vec<ICalendarEntry> {
    use ICalendarProperty as Property;
    if line.contains(char::is_control) {
        return Vec::new();
    }
    let event = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    match Parser::new(&event).entry() {
        Entry::ICalendar(calendar) => calendar
            .components
            .into_iter()
            .flat_map(|component| component.entries)
            .filter(|entry| matches!(entry.name, Property::Rrule | Property::Rdate | Property::Exdate))
            .collect(),
        _ => Vec::new(),
    }
}

/// There is no word for what is put off to a time that is not known.
fn status(status: Status) -> ICalendarStatus {
    match status {
        Status::Confirmed => ICalendarStatus::Confirmed,
        Status::Tentative | Status::Postponed => ICalendarStatus::Tentative,
        Status::Cancelled => ICalendarStatus::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::{ICalendarProperty, read};

    #[test]
    fn a_kept_line_brings_nothing_into_the_feed_but_how_an_event_recurs() {
        for line in ["RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Warsaw:20261205T190000", "RDATE:20261205T190000Z"] {
            assert_eq!(read(line).len(), 1, "{line}");
        }
        assert_eq!(read("RRULE:FREQ=DAILY")[0].name, ICalendarProperty::Rrule);
        let alarm = "EXDATE;TZID=x\nURL:javascript:x\nBEGIN:VALARM\nATTACH:file:///x\nEND:VALARM\nX-Y:20261205T190000";
        for line in [alarm, "URL:https://x.org", "ATTACH:file:///x", "UID:another", "RRULE:FREQ=DAILY\r\nUID:another"] {
            assert!(read(line).is_empty(), "{line}");
        }
    }
}
