//! When somebody is asked: a cron expression, placed in a time zone.
//!
//! ```text
//!   expression ──▶ wall times, ascending ──▶ instants: strictly ascending
//!                                            a wall time that clocks skip: the moment at which they go on
//!                                            one that they show twice: the first time, once
//! ```
//!
//! So a check-in at 02:30 never falls out in the night in which clocks go forward, and nobody is asked twice for one.

use crate::Zone;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::{DateTime, date};
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The least time between two runs: each is a message that is paid for, and that somebody has to answer.
pub const MINIMUM_INTERVAL_MINUTES: i64 = 15;
/// The longest expression that is looked at, in characters; cron itself has no such bound.
const LONGEST: usize = 200;
/// How many runs are looked at for two that are too close: more than a day of the shortest interval has, twice.
const LOOKED_AT: usize = 4 * 24 * 2 + 1;
/// The longest `@every`, in minutes: a year.
const LONGEST_EVERY: i64 = 366 * 24 * 60;

/// A schedule, as its owner wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Schedule {
    text: String,
    rule: Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    /// Of five fields.
    Cron(Box<Cron>),
    /// Whenever so many minutes have passed, counted from 1970 on.
    Every(i64),
}

/// Not a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// It does not read as one.
    #[error(
        "must be a cron expression of five fields (minute, hour, day of month, month, day of week), or one such as @daily"
    )]
    Malformed,
    /// It never comes, such as on February 30.
    #[error("never comes")]
    Never,
    /// Two runs are too close to each other.
    #[error("must leave at least {MINIMUM_INTERVAL_MINUTES} minutes between two runs")]
    TooOften,
}

impl Schedule {
    /// Reads five fields of Unix cron: numbers, names of months and days, `*`, lists, ranges and steps (also `N/step`, from
    /// N on), 7 for Sunday too, `?` for `*`; or `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`,
    /// `@annually`, and `@every` with hours and minutes (`@every 1h30m`).
    ///
    /// Where both days are restricted, either suffices, as in every cron; a day that is `*` or `*/1` is not restricted.
    pub fn parse(text: &str) -> Result<Schedule, ScheduleError> {
        let text = text.trim();
        if LONGEST < text.len() || text.chars().any(|char| char.is_control() && char != '\t') {
            return Err(ScheduleError::Malformed);
        }
        let rule = match text.strip_prefix("@every ") {
            Some(every) => Rule::Every(minutes(every.trim()).ok_or(ScheduleError::Malformed)?),
            None => Rule::Cron(Box::new(cron(text)?)),
        };
        let schedule = Schedule { text: text.to_owned(), rule };
        schedule.bear()?;
        Ok(schedule)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first run after `now` (ms); `None` where there is none before the end of the calendar.
    pub fn next_after(&self, now: i64, zone: &Zone) -> Option<i64> {
        let after = Timestamp::from_millisecond(now).ok()?;
        let cron = match &self.rule {
            Rule::Every(minutes) => {
                let every = minutes * 60_000;
                return now.div_euclid(every).checked_add(1)?.checked_mul(every);
            }
            Rule::Cron(cron) => cron,
        };
        let mut wall = zone.rules().to_datetime(after);
        loop {
            wall = cron.find_next_occurrence(&wall, false).ok()?;
            let at = instant(wall, zone)?;
            if now < at {
                return Some(at);
            }
        }
    }

    /// The next runs after `now` (ms), as many as asked for.
    pub fn preview(&self, now: i64, zone: &Zone, count: usize) -> Vec<i64> {
        std::iter::successors(self.next_after(now, zone), |last| self.next_after(*last, zone)).take(count).collect()
    }

    /// Whether its runs come at all, and leave time between them. Wall times are looked at, from the beginning of a leap
    /// year: where clocks change, two may be closer.
    fn bear(&self) -> Result<(), ScheduleError> {
        let cron = match &self.rule {
            Rule::Every(minutes) if *minutes < MINIMUM_INTERVAL_MINUTES => return Err(ScheduleError::TooOften),
            Rule::Every(_) => return Ok(()),
            Rule::Cron(cron) => cron,
        };
        let mut runs = cron.iter_from(date(2024, 1, 1).at(0, 0, 0, 0), croner::Direction::Forward).take(LOOKED_AT);
        let mut last = runs.next().ok_or(ScheduleError::Never)?;
        for run in runs {
            if run.duration_since(last) < SignedDuration::from_mins(MINIMUM_INTERVAL_MINUTES) {
                return Err(ScheduleError::TooOften);
            }
            last = run;
        }
        Ok(())
    }
}

impl TryFrom<String> for Schedule {
    type Error = ScheduleError;
    fn try_from(text: String) -> Result<Schedule, ScheduleError> {
        Schedule::parse(&text)
    }
}

impl From<Schedule> for String {
    fn from(schedule: Schedule) -> String {
        schedule.text
    }
}

/// When clocks of the zone show it first; where they skip it, when they go on.
fn instant(wall: DateTime, zone: &Zone) -> Option<i64> {
    let shown = zone.rules().to_ambiguous_timestamp(wall);
    let is_skipped = matches!(shown.offset(), AmbiguousOffset::Gap { .. });
    let at = shown.compatible().ok()?;
    if !is_skipped {
        return Some(at.as_millisecond());
    }
    let just_after = at.checked_add(SignedDuration::from_secs(1)).ok()?;
    zone.rules().preceding(just_after).next().map(|transition| transition.timestamp().as_millisecond())
}

fn cron(text: &str) -> Result<Cron, ScheduleError> {
    let text = match text.to_ascii_lowercase().as_str() {
        "@midnight" => "@daily".to_owned(),
        other => other.to_owned(),
    };
    let fields: Vec<&str> = text.split_whitespace().collect();
    let is_one = match fields[..] {
        [name] => name.starts_with('@'),
        [_, _, _, _, _] => fields.iter().all(|field| is_list(field)),
        _ => false,
    };
    if !is_one {
        return Err(ScheduleError::Malformed);
    }
    let fields: Vec<&str> = fields.into_iter().map(|field| if field == "*/1" { "*" } else { field }).collect();
    // `N/step` is sloppy to croner only because some crons refuse it.
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).sloppy_ranges(true).build();
    parser.parse(&fields.join(" ")).map_err(|_| ScheduleError::Malformed)
}

/// A list without gaps, whose steps have something to step from: what croner would overlook.
fn is_list(field: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('/');
    field.split(',').all(is_part) && !field.contains(['@', '+', '#'])
}

/// `1h30m` in minutes.
fn minutes(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once('h').unwrap_or(("0", text));
    let rest = if rest.is_empty() { "0" } else { rest.strip_suffix('m')? };
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?;
    let minutes = number(hours)?.checked_mul(60)?.checked_add(number(rest)?)?;
    (1..=LONGEST_EVERY).contains(&minutes).then_some(minutes)
}
