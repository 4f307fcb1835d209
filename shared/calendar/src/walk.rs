//! The occurrences of an event that recurs, one after the other.
//!
//! ```text
//!   rules, dates ──▶ wall times, ascending ──▶ minus EXRULE, EXDATE and exceptions ──▶ instants, up to now and one more
//! ```

use crate::ascending::{Ascending, Walls, boxed};
use crate::dates::Stated;
use crate::event::When;
use crate::local::Local;
use crate::recurrence::Recurrence;
use crate::rule::Rule;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use std::collections::HashSet;
use std::iter;

/// More than clocks were ever put forward at once (a whole day, in Samoa and on Kwajalein): of two occurrences with
/// wall times that far apart, the instants have the same order.
const SLACK: SignedDuration = SignedDuration::from_hours(25);

/// What of an event has begun by some time.
#[derive(Debug, Default)]
pub(crate) struct Begun {
    /// Starts and ends, ascending, no start twice.
    pub(crate) spans: Vec<(Timestamp, Timestamp)>,
    /// When the next one begins.
    pub(crate) next: Option<Timestamp>,
    /// There are more than were looked at.
    pub(crate) truncated: bool,
}

/// The occurrences that have begun by `now` (ms).
pub(crate) fn begun(
    (start, end): (&When, &When),
    recurrence: &Recurrence,
    exceptions: &[When],
    zone: TimeZone,
    now: i64,
) -> Begun {
    let Some(pattern) = Pattern::new(start, end, Local::new(zone)) else { return Begun::default() };
    let excluded = pattern.excluded(&recurrence.except_dates, exceptions);
    let mut except = pattern.except(&recurrence.except_rules);
    let mut walls = pattern.walls(recurrence);
    let mut begun = Begun::default();
    let mut first_later = None;
    for wall in walls.by_ref() {
        if first_later.is_some_and(|first| SLACK < wall.duration_since(first)) {
            break;
        }
        let is_excepted = except.holds(wall);
        if except.is_spent {
            break;
        }
        let Some((start, end)) = pattern.span(wall).filter(|(start, _)| !is_excepted && !excluded.holds(wall, *start))
        else {
            continue;
        };
        if start.as_millisecond() <= now {
            begun.spans.push((start, end));
        } else {
            first_later.get_or_insert(wall);
            begun.next = begun.next.into_iter().chain([start]).min();
        }
    }
    begun.truncated = begun.next.is_none() && (walls.is_spent || except.is_spent);
    begun.spans.sort_unstable();
    begun.spans.dedup_by_key(|(start, _)| start.as_millisecond());
    begun
}

/// How one occurrence is like the others.
struct Pattern {
    local: Local,
    /// The first start: wall time in whole seconds, at midnight where days are whole.
    first: DateTime,
    start: Timestamp,
    length: Length,
}

enum Length {
    /// Whole days, by the calendar.
    Days(Span),
    /// Time, the same for each occurrence (RFC 5545, 3.8.5.3).
    Exact(SignedDuration),
}

impl Pattern {
    fn new(start: &When, end: &When, local: Local) -> Option<Pattern> {
        let instant = local.instant(start)?;
        let (first, length) = match (start, end) {
            (When::Date(start), When::Date(end)) => (start.to_datetime(Time::midnight()), Length::Days(*end - *start)),
            _ => {
                let wall = local.wall(instant).with().subsec_nanosecond(0).build().ok()?;
                (wall, Length::Exact(local.instant(end)?.duration_since(instant)))
            }
        };
        Some(Pattern { local, first, start: instant, length })
    }

    fn is_of_days(&self) -> bool {
        matches!(self.length, Length::Days(_))
    }

    /// Start and end of the occurrence at a wall time; `None` beyond the calendar.
    fn span(&self, wall: DateTime) -> Option<(Timestamp, Timestamp)> {
        match self.length {
            Length::Days(days) => {
                let last = wall.date().checked_add(days).ok()?;
                Some((self.local.first_instant(wall.date())?, self.local.first_instant(last)?))
            }
            Length::Exact(length) => {
                let start = self.start_at(wall)?;
                Some((start, start.checked_add(length).ok()?))
            }
        }
    }

    /// The first keeps its instant, which may be the second of two with that wall time.
    fn start_at(&self, wall: DateTime) -> Option<Timestamp> {
        if wall == self.first {
            return Some(self.start);
        }
        let fraction = SignedDuration::from_nanos(self.start.subsec_nanosecond().into());
        self.local.at(wall)?.checked_add(fraction).ok()
    }

    /// The wall times of all occurrences, exceptions included. The start is the first, whether it matches a rule or not.
    fn walls<'a>(&'a self, recurrence: &'a Recurrence) -> Ascending<'a> {
        let mut dates: Vec<DateTime> =
            recurrence.dates.iter().map(|date| self.wall(*date, self.first.time())).collect();
        dates.sort_unstable();
        let start = recurrence.rules.is_empty().then_some(self.first);
        let rules = recurrence.rules.iter().map(|rule| self.counted(rule));
        Ascending::new(rules.chain([boxed(start.into_iter()), boxed(dates.into_iter())]))
    }

    /// What a rule brings. The start counts as the first.
    fn counted<'a>(&'a self, rule: &'a Rule) -> Walls<'a> {
        let first = self.first;
        let others = self.matches(rule).skip_while(move |wall| *wall == first);
        boxed(iter::once(first).chain(others).take(rule.count().unwrap_or(usize::MAX)))
    }

    /// What matches a rule, the start only if it does.
    fn matches<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = DateTime> + 'a {
        let until = rule.until.map(|until| self.wall(until, LAST_SECOND));
        rule.walls(self.first).take_while(move |wall| until.is_none_or(|until| *wall <= until))
    }

    fn except<'a>(&'a self, rules: &'a [Rule]) -> Ascending<'a> {
        Ascending::new(rules.iter().map(|rule| boxed(self.matches(rule))))
    }

    /// A stated date or time as one of the wall times; a date alone is at `time` where days are not whole.
    fn wall(&self, stated: Stated, time: Time) -> DateTime {
        if self.is_of_days() {
            return stated.date(&self.local).to_datetime(Time::midnight());
        }
        stated.wall(&self.local, time)
    }

    fn excluded(&self, dates: &[Stated], exceptions: &[When]) -> Excluded {
        let mut excluded = Excluded::default();
        let exceptions = exceptions.iter().map(|when| match when {
            When::Date(date) => Stated::Date(*date),
            When::Time { at, .. } if self.is_of_days() => Stated::Date(self.local.wall(*at).date()),
            When::Time { at, .. } => Stated::At(*at),
        });
        for stated in dates.iter().copied().chain(exceptions) {
            match stated {
                _ if self.is_of_days() => excluded.dates.insert(stated.date(&self.local)),
                Stated::Date(date) => excluded.dates.insert(date),
                Stated::Wall(wall) => self.local.at(wall).is_some_and(|at| excluded.seconds.insert(at.as_second())),
                Stated::At(at) => excluded.seconds.insert(at.as_second()),
            };
        }
        excluded
    }
}

/// A date as UNTIL lets in all of that date.
const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);

/// Occurrences that do not take place, or not as the others do.
#[derive(Default)]
struct Excluded {
    dates: HashSet<jiff::civil::Date>,
    /// Instants, in seconds since 1970: whatever zone they are told in, and without the fraction that EXDATE cannot have.
    seconds: HashSet<i64>,
}

impl Excluded {
    fn holds(&self, wall: DateTime, start: Timestamp) -> bool {
        self.dates.contains(&wall.date()) || self.seconds.contains(&start.as_second())
    }
}
