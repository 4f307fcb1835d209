//! Times as people write and read them: RFC 3339, dates, milliseconds, and distances from now, in their own zone.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

/// What `--help` says wherever a time is taken.
pub(crate) const HELP: &str =
    "now, today, yesterday, -7d, -2h30m, 2026-11-21, 2026-11-21T08:00, RFC 3339 with an offset, or ms since 1970";

/// The moment from which this run counts, in its user's zone.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    now: Zoned,
}

impl Times {
    /// Counts from `now_ms` in `zone`.
    pub(crate) fn new(now_ms: i64, zone: TimeZone) -> anyhow::Result<Times> {
        Ok(Times { now: Timestamp::from_millisecond(now_ms)?.to_zoned(zone) })
    }

    /// The moment itself, in ms.
    pub(crate) fn now_ms(&self) -> i64 {
        self.now.timestamp().as_millisecond()
    }

    /// The zone's name in the IANA database; UTC where the machine does not tell one.
    pub(crate) fn zone_name(&self) -> &str {
        self.now.time_zone().iana_name().unwrap_or("UTC")
    }

    /// The zone.
    pub(crate) fn zone(&self) -> &TimeZone {
        self.now.time_zone()
    }

    /// Reads a time, in ms; the error says what would be one.
    pub(crate) fn parse(&self, text: &str) -> Result<i64, String> {
        self.read(text.trim()).ok_or_else(|| format!("{text} is no time; a time is {HELP}"))
    }

    fn read(&self, text: &str) -> Option<i64> {
        if let Ok(ms) = text.parse::<i64>() {
            return Some(ms);
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(moment.as_millisecond());
        }
        let zoned = match text {
            "now" => self.now.clone(),
            "today" => self.now.start_of_day().ok()?,
            "yesterday" => self.now.yesterday().ok()?.start_of_day().ok()?,
            _ if text.starts_with(['-', '+']) => self.now.checked_add(text.parse::<Span>().ok()?).ok()?,
            _ => text.parse::<DateTime>().ok()?.to_zoned(self.zone().clone()).ok()?,
        };
        Some(zoned.timestamp().as_millisecond())
    }

    /// A time for people and programs: RFC 3339 in the user's zone. What lies beyond all calendars stays a number.
    pub(crate) fn show(&self, ms: i64) -> String {
        match self.zoned(ms) {
            Some(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string(),
            None => ms.to_string(),
        }
    }

    /// A time in the user's zone, if a calendar reaches it.
    pub(crate) fn zoned(&self, ms: i64) -> Option<Zoned> {
        Some(Timestamp::from_millisecond(ms).ok()?.to_zoned(self.zone().clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T09:30 in Warsaw, where winter time has begun on October 25th.
    const NOW: i64 = 1_795_249_800_000;

    fn check(text: &str, expect: &str) {
        let times = Times::new(NOW, TimeZone::get("Europe/Warsaw").unwrap()).unwrap();
        let shown = times.parse(text).map(|ms| times.show(ms)).unwrap_or_else(|error| error);
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn times_are_read_in_the_zone_of_their_user() {
        check("now", "2026-11-21T09:30:00+01:00");
        check("today", "2026-11-21T00:00:00+01:00");
        check("yesterday", "2026-11-20T00:00:00+01:00");
        check("2026-07-01", "2026-07-01T00:00:00+02:00");
        check("2026-07-01T08:15", "2026-07-01T08:15:00+02:00");
        check("2026-07-01 08:15:30.25", "2026-07-01T08:15:30.25+02:00");
        check("2026-07-01T08:15:00Z", "2026-07-01T10:15:00+02:00");
        check("1795249800000", "2026-11-21T09:30:00+01:00");
        check("-5", "1970-01-01T00:59:59.995+01:00");
    }

    #[test]
    fn distances_follow_the_calendar() {
        check("-1d", "2026-11-20T09:30:00+01:00");
        check("-2h30m", "2026-11-21T07:00:00+01:00");
        check("-1mo", "2026-10-21T09:30:00+02:00");
        check("-30d", "2026-10-22T09:30:00+02:00");
        check("+1w", "2026-11-28T09:30:00+01:00");
    }

    #[test]
    fn what_is_no_time_says_what_would_be_one() {
        for text in ["", "soon", "2026-13-01", "-7x", "25:00"] {
            check(text, &format!("{text} is no time; a time is {HELP}"));
        }
    }
}
