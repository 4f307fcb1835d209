//! Where buckets begin and end, by the clock or by the calendar of a time zone.
//!
//! ```text
//!   15m, 1h   multiples since the Unix epoch, the same in every zone
//!   1d        local days: 23 or 25 hours long where the clocks change     2d  counted from 1970-01-01
//!   1w        from Monday                                                 2w  counted from Monday, 1969-12-29
//!   1mo, 1y   from the first of the month, from January                   3mo, 10y  counted from January of the year 0
//! ```
//!
//! A bucket begins with the first instant that bears its first date, whatever the clock then shows: where midnight is
//! skipped that is later, where it comes twice it is the first. Buckets touch, and each instant lies in exactly one.

use crate::step::{Step, Unit};
use jiff::civil::{Date, date};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Span, Timestamp};

/// The Monday of the week that holds the Unix epoch, as a day since the epoch.
const FIRST_MONDAY: i64 = -3;

/// A timestamp or a bucket's end that no calendar reaches.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("a bucket reaches beyond the years -9999 to 9999, which is as far as the calendar goes")]
pub struct OutOfCalendar;

/// A name that is not in the IANA time zone database.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no time zone of this name in the IANA database")]
pub struct UnknownZone;

/// Finds a zone such as `Europe/Warsaw` in the database that is built in, so the same on every machine.
pub fn parse_zone(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZoneDatabase::bundled().get(name).map_err(|_| UnknownZone)
}

/// All time, cut into buckets.
#[derive(Clone, Debug)]
pub struct Buckets {
    step: Step,
    zone: TimeZone,
}

impl Buckets {
    /// Buckets of one step; `zone` matters for days and longer.
    pub fn new(step: Step, zone: TimeZone) -> Buckets {
        Buckets { step, zone }
    }

    /// The first ms of the bucket in which `timestamp` lies.
    pub fn start_of(&self, timestamp: i64) -> Result<i64, OutOfCalendar> {
        self.around(timestamp).map(|bucket| bucket.start)
    }

    /// The first ms of the bucket after the one in which `timestamp` lies.
    pub fn next(&self, timestamp: i64) -> Result<i64, OutOfCalendar> {
        self.around(timestamp).map(|bucket| bucket.end)
    }

    fn around(&self, timestamp: i64) -> Result<std::ops::Range<i64>, OutOfCalendar> {
        if let Unit::Fixed(ms) = self.step.unit {
            let length = self.step.count * ms;
            let start = timestamp.checked_sub(timestamp.rem_euclid(length)).ok_or(OutOfCalendar)?;
            return Ok(start..start.checked_add(length).ok_or(OutOfCalendar)?);
        }
        let instant = Timestamp::from_millisecond(timestamp).map_err(|_| OutOfCalendar)?;
        let mut number = self.number_of(self.zone.to_datetime(instant).date());
        // A clock set back over midnight shows a date that already ended: the bucket is then the later one.
        while self.start(number + 1)? <= timestamp {
            number += 1;
        }
        Ok(self.start(number)?..self.start(number + 1)?)
    }

    /// Which bucket has this local date; they are numbered without gaps.
    fn number_of(&self, date: Date) -> i64 {
        let (year, month) = (i64::from(date.year()), i64::from(date.month()));
        let units = match self.step.unit {
            Unit::Years => year,
            Unit::Months => year * 12 + month - 1,
            Unit::Weeks => (days(date) - FIRST_MONDAY).div_euclid(7),
            Unit::Days | Unit::Fixed(_) => days(date),
        };
        units.div_euclid(self.step.count)
    }

    /// The first instant of a bucket.
    fn start(&self, number: i64) -> Result<i64, OutOfCalendar> {
        let units = number * self.step.count;
        let date = match self.step.unit {
            Unit::Years => month(units * 12),
            Unit::Months => month(units),
            Unit::Weeks => day(units * 7 + FIRST_MONDAY),
            Unit::Days | Unit::Fixed(_) => day(units),
        };
        first_instant(date.ok_or(OutOfCalendar)?, &self.zone).ok_or(OutOfCalendar)
    }
}

/// Finds buckets for timestamps that mostly ascend, at the price of a comparison where the bucket stays the same.
#[derive(Clone, Debug)]
pub(crate) struct BucketCursor {
    buckets: Buckets,
    current: std::ops::Range<i64>,
}

impl BucketCursor {
    pub(crate) fn new(buckets: Buckets) -> BucketCursor {
        BucketCursor { buckets, current: 0..0 }
    }

    /// The bucket of `timestamp`: its first ms and the next one's.
    pub(crate) fn around(&mut self, timestamp: i64) -> Result<std::ops::Range<i64>, OutOfCalendar> {
        if !self.current.contains(&timestamp) {
            self.current = self.buckets.around(timestamp)?;
        }
        Ok(self.current.clone())
    }
}

const EPOCH: Date = date(1970, 1, 1);

fn days(date: Date) -> i64 {
    i64::from((date - EPOCH).get_days())
}

fn day(days: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The first day of a month, counted from January of the year 0.
fn month(months: i64) -> Option<Date> {
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// The first ms at which clocks show `date`, or the first one behind it where they skip it whole.
fn first_instant(date: Date, zone: &TimeZone) -> Option<i64> {
    let midnight = date.at(0, 0, 0, 0);
    let instant = match zone.to_ambiguous_timestamp(midnight).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(midnight).ok()?,
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(midnight).ok()?,
        AmbiguousOffset::Gap { after, .. } => {
            let shortly_before = after.to_timestamp(midnight).ok()?;
            zone.following(shortly_before).next()?.timestamp()
        }
    };
    Some(instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(instant: &str) -> i64 {
        instant.parse::<Timestamp>().expect("an instant").as_millisecond()
    }

    /// The bucket of `at` begins and ends at these instants.
    fn check(step: &str, zone: &str, at: &str, start: &str, end: &str) {
        let zone = parse_zone(zone).expect("a zone");
        let buckets = Buckets::new(Step::parse(step).expect("a step"), zone);
        let (start, end) = (ms(start), ms(end));
        assert_eq!(buckets.start_of(ms(at)), Ok(start), "start of {at} by {step}");
        assert_eq!(buckets.next(ms(at)), Ok(end), "next of {at} by {step}");
        assert_eq!(buckets.start_of(start), Ok(start), "a start is its own start");
        assert_eq!(buckets.start_of(end - 1), Ok(start), "the last ms is inside");
        assert_eq!(buckets.start_of(end), Ok(end), "the end is outside");
    }

    #[test]
    fn hours_and_shorter_are_multiples_since_the_epoch_in_every_zone() {
        for zone in ["UTC", "Asia/Kathmandu"] {
            check("15m", zone, "2026-11-21T10:44:59.999Z", "2026-11-21T10:30:00Z", "2026-11-21T10:45:00Z");
            check("6h", zone, "2026-11-21T10:44:00Z", "2026-11-21T06:00:00Z", "2026-11-21T12:00:00Z");
            check("7s", zone, "1969-12-31T23:59:59Z", "1969-12-31T23:59:53Z", "1970-01-01T00:00:00Z");
        }
    }

    #[test]
    fn days_are_as_long_as_the_clocks_make_them() {
        let zone = "Europe/Warsaw";
        check("1d", "UTC", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z");
        check("1d", zone, "2026-03-28T22:59:00Z", "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z");
        check("1d", zone, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        check("1d", zone, "2026-10-25T00:30:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        check("1d", zone, "2026-10-25T01:30:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        check("2d", "UTC", "1970-01-02T12:00:00Z", "1970-01-01T00:00:00Z", "1970-01-03T00:00:00Z");
        check("2d", "UTC", "1969-12-31T12:00:00Z", "1969-12-30T00:00:00Z", "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_midnight_that_is_skipped_or_comes_twice_still_begins_one_day() {
        let (cairo, havana, st_johns) = ("Africa/Cairo", "America/Havana", "America/St_Johns");
        check("1d", cairo, "2026-04-23T22:10:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z");
        check("1d", havana, "2026-11-01T04:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
        check("1d", havana, "2026-11-01T05:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
        // At 00:01 the clock went back to 23:01 of a day that was over.
        check("1d", st_johns, "2006-10-29T02:45:00Z", "2006-10-29T02:30:00Z", "2006-10-30T03:30:00Z");
        // At 23:30 the clock went on to 00:30.
        check("1d", "America/Toronto", "1919-03-31T04:31:00Z", "1919-03-31T04:30:00Z", "1919-04-01T04:00:00Z");
        // Samoa had no 30 December 2011.
        check("1d", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z");
        check("1d", "Pacific/Apia", "2011-12-30T09:59:00Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
    }

    #[test]
    fn weeks_begin_on_monday() {
        check("1w", "UTC", "2026-11-22T23:59:00Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z");
        check("1w", "UTC", "1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z", "1970-01-05T00:00:00Z");
        check("2w", "UTC", "1970-01-08T00:00:00Z", "1969-12-29T00:00:00Z", "1970-01-12T00:00:00Z");
        check("1w", "Europe/Warsaw", "2026-03-29T12:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z");
    }

    #[test]
    fn months_and_years_begin_on_the_first() {
        check("1mo", "UTC", "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z");
        check("1mo", "UTC", "2026-02-28T12:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
        check("3mo", "UTC", "2026-11-21T12:00:00Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z");
        check("1mo", "Europe/Warsaw", "2026-03-31T22:30:00Z", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z");
        check("1y", "Europe/Warsaw", "2025-12-31T23:00:00Z", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z");
        check("10y", "UTC", "1969-12-31T23:00:00Z", "1960-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
        check("1y", "UTC", "-000001-06-01T00:00:00Z", "-000001-01-01T00:00:00Z", "0000-01-01T00:00:00Z");
    }

    #[test]
    fn what_lies_beyond_the_calendar_is_an_error() {
        for step in ["1d", "1w", "1mo", "1000y"] {
            let buckets = Buckets::new(Step::parse(step).expect("a step"), TimeZone::UTC);
            for timestamp in [8_640_000_000_000_000, -8_640_000_000_000_000, i64::MAX, i64::MIN] {
                assert_eq!(buckets.start_of(timestamp), Err(OutOfCalendar), "{timestamp} by {step}");
            }
            let last = Timestamp::MAX.as_millisecond();
            assert_eq!(buckets.next(last), Err(OutOfCalendar));
        }
        let hours = Buckets::new(Step::parse("1h").expect("a step"), TimeZone::UTC);
        assert_eq!(hours.start_of(8_640_000_000_000_000), Ok(8_640_000_000_000_000));
        assert_eq!(hours.start_of(i64::MIN), Err(OutOfCalendar));
        assert_eq!(hours.next(i64::MAX), Err(OutOfCalendar));
    }

    #[test]
    fn zones_are_found_by_name() {
        assert!(parse_zone("Europe/Warsaw").is_ok());
        assert!(parse_zone("UTC").is_ok());
        for bad in ["", "Europe/Warschau", "../../etc/passwd", "+02:00"] {
            assert_eq!(parse_zone(bad), Err(UnknownZone), "{bad}");
        }
    }
}
