//! A part of everybody.

use serde_json::{Number, Value};

/// All, in hundredths of a percent.
const ALL: u16 = 10_000;
/// How far a sent number may lie from whole hundredths: more than a double errs there, less than anybody means.
const TOLERANCE: f64 = 1e-6;

/// 0 to 100 percent, in steps of a hundredth of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentage(u16);

impl Percentage {
    /// Everybody.
    pub const ALL: Percentage = Percentage(ALL);

    /// `None` for what is not 0 to 100 with at most two decimals.
    pub fn of(percent: f64) -> Option<Percentage> {
        let hundredths = percent * 100.0;
        let is_whole = (hundredths - hundredths.round()).abs() < TOLERANCE;
        (is_whole && (0.0..=f64::from(ALL)).contains(&hundredths.round())).then(|| Percentage(whole(hundredths)))
    }

    /// In hundredths of a percent, 0 to 10,000.
    pub fn hundredths(self) -> u16 {
        self.0
    }

    /// As it is written in JSON: `25`, `12.5`.
    pub(crate) fn to_json(self) -> Value {
        match self.0 % 100 {
            0 => (self.0 / 100).into(),
            _ => Number::from_f64(f64::from(self.0) / 100.0).map_or(Value::Null, Value::Number),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 10,000")]
fn whole(hundredths: f64) -> u16 {
    hundredths.round() as u16
}
