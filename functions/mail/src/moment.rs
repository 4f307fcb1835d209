//! Times as clients send them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Milliseconds since 1970, an RFC 3339 date and time, or a day, whose beginning in UTC is meant.
pub(crate) fn read(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(ms) = text.parse::<i64>() {
        return Timestamp::from_millisecond(ms).ok().map(|_| ms);
    }
    // A "+" in a query stands for a space.
    let text = text.replace(' ', "+");
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let day: Date = text.parse().ok().filter(|_| !text.contains(['T', 't']))?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_each_of_their_forms() {
        for (text, expect) in [
            ("0", Some(0)),
            ("-5", Some(-5)),
            ("1970-01-02", Some(86_400_000)),
            ("1970-01-01T00:00:01Z", Some(1_000)),
            ("1970-01-01T01:00:00 01:00", Some(0)),
            ("tomorrow", None),
            ("", None),
            ("99999999999999999", None),
            ("1970-01-01T00:00", None),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
    }
}
