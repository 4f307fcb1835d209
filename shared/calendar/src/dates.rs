//! Dates and times inside the lines of a recurrence: UNTIL, RDATE and EXDATE (RFC 5545, 3.3.4 and 3.3.5).
//!
//! ```text
//!   20260105                            a date
//!   20260105T090000                     wall time where the event takes place
//!   20260105T080000Z                    an instant
//!   TZID=Europe/Warsaw:20260105T090000  an instant
//! ```

use crate::local::Local;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// A date or a time as it is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stated {
    Date(Date),
    Wall(DateTime),
    At(Timestamp),
}

impl Stated {
    /// One value, whose zone is not given beside it. Only the forms above: jiff reads more, and of an offset nothing.
    pub(crate) fn parse(text: &str) -> Option<Stated> {
        if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'T' | b'Z')) {
            return None;
        }
        match (text.len(), text.strip_suffix('Z')) {
            (8, None) => text.parse().ok().map(Stated::Date),
            (15, None) => text.parse().ok().map(Stated::Wall),
            (16, Some(_)) => text.parse().ok().map(Stated::At),
            _ => None,
        }
    }

    /// The values of an RDATE or EXDATE line, with the parameters before them (`TZID=...;VALUE=...`).
    pub(crate) fn parse_list(parameters: &str, values: &str) -> Option<Vec<Stated>> {
        let mut local = None;
        for parameter in parameters.split(';').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "TZID" => local = Some(Local::new(series::parse_zone(value.trim_matches('"')).ok()?)),
                "VALUE" if matches!(value, "DATE" | "DATE-TIME") => {}
                // A period would have a length of its own.
                _ => return None,
            }
        }
        values.split(',').map(|value| Stated::parse(value.trim())?.within(local.as_ref())).collect()
    }

    fn within(self, local: Option<&Local>) -> Option<Stated> {
        match (self, local) {
            (Stated::Wall(wall), Some(local)) => local.at(wall).map(Stated::At),
            _ => Some(self),
        }
    }

    /// Which date it means to an event of whole days. Many write such a date as midnight in UTC, so that is no instant.
    pub(crate) fn date(self, local: &Local) -> Date {
        match self {
            Stated::Date(date) => date,
            Stated::Wall(wall) => wall.date(),
            Stated::At(instant) => {
                let utc = TimeZone::UTC.to_datetime(instant);
                if utc.time() == Time::midnight() { utc.date() } else { local.wall(instant).date() }
            }
        }
    }

    /// Which wall time it means to an event with times, where a date alone means that date at `time`.
    pub(crate) fn wall(self, local: &Local, time: Time) -> DateTime {
        match self {
            Stated::Date(date) => date.to_datetime(time),
            Stated::Wall(wall) => wall,
            Stated::At(instant) => local.wall(instant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_as_what_it_says() {
        let at = |text: &str| Stated::At(text.parse().expect("an instant"));
        let wall = |text: &str| Stated::Wall(text.parse().expect("a wall time"));
        let date = |text: &str| Stated::Date(text.parse().expect("a date"));
        let table = [
            ("", "20260105", vec![date("2026-01-05")]),
            ("VALUE=DATE", "20260105,20260106", vec![date("2026-01-05"), date("2026-01-06")]),
            ("", "20260105T090000", vec![wall("2026-01-05T09:00")]),
            ("VALUE=DATE-TIME", "20260105T080000Z", vec![at("2026-01-05T08:00Z")]),
            ("TZID=Europe/Warsaw", "20260105T090000", vec![at("2026-01-05T08:00Z")]),
            ("VALUE=DATE-TIME;TZID=\"America/New_York\"", "20260705T090000", vec![at("2026-07-05T13:00Z")]),
            ("TZID=Europe/Warsaw", "20260105", vec![date("2026-01-05")]),
        ];
        for (parameters, values, stated) in table {
            assert_eq!(Stated::parse_list(parameters, values), Some(stated), "{parameters}:{values}");
        }
    }

    #[test]
    fn other_forms_are_not_understood() {
        let table = [
            ("", ""),
            ("", "2026"),
            ("", "20261301"),
            ("", "20260105T09"),
            ("", "2026-01-05"),
            ("", "20260105T090000+0200"),
            ("", "20260105T090000Z/PT1H"),
            ("VALUE=PERIOD", "20260105T090000Z/PT1H"),
            ("TZID=Europe/Warschau", "20260105T090000"),
            ("RANGE=THISANDFUTURE", "20260105T090000Z"),
            ("", "20260105,"),
        ];
        for (parameters, values) in table {
            assert_eq!(Stated::parse_list(parameters, values), None, "{parameters}:{values}");
        }
    }
}
