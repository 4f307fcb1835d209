//! A sum of f64 that neither drifts nor overflows on the way.

/// What sums are held in once they leave f64's range: exact for all but the last 64 binary places before zero.
const SMALLER: f64 = 1.0 / 18_446_744_073_709_551_616.0;

/// Neumaier's compensated sum (<https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements>), which
/// turns to a smaller unit when it would overflow, so that 1e308 + 1e308 - 1e308 is 1e308.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    sum: f64,
    lost: f64,
    unit: f64,
}

impl Total {
    pub(super) fn new() -> Total {
        Total { sum: 0.0, lost: 0.0, unit: 1.0 }
    }

    pub(super) fn add(&mut self, value: f64) {
        let value = value * self.unit;
        let sum = self.sum + value;
        if !sum.is_finite() && self.unit == 1.0 {
            *self = Total { sum: self.sum * SMALLER, lost: self.lost * SMALLER, unit: SMALLER };
            return self.add(value);
        }
        let (large, small) = if value.abs() <= self.sum.abs() { (self.sum, value) } else { (value, self.sum) };
        self.lost += (large - sum) + small;
        self.sum = sum;
    }

    /// May be infinite where the sum itself is beyond f64.
    pub(super) fn value(&self) -> f64 {
        (self.sum + self.lost) / self.unit
    }

    /// The sum over a count; finite, as a mean lies between its values.
    pub(super) fn mean(&self, count: u64) -> f64 {
        let mean = (self.sum + self.lost) / count as f64 / self.unit;
        mean.clamp(f64::MIN, f64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], sum: f64, mean: f64) {
        let mut total = Total::new();
        values.iter().for_each(|&value| total.add(value));
        assert_eq!(total.value(), sum, "sum of {values:?}");
        assert_eq!(total.mean(values.len() as u64), mean, "mean of {values:?}");
    }

    #[test]
    fn sums_keep_what_rounding_loses() {
        check(&[0.1; 10], 1.0, 0.1);
        check(&[1.0, 1e100, 1.0, -1e100], 2.0, 0.5);
        check(&[5e-324, 5e-324], 1e-323, 5e-324);
    }

    #[test]
    fn sums_may_pass_beyond_f64_and_come_back() {
        check(&[1e308, 1e308, -1e308, -1e308], 0.0, 0.0);
        check(&[1e308, 1e308, -1e308], 1e308, 1e308 / 3.0);
        check(&[f64::MAX; 3], f64::INFINITY, f64::MAX);
        check(&[f64::MIN; 3], f64::NEG_INFINITY, f64::MIN);
    }
}
