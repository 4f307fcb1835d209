//! Names of time zones as they stand in mails: IANA's, and those of Windows, which Outlook writes.

use calcard::common::timezone::Tz;
use jiff::tz::TimeZone;
use std::str::FromStr;

/// The zone of a name. The instants always follow from the one database of jiff.
pub(crate) fn named(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"');
    series::parse_zone(name).ok().or_else(|| of_other_name(name))
}

/// The zone of what `calcard` made of a name.
pub(crate) fn of(tz: Tz) -> Option<TimeZone> {
    match tz {
        Tz::Tz(_) => series::parse_zone(&tz.name()?).ok(),
        Tz::Fixed(_) | Tz::Floating => None,
    }
}

fn of_other_name(name: &str) -> Option<TimeZone> {
    of(Tz::from_str(name).ok()?)
}
