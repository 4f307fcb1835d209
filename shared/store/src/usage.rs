//! What the calls of a store consume, as DynamoDB itself counts it.

use aws_sdk_dynamodb::types::ConsumedCapacity;
use std::sync::atomic::{AtomicU64, Ordering};

/// Consumed capacity, in thousandths of a unit, and calls.
#[derive(Debug, Default)]
pub struct Usage {
    read_milliunits: AtomicU64,
    write_milliunits: AtomicU64,
    calls: AtomicU64,
}

/// A reading of [`Usage`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UsageReading {
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
    /// Calls; each page of a query is one.
    pub calls: u64,
}

impl Usage {
    /// What was consumed so far.
    #[expect(clippy::cast_precision_loss, reason = "units stay far below 2^53")]
    pub fn reading(&self) -> UsageReading {
        let units = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / 1000.0;
        UsageReading {
            read: units(&self.read_milliunits),
            write: units(&self.write_milliunits),
            calls: self.calls.load(Ordering::Relaxed),
        }
    }

    fn record(&self, counter: &AtomicU64, consumed: &[ConsumedCapacity]) {
        let units: f64 = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "capacity is small and positive")]
        counter.fetch_add((units * 1000.0).round() as u64, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn reads(&self, consumed: &[ConsumedCapacity]) {
        self.record(&self.read_milliunits, consumed);
    }

    pub(crate) fn writes(&self, consumed: &[ConsumedCapacity]) {
        self.record(&self.write_milliunits, consumed);
    }
}

impl std::ops::Sub for UsageReading {
    type Output = UsageReading;
    fn sub(self, earlier: UsageReading) -> UsageReading {
        UsageReading {
            read: self.read - earlier.read,
            write: self.write - earlier.write,
            calls: self.calls - earlier.calls,
        }
    }
}
