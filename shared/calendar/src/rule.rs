//! One RRULE or EXRULE, expanded by the crate `rrule`.
//!
//! The crate sees floating time only: wall time, written as if it were UTC. So no daylight saving reaches it, and a
//! single time zone database, jiff's, says which instants those wall times are. UNTIL, which may be an instant, is kept
//! from it for the same reason.

use crate::dates::Stated;
use chrono::{Datelike, NaiveDate, Timelike};
use jiff::civil::DateTime;
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Tz, Unvalidated};

/// As many times of a day as a rule may list by BYHOUR, BYMINUTE and BYSECOND, namely each five minutes. The crate
/// expands a period at once, which may be a year.
const MOST_TIMES: usize = 24 * 12;

/// A rule that is understood.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    rule: RRule<Unvalidated>,
    /// The last moment at which it may still bring something.
    pub(crate) until: Option<Stated>,
}

impl Rule {
    /// Reads what follows `RRULE:`; `None` where it is malformed, or expanding it would be wrong or boundless. A rule of
    /// whole days ignores times (RFC 5545, 3.3.10).
    pub(crate) fn parse(text: &str, whole_days: bool) -> Option<Rule> {
        let is_until = |part: &&str| part.get(..6).is_some_and(|name| name.eq_ignore_ascii_case("UNTIL="));
        let (until, parts): (Vec<&str>, Vec<&str>) = text.split(';').partition(is_until);
        let until = match until[..] {
            [] => None,
            [until] => Some(Stated::parse(&until[6..])?),
            _ => return None,
        };
        let mut rule: RRule<Unvalidated> = parts.join(";").parse().ok()?;
        if whole_days {
            rule = rule.by_hour(Vec::new()).by_minute(Vec::new()).by_second(Vec::new());
        }
        if whole_days && Frequency::Daily < rule.get_freq() {
            return None;
        }
        let some_start = chrono::DateTime::UNIX_EPOCH.with_timezone(&Tz::UTC);
        (is_expandable(&rule) && rule.clone().validate(some_start).is_ok()).then_some(Rule { rule, until })
    }

    /// How often it occurs, the start included.
    pub(crate) fn count(&self) -> Option<usize> {
        self.rule.get_count().map(|count| usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// The wall times from `start` on that match, ascending, whatever UNTIL says; `start` itself only if it matches.
    /// Whole seconds. Ends where the crate has found nothing in 100,000 periods.
    pub(crate) fn walls(&self, start: DateTime) -> impl Iterator<Item = DateTime> + use<> {
        let floating = to_floating(start);
        let rule = floating.and_then(|start| self.rule.clone().validate(start).ok());
        let set = floating.zip(rule).map(|(start, rule)| RRuleSet::new(start).rrule(rule).limit());
        set.into_iter().flat_map(|set| (&set).into_iter()).map_while(from_floating)
    }
}

/// Leaves out what means nothing, what the crate expands in another way than RFC 5545 says, and what would take it long.
fn is_expandable(rule: &RRule<Unvalidated>) -> bool {
    rule.get_interval() != 0
        && rule.get_count() != Some(0)
        // The crate takes it for the day of the start.
        && !rule.get_by_month_day().contains(&0)
        // A week without its day would be the whole week.
        && (rule.get_by_week_no().is_empty() || !rule.get_by_weekday().is_empty())
        && has_expandable_days(rule)
        && has_expandable_times(rule)
}

/// The crate takes `1MO` as every day where there is no month or year to count in, and `MO,1TU` as never.
fn has_expandable_days(rule: &RRule<Unvalidated>) -> bool {
    let days = rule.get_by_weekday();
    let counted = days.iter().filter(|day| matches!(day, NWeekday::Nth(..))).count();
    counted == 0 || counted == days.len() && rule.get_freq() <= Frequency::Monthly
}

/// Where it goes by minutes or seconds, the crate tries each of them until a listed one comes, and loses the phase of
/// INTERVAL on the way.
fn has_expandable_times(rule: &RRule<Unvalidated>) -> bool {
    let lists = [rule.get_by_hour(), rule.get_by_minute(), rule.get_by_second()];
    let times = lists.iter().map(|list| list.len().max(1)).try_fold(1, usize::checked_mul);
    times.is_some_and(|times| times <= MOST_TIMES)
        && (rule.get_freq() < Frequency::Minutely || lists.iter().all(|list| list.is_empty()))
}

fn to_floating(wall: DateTime) -> Option<chrono::DateTime<Tz>> {
    let part = |number: i8| u32::try_from(number).ok();
    let date = NaiveDate::from_ymd_opt(wall.year().into(), part(wall.month())?, part(wall.day())?)?;
    let time = date.and_hms_opt(part(wall.hour())?, part(wall.minute())?, part(wall.second())?)?;
    Some(time.and_utc().with_timezone(&Tz::UTC))
}

/// `None` after the year 9999.
fn from_floating(time: chrono::DateTime<Tz>) -> Option<DateTime> {
    let part = |number: u32| i8::try_from(number).ok();
    let year = i16::try_from(time.year()).ok()?;
    let (hour, minute, second) = (part(time.hour())?, part(time.minute())?, part(time.second())?);
    DateTime::new(year, part(time.month())?, part(time.day())?, hour, minute, second, 0).ok()
}
