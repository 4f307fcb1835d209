//! The zones of one calendar: those that IANA or Windows know by name, and those that only its VTIMEZONE describes
//! (RFC 5545, 3.6.5).
//!
//! A described zone is a list of observances, each with the offset that holds from its onsets on; the one with the
//! latest onset holds. Onsets come each year by a rule such as "the last Sunday of March".

use crate::stated::{date, offset, wall};
use crate::when::When;
use crate::zone;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarFrequency, ICalendarProperty,
    ICalendarRecurrenceRule, ICalendarValue, ICalendarWeekday,
};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};

/// How times with a TZID are understood.
pub(crate) struct Zones<'a> {
    calendar: &'a ICalendar,
    home: &'a TimeZone,
}

impl<'a> Zones<'a> {
    pub(crate) fn of(calendar: &'a ICalendar, home: &'a TimeZone) -> Zones<'a> {
        Zones { calendar, home }
    }

    /// When clocks in the zone of a TZID show `wall`; `None` where the zone is neither known nor described.
    pub(crate) fn when(&self, name: &str, wall: DateTime) -> Option<When> {
        if let Some(zone) = zone::named(name).or_else(|| self.alias(name)) {
            return When::in_zone(wall, &zone);
        }
        When::at_offset(wall, self.described(name)?.offset_at(wall)?, self.home)
    }

    /// By what a VTIMEZONE says beside its name (X-LIC-LOCATION and Microsoft's number).
    fn alias(&self, name: &str) -> Option<TimeZone> {
        let mut known = self.calendar.timezones().filter_map(|zone| zone.timezone());
        known.find(|(id, _)| *id == name).and_then(|(_, tz)| zone::of(tz))
    }

    fn described(&self, name: &str) -> Option<Described<'a>> {
        let is_it = |zone: &&ICalendarComponent| {
            zone.property(&ICalendarProperty::Tzid).and_then(|id| id.values.first()).and_then(|id| id.as_text())
                == Some(name)
        };
        let zone = self.calendar.timezones().find(is_it)?;
        let parts = zone.component_ids.iter().filter_map(|&id| self.calendar.component_by_id(id));
        let is_observance = |part: &&ICalendarComponent| {
            matches!(part.component_type, ICalendarComponentType::Standard | ICalendarComponentType::Daylight)
        };
        Some(Described { observances: parts.filter(is_observance).collect() })
    }
}

/// A zone by its observances.
struct Described<'a> {
    observances: Vec<&'a ICalendarComponent>,
}

impl Described<'_> {
    /// Before all onsets the offset is that from which the first one changes.
    fn offset_at(&self, at: DateTime) -> Option<Offset> {
        let latest = self.observances.iter().filter_map(|it| Some((onset_before(it, at)?, *it))).max_by_key(|it| it.0);
        match latest {
            Some((_, observance)) => stated_offset(observance, &ICalendarProperty::Tzoffsetto),
            None => {
                let first = self.observances.iter().filter_map(|it| Some((start(it)?, *it))).min_by_key(|it| it.0)?;
                stated_offset(first.1, &ICalendarProperty::Tzoffsetfrom)
            }
        }
    }
}

/// The last onset of an observance that is not after a time.
fn onset_before(observance: &ICalendarComponent, at: DateTime) -> Option<DateTime> {
    let start = start(observance)?;
    let by_rule = rule(observance).and_then(|rule| {
        let years = [at.year(), at.year().saturating_sub(1)];
        let onsets = years.into_iter().filter_map(|year| Some(day_in(rule, start, year)?.to_datetime(start.time())));
        onsets.filter(|&onset| start <= onset && onset <= at && !is_over(rule, onset)).max()
    });
    let dates = observance.properties(&ICalendarProperty::Rdate).flat_map(|entry| &entry.values);
    let by_dates = dates.filter_map(|value| wall(value.as_partial_date_time()?)).filter(|&onset| onset <= at).max();
    [by_rule, by_dates, (start <= at).then_some(start)].into_iter().flatten().max()
}

fn start(observance: &ICalendarComponent) -> Option<DateTime> {
    wall(observance.property(&ICalendarProperty::Dtstart)?.values.first()?.as_partial_date_time()?)
}

fn rule(observance: &ICalendarComponent) -> Option<&ICalendarRecurrenceRule> {
    match observance.property(&ICalendarProperty::Rrule)?.values.first()? {
        ICalendarValue::RecurrenceRule(rule) if rule.freq == ICalendarFrequency::Yearly => Some(rule),
        _ => None,
    }
}

/// By the day alone: UNTIL is in UTC, and no rule ends on a day of its own onset that does not count.
fn is_over(rule: &ICalendarRecurrenceRule, onset: DateTime) -> bool {
    rule.until.as_ref().and_then(date).is_some_and(|until| until < onset.date())
}

/// The day of a yearly onset: `BYMONTH=3;BYDAY=-1SU`, `BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,...`, or the day of the start.
fn day_in(rule: &ICalendarRecurrenceRule, start: DateTime, year: i16) -> Option<Date> {
    let month = match rule.bymonth.first() {
        Some(month) => i8::try_from(month.month()).ok()?,
        None => start.month(),
    };
    let first = Date::new(year, month, 1).ok()?;
    match (rule.byday.first(), rule.bymonthday.is_empty()) {
        (None, true) => Date::new(year, month, start.day()).ok(),
        (None, false) => Date::new(year, month, *rule.bymonthday.first()?).ok(),
        (Some(day), true) => {
            let nth = day.ordwk.map_or(Some(1), |nth| i8::try_from(nth).ok())?;
            first.nth_weekday_of_month(nth, weekday(day.weekday)).ok()
        }
        (Some(day), false) => {
            let days = rule.bymonthday.iter().filter_map(|&number| Date::new(year, month, number).ok());
            days.filter(|date| date.weekday() == weekday(day.weekday)).min()
        }
    }
}

fn weekday(day: ICalendarWeekday) -> Weekday {
    match day {
        ICalendarWeekday::Monday => Weekday::Monday,
        ICalendarWeekday::Tuesday => Weekday::Tuesday,
        ICalendarWeekday::Wednesday => Weekday::Wednesday,
        ICalendarWeekday::Thursday => Weekday::Thursday,
        ICalendarWeekday::Friday => Weekday::Friday,
        ICalendarWeekday::Saturday => Weekday::Saturday,
        ICalendarWeekday::Sunday => Weekday::Sunday,
    }
}

fn stated_offset(observance: &ICalendarComponent, property: &ICalendarProperty) -> Option<Offset> {
    offset(observance.property(property)?.values.first()?.as_partial_date_time()?)
}
