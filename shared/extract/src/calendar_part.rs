//! Events of text/calendar parts and .ics attachments (RFC 5545, as `calcard` reads it; RFC 5546 for what they mean).
//!
//! A method says what is done with them: PUBLISH, REQUEST, ADD and none tell of events, CANCEL takes them back, and the
//! others are talk about events between those who know them (somebody accepts, proposes, asks).

use crate::draft::Draft;
use crate::event::{Doubt, Facts, Found, Method, Status, Version};
use crate::mail::{CalendarText, Mail};
use crate::observance::Zones;
use crate::recurrence;
use crate::stated::{date, offset, wall};
use crate::when::When;
use crate::zone;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName, ICalendarProperty,
    ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};

/// As many events as are taken from one mail: some people send whole calendars.
pub(crate) const MOST_EVENTS: usize = 200;
const SECONDS_A_DAY: i64 = 86_400;
/// As many entries as are read of one text; a calendar is one of them.
const MOST_ENTRIES: usize = 1_000;

/// The events of a mail's calendars, and whether there was any calendar, of whatever method.
pub(crate) fn read(mail: &Mail, home: &TimeZone) -> (Vec<Found>, bool) {
    let mut found = Vec::new();
    let mut is_calendar = false;
    for part in &mail.calendars {
        for calendar in calendars(&part.text) {
            is_calendar = true;
            found.extend(events(&calendar, part, mail, home));
        }
    }
    found.truncate(MOST_EVENTS);
    (found, is_calendar)
}

fn calendars(text: &str) -> Vec<ICalendar> {
    let mut parser = Parser::new(text);
    let mut calendars = Vec::new();
    for _ in 0..MOST_ENTRIES {
        match parser.entry() {
            Entry::ICalendar(calendar) => calendars.push(calendar),
            Entry::Eof => break,
            _ => {}
        }
    }
    calendars
}

fn events(calendar: &ICalendar, part: &CalendarText, mail: &Mail, home: &TimeZone) -> Vec<Found> {
    let stated = calendar.components.first().and_then(|root| text(root, &ICalendarProperty::Method));
    let method = stated.map(str::to_ascii_uppercase).or_else(|| part.method.clone());
    let method = method.as_deref().unwrap_or_default();
    if ["REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"].contains(&method) {
        return Vec::new();
    }
    let reader = Reader { zones: Zones::of(calendar, home), home };
    let events = calendar.components.iter().filter(|it| it.component_type == ICalendarComponentType::VEvent);
    let drafts = events.take(MOST_EVENTS).map(|event| reader.draft(event, method));
    drafts.filter_map(|draft| draft.finish(mail, Method::Calendar, home)).collect()
}

struct Reader<'a> {
    zones: Zones<'a>,
    home: &'a TimeZone,
}

impl Reader<'_> {
    fn draft(&self, event: &ICalendarComponent, method: &str) -> Draft {
        use ICalendarProperty as Property;
        let mut doubts = Vec::new();
        let stated = event.property(&Property::RecurrenceId).and_then(|entry| self.when(entry, &mut doubts));
        let start = event.property(&Property::Dtstart).and_then(|entry| self.when(entry, &mut doubts));
        let end = event.property(&Property::Dtend).and_then(|entry| self.when(entry, &mut doubts));
        let end = end.or_else(|| self.end_by_duration(event, start.as_ref()?));
        let recurrence = recurrence::lines(event, start.as_ref());
        // What is added to a series has its UID (RFC 5546, 3.2.4).
        let occurrence = stated.or_else(|| start.clone().filter(|_| method == "ADD"));
        let owned = |property| text(event, property).map(str::to_owned);
        let facts = Facts {
            title: owned(&Property::Summary).unwrap_or_default(),
            description: owned(&Property::Description),
            start,
            end,
            location: owned(&Property::Location),
            category: None,
            organizer_name: parameter(event, &Property::Organizer, &ICalendarParameterName::Cn),
            organizer_email: text(event, &Property::Organizer).map(|address| without_scheme(address).to_owned()),
            organizer_url: None,
            source_url: owned(&Property::Url),
            tags: categories(event),
            recurrence,
            status: status(event),
        };
        Draft {
            is_cancellation: method == "CANCEL" || facts.status == Status::Cancelled,
            facts,
            uid: owned(&Property::Uid),
            occurrence,
            former: None,
            version: Some(self.version(event)),
            doubts,
        }
    }

    fn when(&self, entry: &ICalendarEntry, doubts: &mut Vec<Doubt>) -> Option<When> {
        let stated = entry.values.first()?.as_partial_date_time()?;
        if stated.hour.is_none() {
            return date(stated).map(When::Date);
        }
        let wall = wall(stated)?;
        if let Some(offset) = offset(stated) {
            return Some(When::at(offset.to_timestamp(wall).ok()?, self.home));
        }
        let Some(name) = entry.tz_id() else { return When::in_zone(wall, self.home) };
        self.zones.when(name, wall).or_else(|| {
            doubts.push(Doubt::UnknownZone);
            When::in_zone(wall, self.home)
        })
    }

    /// RFC 5545, 3.8.2.5 and 3.3.6: days are days of the calendar, hours are exact.
    fn end_by_duration(&self, event: &ICalendarComponent, start: &When) -> Option<When> {
        let value = event.property(&ICalendarProperty::Duration)?.values.first()?;
        let ICalendarValue::Duration(duration) = value else { return None };
        if duration.neg {
            return None;
        }
        let days = i64::from(duration.weeks) * 7 + i64::from(duration.days);
        let exact = duration.as_seconds() - days * SECONDS_A_DAY;
        let span = Span::new().try_days(days).ok()?;
        match start {
            When::Date(date) => Some(When::Date(date.checked_add(span).ok()?)),
            When::Time { wall, zone: Some(name), .. } => {
                let zone = zone::named(name)?;
                let When::Time { at, .. } = When::in_zone(wall.checked_add(span).ok()?, &zone)? else { return None };
                Some(When::at(at.checked_add(SignedDuration::from_secs(exact)).ok()?, &zone))
            }
            When::Time { wall, zone: None, at } => {
                let whole = SignedDuration::from_secs(duration.as_seconds());
                let (wall, at) = (wall.checked_add(whole).ok()?, at.checked_add(whole).ok()?);
                Some(When::Time { wall, zone: None, at })
            }
        }
    }

    fn version(&self, event: &ICalendarComponent) -> Version {
        let value = |property| event.property(property).and_then(|entry| entry.values.first());
        let sequence = value(&ICalendarProperty::Sequence).and_then(ICalendarValue::as_integer).unwrap_or(0);
        let stamp = event.property(&ICalendarProperty::Dtstamp).and_then(|entry| self.when(entry, &mut Vec::new()));
        let stamp = stamp.and_then(|when| when.instant(self.home)).map_or(0, |at| at.as_millisecond());
        Version { sequence, stamp }
    }
}

fn text<'a>(component: &'a ICalendarComponent, property: &ICalendarProperty) -> Option<&'a str> {
    component.property(property)?.values.first()?.as_text().filter(|text| !text.trim().is_empty())
}

fn parameter(
    component: &ICalendarComponent,
    property: &ICalendarProperty,
    name: &ICalendarParameterName,
) -> Option<String> {
    component.property(property)?.parameters(name).find_map(|value| value.as_text()).map(str::to_owned)
}

fn without_scheme(address: &str) -> &str {
    let scheme = "mailto:";
    let head = address.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme));
    head.map_or(address, |head| &address[head.len()..])
}

fn categories(event: &ICalendarComponent) -> Vec<String> {
    let entries = event.properties(&ICalendarProperty::Categories);
    entries.flat_map(|entry| entry.values.iter().filter_map(|value| value.as_text())).map(str::to_owned).collect()
}

fn status(event: &ICalendarComponent) -> Status {
    match event.status() {
        Some(ICalendarStatus::Cancelled) => Status::Cancelled,
        Some(ICalendarStatus::Tentative) => Status::Tentative,
        _ => Status::Confirmed,
    }
}
