//! The lines by which an event recurs (RFC 5545, 3.8.5): `RRULE:...`, `RDATE;...:...`, `EXRULE:...`, `EXDATE;...:...`.

use crate::dates::Stated;
use crate::event::When;
use crate::rule::Rule;

/// The longest recurrence that is kept, in bytes: a list of a few thousand dates, and small beside an item of the store.
pub(crate) const LONGEST: usize = 64 * 1024;
/// As many rules as an event may have. Calendars make one; each costs time even where it never matches.
const MOST_RULES: usize = 8;

/// When an event recurs. Empty: never.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recurrence {
    /// It recurs when one of these or `dates` says so,
    pub(crate) rules: Vec<Rule>,
    pub(crate) dates: Vec<Stated>,
    /// unless one of these or `except_dates` does.
    pub(crate) except_rules: Vec<Rule>,
    pub(crate) except_dates: Vec<Stated>,
}

/// The line that was not understood. What a recurrence means without it would be a guess.
#[derive(Debug)]
pub(crate) struct NotUnderstood<'a>(pub(crate) &'a str);

impl Recurrence {
    /// Understands all of the lines or nothing. Whether days are whole is for the event's start to say.
    pub(crate) fn parse<'a>(lines: &'a [String], start: &When) -> Result<Recurrence, NotUnderstood<'a>> {
        let whole_days = matches!(start, When::Date(_));
        let mut recurrence = Recurrence::default();
        for line in lines.iter().flat_map(|line| line.lines()).map(str::trim).filter(|line| !line.is_empty()) {
            recurrence.take(line, whole_days).ok_or(NotUnderstood(line))?;
        }
        Ok(recurrence)
    }

    fn take(&mut self, line: &str, whole_days: bool) -> Option<()> {
        let (property, value) = line.split_once(':')?;
        let (name, parameters) = property.split_once(';').unwrap_or((property, ""));
        match name.to_ascii_uppercase().as_str() {
            "RRULE" if parameters.is_empty() => self.rules.push(Rule::parse(value, whole_days)?),
            "EXRULE" if parameters.is_empty() => self.except_rules.push(Rule::parse(value, whole_days)?),
            "RDATE" => self.dates.extend(Stated::parse_list(parameters, value)?),
            "EXDATE" => self.except_dates.extend(Stated::parse_list(parameters, value)?),
            _ => return None,
        }
        (self.rules.len() + self.except_rules.len() <= MOST_RULES).then_some(())
    }
}
