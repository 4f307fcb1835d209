//! How long a bucket is: `15m`, `1h`, `1d`, `1mo`.
//!
//! Seconds, minutes and hours are lengths of time; days, weeks, months and years are what a calendar says they are.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub(crate) count: i64,
    pub(crate) unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// So many ms.
    Fixed(i64),
    Days,
    Weeks,
    Months,
    Years,
}

/// Why a step was refused.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum StepError {
    /// It is not a positive whole number and a unit.
    #[error("expected a positive whole number and one of s, m, h, d, w, mo, y, as in 15m")]
    Syntax,
    /// No bucket of that length fits into recorded time.
    #[error("a step is at most a thousand years")]
    TooLong,
}

impl Step {
    /// Parses a positive whole number that a unit follows: `s`, `m`, `h`, `d`, `w`, `mo` or `y`.
    pub fn parse(text: &str) -> Result<Step, StepError> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let unit = Unit::parse(unit).ok_or(StepError::Syntax)?;
        if number.bytes().all(|digit| digit == b'0') {
            return Err(StepError::Syntax);
        }
        let count = number.parse().map_err(|_| StepError::TooLong)?;
        if count <= unit.most() { Ok(Step { count, unit }) } else { Err(StepError::TooLong) }
    }
}

impl Unit {
    fn parse(text: &str) -> Option<Unit> {
        Some(match text {
            "s" => Unit::Fixed(SECOND),
            "m" => Unit::Fixed(MINUTE),
            "h" => Unit::Fixed(HOUR),
            "d" => Unit::Days,
            "w" => Unit::Weeks,
            "mo" => Unit::Months,
            "y" => Unit::Years,
            _ => return None,
        })
    }

    /// How many make up a thousand years.
    fn most(self) -> i64 {
        const YEARS: i64 = 1_000;
        const DAYS: i64 = 365_242;
        match self {
            Unit::Fixed(ms) => DAYS * 24 * HOUR / ms,
            Unit::Days => DAYS,
            Unit::Weeks => DAYS / 7,
            Unit::Months => YEARS * 12,
            Unit::Years => YEARS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(i64, Unit), StepError>) {
        assert_eq!(Step::parse(text), expect.map(|(count, unit)| Step { count, unit }), "{text}");
    }

    #[test]
    fn steps_are_a_number_and_a_unit() {
        check("30s", Ok((30, Unit::Fixed(SECOND))));
        check("15m", Ok((15, Unit::Fixed(MINUTE))));
        check("06h", Ok((6, Unit::Fixed(HOUR))));
        check("1d", Ok((1, Unit::Days)));
        check("2w", Ok((2, Unit::Weeks)));
        check("3mo", Ok((3, Unit::Months)));
        check("1000y", Ok((1000, Unit::Years)));
        for bad in ["", "m", "15", "0m", "-1m", "+1m", "1.5h", "1 h", "1M", "1ms", "1h30m", "١d"] {
            check(bad, Err(StepError::Syntax));
        }
        for long in ["1001y", "12001mo", "99999999999999999999s", "9223372036854775807h"] {
            check(long, Err(StepError::TooLong));
        }
    }
}
