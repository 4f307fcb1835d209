//! Which aggregates there are, and their names.

/// What to make of the points of a bucket; where the outcome is not a finite number, there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregate {
    /// How many points.
    Count,
    /// Their sum, compensated: 0.1 added ten times is 1.
    Sum,
    /// Their arithmetic mean; values near the end of f64 do not overflow on the way.
    Avg,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// The value of the first point.
    First,
    /// The value of the last point.
    Last,
    /// The standard deviation of the population, as Prometheus' `stddev_over_time`.
    Stddev,
    /// The increase a second from the first point to the last. A value below the one before it means that a counter
    /// began again at zero, as in Prometheus; but nothing is extrapolated to the ends of the bucket. None where there
    /// are fewer than two points, or no time between them. Group by what tells counters apart.
    Rate,
    /// A percentile, from 0 to 100, interpolated between neighbours as in Prometheus' `quantile_over_time`.
    Percentile(f64),
}

/// A word that names no aggregate.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected count, sum, avg, min, max, first, last, stddev, rate, or a percentile from p0 to p100 as in p99.9")]
pub struct AggregateError;

impl Aggregate {
    /// Parses a name such as `avg` or `p99.9`.
    pub fn parse(name: &str) -> Result<Aggregate, AggregateError> {
        Ok(match name {
            "count" => Aggregate::Count,
            "sum" => Aggregate::Sum,
            "avg" => Aggregate::Avg,
            "min" => Aggregate::Min,
            "max" => Aggregate::Max,
            "first" => Aggregate::First,
            "last" => Aggregate::Last,
            "stddev" => Aggregate::Stddev,
            "rate" => Aggregate::Rate,
            _ => Aggregate::Percentile(name.strip_prefix('p').and_then(percent).ok_or(AggregateError)?),
        })
    }

    /// The name that [`Aggregate::parse`] understands.
    pub fn name(&self) -> String {
        let name = match self {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Avg => "avg",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
            Aggregate::First => "first",
            Aggregate::Last => "last",
            Aggregate::Stddev => "stddev",
            Aggregate::Rate => "rate",
            Aggregate::Percentile(percent) => return format!("p{percent}"),
        };
        name.to_owned()
    }
}

/// Digits with at most one point among them; f64's own parser would also take `1e1`, `+5` and `inf`.
fn percent(text: &str) -> Option<f64> {
    let plain = text.starts_with(|first: char| first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let percent: f64 = text.parse().ok().filter(|_| plain)?;
    (percent <= 100.0).then_some(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<&str>) {
        assert_eq!(Aggregate::parse(name).ok().map(|aggregate| aggregate.name()).as_deref(), expect, "{name}");
    }

    #[test]
    fn every_aggregate_has_a_name() {
        for name in ["count", "sum", "avg", "min", "max", "first", "last", "stddev", "rate"] {
            check(name, Some(name));
        }
        for name in ["p0", "p50", "p99.9", "p100"] {
            check(name, Some(name));
        }
        check("p50.0", Some("p50"));
        for bad in
            ["", "mean", "AVG", "p", "p-1", "p101", "p100.1", "p1e1", "p+5", "pinf", "p.5", "p5.", "p1.2.3", "pNaN"]
        {
            check(bad, None);
        }
    }
}
