//! A time zone as a calendar has to bring it along (RFC 5545, 3.6.5): each change of clocks by itself.

use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use std::fmt::Write;

/// Up to so many years behind the first event; programs know named zones better than this, and most do not even look.
const YEARS: i64 = 20;

/// The lines of a zone, as far as events from `from` on (ms) need it.
pub(super) fn time_zone(name: &str, from: i64) -> String {
    let mut out = format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n");
    let zone = series::parse_zone(name).unwrap_or(TimeZone::UTC);
    let from = Timestamp::from_millisecond(from).unwrap_or_default();
    let until = zone.to_datetime(from).checked_add(YEARS.years()).ok().and_then(|wall| zone.to_timestamp(wall).ok());
    let until = until.unwrap_or(from);
    let before = zone.preceding(from).next();
    // What holds at the first event began some time; where it always held, 1970 is early enough.
    let first = before.as_ref().map_or(Timestamp::UNIX_EPOCH, |transition| transition.timestamp());
    let mut offset = zone.preceding(first).next().map_or_else(|| zone.to_offset(first), |earlier| earlier.offset());
    let rest = zone.following(from).take_while(|transition| transition.timestamp() < until);
    let changes = before.iter().map(|transition| (first, transition.offset(), transition.dst()));
    let changes: Vec<_> =
        changes.chain(rest.map(|transition| (transition.timestamp(), transition.offset(), transition.dst()))).collect();
    if changes.is_empty() {
        observance(&mut out, first, (offset, offset), Dst::No);
    }
    for (at, to, dst) in changes {
        observance(&mut out, at, (offset, to), dst);
        offset = to;
    }
    out.push_str("END:VTIMEZONE\r\n");
    out
}

/// When clocks that were so far from UTC changed, as they showed it.
fn observance(out: &mut String, at: Timestamp, (before, after): (Offset, Offset), dst: Dst) {
    let kind = if dst == Dst::Yes { "DAYLIGHT" } else { "STANDARD" };
    let wall = before.to_datetime(at).strftime("%Y%m%dT%H%M%S");
    // A string takes all.
    let _ = write!(
        out,
        "BEGIN:{kind}\r\nDTSTART:{wall}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nEND:{kind}\r\n",
        shown(before),
        shown(after)
    );
}

/// `+0130`; seconds only where there are any.
fn shown(offset: Offset) -> String {
    let (sign, seconds) = (if offset.seconds() < 0 { '-' } else { '+' }, offset.seconds().abs());
    let rest = if seconds % 60 == 0 { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3_600, seconds / 60 % 60)
}
