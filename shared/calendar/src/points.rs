//! The points of one event.
//!
//! Each time it takes place is one point in `imp.events.duration`, the time from start to end in ms, and one in
//! `imp.events.custom.<name>` for each value of its description. All are at its start, in whole ms, and have the
//! dimensions `src` (the event's id), `activity` (its title) and those of its description, in this order.
//!
//! An event of no series has them whether it lies behind or ahead. An occurrence of a series, and an exception to one,
//! has them once it has begun.

use crate::entry::{Content, Entry};
use crate::event::When;
use crate::local::{self, Local};
use crate::metric;
use crate::recurrence::Recurrence;
use crate::walk::{self, Begun};
use domain::MetricName;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use series::{Columns, Dimensions};
use std::collections::BTreeMap;

/// What an event brings at some time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// By metric; ascending by time, each time once. No metric is without points.
    pub points: BTreeMap<MetricName, Columns>,
    /// When it next makes another point, in ms since 1970. Until then it brings the same, while nothing else changes.
    pub next_at: Option<i64>,
    /// It recurs more often than is counted: these are its first 20,000 occurrences, fewer where many are excluded.
    pub truncated: bool,
}

/// The points of one event resource at `now`, in ms since 1970. `id` is its own; `exceptions` are the original starts of
/// all exceptions to it, cancelled ones included; `zone` is the calendar's, in which all-day events have their days.
pub fn points(id: &str, entry: &Entry, exceptions: &[When], zone: &TimeZone, now: i64) -> Made {
    let Some(content) = &entry.content else { return Made::default() };
    let begun = if entry.origin().is_some() {
        exception(content, zone, now)
    } else if let Some(recurrence) = &content.recurrence {
        series(content, recurrence, exceptions, zone, now)
    } else {
        Begun { spans: span(content, zone).into_iter().collect(), ..Begun::default() }
    };
    Made {
        points: columns(id, content, &begun.spans),
        next_at: begun.next.map(Timestamp::as_millisecond),
        truncated: begun.truncated,
    }
}

fn exception(content: &Content, zone: &TimeZone, now: i64) -> Begun {
    let span = span(content, zone);
    let begun = |(start, _): &(Timestamp, Timestamp)| start.as_millisecond() <= now;
    let next = span.filter(|span| !begun(span)).map(|(start, _)| start);
    Begun { spans: span.filter(begun).into_iter().collect(), next, truncated: false }
}

/// What is not understood leaves the start alone; `read` has told.
fn series(content: &Content, lines: &[String], exceptions: &[When], calendar: &TimeZone, now: i64) -> Begun {
    let understood = local::zone_of(&content.start, calendar).zip(Recurrence::parse(lines, &content.start).ok());
    let (zone, recurrence) = understood.unwrap_or_else(|| (calendar.clone(), Recurrence::default()));
    walk::begun((&content.start, &content.end), &recurrence, exceptions, zone, now)
}

/// `None` beyond the calendar.
fn span(content: &Content, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let local = Local::new(zone.clone());
    local.instant(&content.start).zip(local.instant(&content.end))
}

fn columns(id: &str, content: &Content, spans: &[(Timestamp, Timestamp)]) -> BTreeMap<MetricName, Columns> {
    if spans.is_empty() {
        return BTreeMap::new();
    }
    let dimensions = dimensions(id, content);
    let column = |value: &dyn Fn(&(Timestamp, Timestamp)) -> f64| {
        let mut columns = Columns::default();
        let set = columns.sets.intern(&dimensions);
        for span in spans {
            columns.push_known(span.0.as_millisecond(), set, value(span));
        }
        columns
    };
    let duration = (metric::duration(), column(&|(start, end)| ms_between(*start, *end)));
    let custom = |(name, value): &(String, f64)| Some((metric::custom(name)?, column(&|_| *value)));
    std::iter::once(duration).chain(content.values.iter().filter_map(custom)).collect()
}

fn dimensions(id: &str, content: &Content) -> Dimensions {
    let described = content.dimensions.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    Dimensions::new([("src", id), ("activity", &content.activity)].into_iter().chain(described))
}

/// Negative where an event ends before it begins, with a fraction where its times have one.
#[expect(clippy::cast_precision_loss, reason = "whole ms of all the calendar's years are below 2^53")]
fn ms_between(start: Timestamp, end: Timestamp) -> f64 {
    const NANOSECONDS_IN_MS: i128 = 1_000_000;
    let length = end.duration_since(start).as_nanos();
    if length % NANOSECONDS_IN_MS == 0 {
        return (length / NANOSECONDS_IN_MS) as f64;
    }
    length as f64 / NANOSECONDS_IN_MS as f64
}
