//! Where time enters: a handler asks once, at its beginning, and passes the answer on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock, cheap to clone: the system's, or one that only a [`Hand`] moves.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Stopped(Arc<AtomicI64>),
}

/// Moves a stopped clock; for tests and replays.
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock(Source::System)
    }

    /// A clock that stands at this time, in ms since 1970, until its hand is moved.
    pub fn stopped_at(now_ms: i64) -> (Clock, Hand) {
        let time = Arc::new(AtomicI64::new(now_ms));
        (Clock(Source::Stopped(time.clone())), Hand(time))
    }

    /// Milliseconds since 1970, UTC.
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::Stopped(time) => time.load(Ordering::SeqCst),
            Source::System => system_ms(),
        }
    }
}

impl Hand {
    /// Moves the clock on.
    pub fn advance_ms(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }

    /// Moves the clock on, by whole seconds.
    pub fn advance_s(&self, by: i64) {
        self.advance_ms(by * 1000);
    }
}

/// A system clock that stands before 1970 reads as 1970.
fn system_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_by_its_hand() {
        let (clock, hand) = Clock::stopped_at(1_000);
        let copy = clock.clone();
        hand.advance_s(2);
        hand.advance_ms(5);
        assert_eq!((clock.now_ms(), copy.now_ms()), (3_005, 3_005));
    }

    #[test]
    fn the_systems_clock_is_past_2020() {
        assert!(1_577_836_800_000 < Clock::system().now_ms());
    }
}
