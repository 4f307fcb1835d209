//! What a clock on the wall and a calendar show in a time zone, and which instants that means.

use crate::event::When;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use series::{Buckets, Step};

/// The zone in which an event keeps its wall time: its own, else the calendar's; `None` if there is none of that name.
pub(crate) fn zone_of(start: &When, calendar: &TimeZone) -> Option<TimeZone> {
    match start {
        When::Time { zone: Some(name), .. } => series::parse_zone(name).ok(),
        _ => Some(calendar.clone()),
    }
}

/// A time zone with its days.
pub(crate) struct Local {
    zone: TimeZone,
    days: Buckets,
}

impl Local {
    pub(crate) fn new(zone: TimeZone) -> Local {
        let days = Buckets::new(Step::parse("1d").expect("a day is a step"), zone.clone());
        Local { zone, days }
    }

    /// When something begins or ends; `None` beyond the calendar, which ends with the year 9999.
    pub(crate) fn instant(&self, when: &When) -> Option<Timestamp> {
        match when {
            When::Date(date) => self.first_instant(*date),
            When::Time { at, .. } => Some(*at),
        }
    }

    /// The instant at which clocks show `wall`. One that they skip counts as if they had not been put forward, of two
    /// it is the first (RFC 5545, 3.3.5).
    pub(crate) fn at(&self, wall: DateTime) -> Option<Timestamp> {
        self.zone.to_ambiguous_timestamp(wall).compatible().ok()
    }

    /// The first instant of a day: its midnight, or where that is skipped, what comes in its place. It is where charts
    /// begin the day too.
    pub(crate) fn first_instant(&self, date: Date) -> Option<Timestamp> {
        let early = self.at(date.to_datetime(jiff::civil::Time::midnight()))?;
        Timestamp::from_millisecond(self.days.start_of(early.as_millisecond()).ok()?).ok()
    }

    /// What clocks show at an instant.
    pub(crate) fn wall(&self, instant: Timestamp) -> DateTime {
        self.zone.to_datetime(instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, date: &str, first: &str) {
        let local = Local::new(series::parse_zone(zone).expect("a zone"));
        let first: Timestamp = first.parse().expect("an instant");
        assert_eq!(local.first_instant(date.parse().expect("a date")), Some(first), "{date} in {zone}");
    }

    #[test]
    fn a_day_begins_at_its_first_instant() {
        check("Europe/Warsaw", "2026-07-01", "2026-06-30T22:00:00Z");
        check("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z");
        check("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z");
        // At 23:30 the clock went on to 00:30.
        check("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z");
        // Midnight came twice.
        check("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z");
        // There was no such day.
        check("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z");
    }
}
