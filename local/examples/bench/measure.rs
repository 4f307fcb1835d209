//! What one operation took and consumed, and what many repetitions of it come to.

use serde::Serialize;
use std::time::Duration;
use store::UsageReading;

/// Consumed capacity and calls to DynamoDB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Cost {
    pub(crate) write_units: f64,
    pub(crate) read_units: f64,
    pub(crate) calls: u64,
}

impl From<UsageReading> for Cost {
    fn from(usage: UsageReading) -> Cost {
        Cost { write_units: usage.write, read_units: usage.read, calls: usage.calls }
    }
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.write_units += other.write_units;
        self.read_units += other.read_units;
        self.calls += other.calls;
    }
}

/// One run of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) took: Duration,
    pub(crate) cost: Cost,
    /// Points (or buckets) that were written or came back.
    pub(crate) points: usize,
    /// The size of the body as it went over the wire, where there was one.
    pub(crate) bytes: Option<usize>,
}

/// Many runs of one operation; the cost is the median's of each part, for the first run may have to schedule a seal.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) repeated: usize,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    #[serde(flatten)]
    pub(crate) cost: Cost,
    /// The dearest run's.
    pub(crate) worst_write_units: f64,
    pub(crate) points: usize,
    pub(crate) bytes: Option<usize>,
}

impl Measured {
    pub(crate) fn of(answers: &[Answer]) -> Measured {
        let millis: Vec<f64> = answers.iter().map(|answer| millis(answer.took)).collect();
        let write_units: Vec<f64> = answers.iter().map(|answer| answer.cost.write_units).collect();
        let mut calls: Vec<u64> = answers.iter().map(|answer| answer.cost.calls).collect();
        calls.sort_unstable();
        let cost = Cost {
            write_units: percentile(&write_units, 50),
            read_units: percentile(&answers.iter().map(|answer| answer.cost.read_units).collect::<Vec<_>>(), 50),
            calls: calls.get(calls.len().saturating_sub(1) / 2).copied().unwrap_or_default(),
        };
        Measured {
            repeated: answers.len(),
            p50_ms: percentile(&millis, 50),
            p99_ms: percentile(&millis, 99),
            cost,
            worst_write_units: percentile(&write_units, 100),
            points: answers.last().map_or(0, |answer| answer.points),
            bytes: answers.last().and_then(|answer| answer.bytes),
        }
    }
}

/// The nearest rank: a value that was measured. With few values the 99th is the largest.
pub(crate) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
