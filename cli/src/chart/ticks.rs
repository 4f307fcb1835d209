//! The axis of time: round moments of the user's calendar, as many as there is room for.

use super::canvas::{self, DOTS_ACROSS};
use super::fraction;
use jiff::civil::{DateTime, Weekday};
use jiff::{Span, ToSpan, Unit, Zoned};

/// Characters between two labels.
const GAP: usize = 3;
/// Ticks are looked for so often at most; far beyond the width of any terminal.
const MOST_TICKS: usize = 100_000;

/// Distances of ticks, each a round one of its unit.
const DISTANCES: [(Unit, i64); 24] = [
    (Unit::Second, 1),
    (Unit::Second, 5),
    (Unit::Second, 15),
    (Unit::Second, 30),
    (Unit::Minute, 1),
    (Unit::Minute, 5),
    (Unit::Minute, 15),
    (Unit::Minute, 30),
    (Unit::Hour, 1),
    (Unit::Hour, 3),
    (Unit::Hour, 6),
    (Unit::Hour, 12),
    (Unit::Day, 1),
    (Unit::Day, 2),
    (Unit::Week, 1),
    (Unit::Week, 2),
    (Unit::Month, 1),
    (Unit::Month, 2),
    (Unit::Month, 3),
    (Unit::Month, 6),
    (Unit::Year, 1),
    (Unit::Year, 5),
    (Unit::Year, 10),
    (Unit::Year, 100),
];

/// The line with its ticks, and the line of labels below.
pub(super) fn axis(start: &Zoned, end: &Zoned, columns: usize) -> (String, String) {
    let (first, last) = (start.timestamp().as_millisecond(), end.timestamp().as_millisecond());
    let (unit, count) = distance(last - first, columns);
    let (mut line, mut labels) = (vec!['─'; columns], vec![' '; columns]);
    for tick in ticks(start, end, unit, count) {
        let dot = canvas::dot(fraction(tick.timestamp().as_millisecond(), first, last), columns * DOTS_ACROSS);
        let column = (dot / DOTS_ACROSS).min(columns.saturating_sub(1));
        let label: Vec<char> = label(&tick, unit).chars().collect();
        line[column] = '┬';
        if let Some(begins) = place(&labels, column, label.len()) {
            labels[begins..begins + label.len()].copy_from_slice(&label);
        }
    }
    (line.into_iter().collect(), labels.into_iter().collect())
}

/// Where a label of a tick begins: around its column, or further to the right where the label before it is in the way, but
/// never behind its tick.
fn place(labels: &[char], column: usize, length: usize) -> Option<usize> {
    let last = labels.len().checked_sub(length)?;
    let is_free = |begins: &usize| labels[begins.saturating_sub(1)..begins + length].iter().all(|cell| *cell == ' ');
    (column.saturating_sub(length / 2).min(last)..=column.min(last)).find(is_free)
}

/// The least distance at which labels have room.
fn distance(span_ms: i64, columns: usize) -> (Unit, i64) {
    let fits = |(unit, count): &(Unit, i64)| {
        let most = i64::try_from(columns / (label_width(*unit) + GAP)).unwrap_or(1).max(1);
        span_ms <= length_ms(*unit) * count * most
    };
    DISTANCES.into_iter().find(fits).unwrap_or((Unit::Year, 100))
}

/// About, in ms.
fn length_ms(unit: Unit) -> i64 {
    let seconds = match unit {
        Unit::Year => 365 * 86_400,
        Unit::Month => 30 * 86_400,
        Unit::Week => 7 * 86_400,
        Unit::Day => 86_400,
        Unit::Hour => 3_600,
        Unit::Minute => 60,
        _ => 1,
    };
    seconds * 1000
}

/// Of what [`label`] makes.
fn label_width(unit: Unit) -> usize {
    match unit {
        Unit::Year => 4,
        Unit::Day | Unit::Week | Unit::Hour | Unit::Minute => 6,
        _ => 8,
    }
}

/// The round moments from start to end, as clocks on the wall show them.
fn ticks(start: &Zoned, end: &Zoned, unit: Unit, count: i64) -> Vec<Zoned> {
    let mut ticks = Vec::new();
    let first = before(start.datetime(), unit, count);
    for index in 0..MOST_TICKS {
        let Some(tick) = i64::try_from(index).ok().and_then(|index| first.checked_add(span(unit, count * index)).ok())
        else {
            break;
        };
        let Ok(tick) = tick.to_zoned(start.time_zone().clone()) else { break };
        if *end < tick {
            break;
        }
        if *start <= tick {
            ticks.push(tick);
        }
    }
    ticks
}

/// The last round moment that is not behind this one.
fn before(moment: DateTime, unit: Unit, count: i64) -> DateTime {
    let midnight = moment.date().to_datetime(jiff::civil::Time::midnight());
    let back = |span: Span| midnight.checked_sub(span).unwrap_or(midnight);
    match unit {
        Unit::Year => back(i64::from(moment.year()).rem_euclid(count).years()).first_of_year(),
        Unit::Month => back((i64::from(moment.month() - 1).rem_euclid(count)).months()).first_of_month(),
        Unit::Week => back(i64::from(moment.weekday().since(Weekday::Monday)).days()),
        _ => midnight,
    }
}

fn span(unit: Unit, count: i64) -> Span {
    match unit {
        Unit::Year => count.years(),
        Unit::Month => count.months(),
        Unit::Week => count.weeks(),
        Unit::Day => count.days(),
        Unit::Hour => count.hours(),
        Unit::Minute => count.minutes(),
        _ => count.seconds(),
    }
}

/// A clock's time, or at midnight and beyond hours a date.
fn label(tick: &Zoned, unit: Unit) -> String {
    let format = match unit {
        Unit::Year => "%Y",
        Unit::Month => "%b %Y",
        Unit::Week | Unit::Day => "%b %-d",
        Unit::Hour | Unit::Minute if tick.hour() == 0 && tick.minute() == 0 => "%b %-d",
        Unit::Hour | Unit::Minute => "%H:%M",
        _ => "%H:%M:%S",
    };
    tick.strftime(format).to_string()
}
