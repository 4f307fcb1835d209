//! The axis of values: round numbers around what is drawn, and how they are written.

use super::canvas::{self, DOTS_DOWN};

/// Lines between two labels, about.
const LINES_A_LABEL: usize = 4;
/// One label does not make an axis.
const LEAST_LABELS: usize = 2;
/// A bound; there are some ten.
const MOST_LABELS: u32 = 1_000;
/// From a round step to the next smaller one: 5 to 2, 2 to 1, 1 to 0.5.
const SMALLER: f64 = 0.4;
/// From here on numbers are written in thousands, millions and so on.
const LONG: f64 = 100_000.0;
/// What a thousand of the one before is called.
const THOUSANDS: [&str; 5] = ["", "k", "M", "G", "T"];
/// Beyond what those reach, and below what a few decimals show.
const EXPONENT_FROM: f64 = 1e15;
const LEAST_STEP: f64 = 1e-6;

/// An axis from the least to the greatest value, with a label at each multiple of `step`.
#[derive(Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    rows: usize,
}

impl Scale {
    /// An axis of so many lines that all `values` lie on.
    pub(super) fn around(values: impl Iterator<Item = f64>, rows: usize) -> Scale {
        let (least, most) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)));
        let (low, high) = if least < most { (least, most) } else { apart(least) };
        let labels = u32::try_from((rows / LINES_A_LABEL).max(LEAST_LABELS)).map_or(1.0, f64::from);
        // Divided first: the distance of the two may be beyond f64.
        let step = round_up((high / labels - low / labels).max(f64::MIN_POSITIVE));
        let scale = Scale { low, high, step, rows };
        if LEAST_LABELS <= scale.ticks().count() { scale } else { Scale { step: round_up(step * SMALLER), ..scale } }
    }

    /// The multiples of the step on the axis, from below.
    fn ticks(&self) -> impl Iterator<Item = f64> + '_ {
        let first = (self.low / self.step).ceil();
        (0..MOST_LABELS).map(move |index| (first + f64::from(index)) * self.step).take_while(|tick| *tick <= self.high)
    }

    /// The row of dots for a value, from the top.
    pub(super) fn dot(&self, value: f64) -> usize {
        let from_top = (self.high / 2.0 - value / 2.0) / (self.high / 2.0 - self.low / 2.0);
        canvas::dot(from_top, self.rows * DOTS_DOWN)
    }

    /// What stands beside a line.
    pub(super) fn label(&self, row: usize) -> Option<String> {
        self.ticks().find(|tick| self.dot(*tick) / DOTS_DOWN == row).map(|tick| self.text(tick))
    }

    /// How wide the labels are.
    pub(super) fn label_width(&self) -> usize {
        (0..self.rows).filter_map(|row| self.label(row)).map(|label| label.chars().count()).max().unwrap_or(0)
    }

    fn text(&self, value: f64) -> String {
        let size = self.low.abs().max(self.high.abs());
        if EXPONENT_FROM <= size || self.step < LEAST_STEP {
            return format!("{value:e}");
        }
        let (mut unit, mut name) = (1.0, THOUSANDS[0]);
        for larger in THOUSANDS.iter().skip(1).take_while(|_| LONG <= size) {
            if unit * 1000.0 <= size {
                (unit, name) = (unit * 1000.0, larger);
            }
        }
        let value = if value.abs() < self.step / 2.0 { 0.0 } else { value };
        format!("{:.*}{name}", decimals(self.step / unit), value / unit)
    }
}

/// Two bounds around a value that is alone.
fn apart(value: f64) -> (f64, f64) {
    let reach = if value == 0.0 { 1.0 } else { value.abs() / 10.0 };
    (value - reach, value + reach)
}

/// The next of 1, 2 and 5 times a power of ten.
fn round_up(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let round = [1.0, 2.0, 5.0].into_iter().map(|digit| digit * power).find(|round| step <= round * (1.0 + 1e-9));
    round.unwrap_or(10.0 * power)
}

/// Decimals that a step of this size needs.
fn decimals(step: f64) -> usize {
    (0..9)
        .find(|decimals| 1.0 - 1e-9 <= step * 10_f64.powi(*decimals))
        .and_then(|found| usize::try_from(found).ok())
        .unwrap_or(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], labels: &str) {
        let scale = Scale::around(values.iter().copied(), 12);
        let shown: Vec<String> = (0..12).filter_map(|row| scale.label(row)).collect();
        assert_eq!(shown.join(" "), labels, "{values:?}");
        assert!(values.iter().all(|value| scale.low <= *value && *value <= scale.high), "{values:?}");
    }

    #[test]
    fn labels_are_round() {
        check(&[0.0, 10.0], "10 5 0");
        check(&[1.2, 8.9], "8 6 4 2");
        check(&[20.5, 21.5], "21.5 21.0 20.5");
        check(&[-3.0, 3.0], "2 0 -2");
        check(&[2_400_000.0, 3_600_000.0], "3.5M 3.0M 2.5M");
        check(&[0.001, 0.002], "0.0020 0.0015 0.0010");
        check(&[5.0], "5.5 5.0 4.5");
        check(&[0.0, 0.0], "1 0 -1");
        check(&[1e21, 3e21], "3e21 2e21 1e21");
    }

    #[test]
    fn the_ends_of_all_numbers_can_be_drawn() {
        let scale = Scale::around([f64::MAX, f64::MIN].into_iter(), 12);
        assert_eq!((scale.dot(f64::MAX), scale.dot(f64::MIN)), (0, 47));
    }
}
