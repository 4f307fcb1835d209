//! Dates and times as a calendar states them.

use calcard::common::PartialDateTime;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// In the basic format of ISO 8601, which iCalendar has.
pub(crate) fn basic(stated: &PartialDateTime) -> Option<String> {
    let utc = if offset(stated).is_some() { "Z" } else { "" };
    match wall(stated) {
        Some(wall) => Some(format!("{}{utc}", wall.strftime("%Y%m%dT%H%M%S"))),
        None => Some(date(stated)?.strftime("%Y%m%d").to_string()),
    }
}

/// The day of a day or a moment; `None` where there is no such day.
pub(crate) fn date(stated: &PartialDateTime) -> Option<Date> {
    let (month, day) = (i8::try_from(stated.month?).ok()?, i8::try_from(stated.day?).ok()?);
    Date::new(i16::try_from(stated.year?).ok()?, month, day).ok()
}

/// What clocks show; `None` of a day, and where there is no such time.
pub(crate) fn wall(stated: &PartialDateTime) -> Option<DateTime> {
    let part = |number: Option<u8>| i8::try_from(number.unwrap_or(0)).ok();
    let hour = i8::try_from(stated.hour?).ok()?;
    // A leap second is written as 60, and no clock of ours has it.
    let second = part(stated.second)?.min(59);
    let time = Time::new(hour, part(stated.minute)?, second, 0).ok()?;
    Some(date(stated)?.to_datetime(time))
}

/// How far from UTC, where it says so.
pub(crate) fn offset(stated: &PartialDateTime) -> Option<Offset> {
    let seconds = i32::from(stated.tz_hour?) * 3_600 + i32::from(stated.tz_minute.unwrap_or(0)) * 60;
    Offset::from_seconds(if stated.tz_minus { -seconds } else { seconds }).ok()
}
