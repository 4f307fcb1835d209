//! Events in a few words, and their points as text.

use calendar::{Event, Made, Origin, When, points, read};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use series::parse_zone;

/// The calendar's zone, where a test names no other.
pub(crate) const WARSAW: &str = "Europe/Warsaw";

/// `2026-01-05` is a day, `2026-01-05T09:00 Europe/Warsaw` a time in a zone, `2026-01-05T08:00Z` one without.
pub(crate) fn when(text: &str) -> When {
    if let Ok(at) = text.parse() {
        return When::Time { at, zone: None };
    }
    let Some((wall, zone)) = text.split_once(' ') else { return When::Date(text.parse().unwrap()) };
    let zoned = wall.parse::<jiff::civil::DateTime>().unwrap().to_zoned(parse_zone(zone).unwrap()).unwrap();
    When::Time { at: zoned.timestamp(), zone: Some(zone.to_owned()) }
}

pub(crate) fn event(summary: &str, start: &str, end: &str) -> Event {
    Event {
        id: "e1".to_owned(),
        summary: summary.to_owned(),
        description: String::new(),
        start: when(start),
        end: when(end),
        recurrence: Vec::new(),
        origin: None,
    }
}

pub(crate) fn recurring(start: &str, end: &str, recurrence: &[&str]) -> Event {
    let recurrence = recurrence.iter().map(|line| (*line).to_owned()).collect();
    Event { recurrence, ..event("#!run", start, end) }
}

pub(crate) fn exception(summary: &str, original_start: &str, start: &str, end: &str) -> Event {
    let origin = Origin { series: "e1".to_owned(), original_start: when(original_start) };
    Event { id: "e1_x".to_owned(), origin: Some(origin), ..event(summary, start, end) }
}

pub(crate) fn ms(instant: &str) -> i64 {
    instant.parse::<Timestamp>().unwrap().as_millisecond()
}

pub(crate) fn made_in(zone: &str, event: &Event, exceptions: &[When], now: i64) -> Made {
    let zone: TimeZone = parse_zone(zone).unwrap();
    read(event).entry.map(|entry| points(&event.id, &entry, exceptions, &zone, now)).unwrap_or_default()
}

/// What an event makes of a calendar in Warsaw.
pub(crate) fn made(event: &Event, now: &str) -> Made {
    made_in(WARSAW, event, &[], ms(now))
}

/// The points of one metric as `2026-01-05T08:00:00Z {src: e1, activity: run} 3600000`.
pub(crate) fn told(made: &Made, metric: &str) -> Vec<String> {
    let name = domain::MetricName::parse(metric).unwrap();
    let Some(columns) = made.points.get(&name) else { return Vec::new() };
    let tell = |(timestamp, dimensions, value): (i64, &series::Dimensions, f64)| {
        let pairs: Vec<String> = dimensions.pairs().iter().map(|(key, value)| format!("{key}: {value}")).collect();
        format!("{} {{{}}} {value}", Timestamp::from_millisecond(timestamp).unwrap(), pairs.join(", "))
    };
    columns.iter().map(tell).collect()
}

/// The starts of all occurrences, and the hours that each lasts: `2026-01-05T08:00:00Z 1`.
pub(crate) fn spans(made: &Made) -> Vec<String> {
    let name = domain::MetricName::parse("imp.events.duration").unwrap();
    let Some(columns) = made.points.get(&name) else { return Vec::new() };
    let tell =
        |(at, _, value): (i64, _, f64)| format!("{} {}", Timestamp::from_millisecond(at).unwrap(), value / 3.6e6);
    columns.iter().map(tell).collect()
}
