//! How failures slow down further tries: a few are free, then each waits longer than the one before, up to a bound.
//!
//! ```text
//!  tries   1 2 3 4 5   6   7     8         9                      after a pause of `forget_ms`
//!          free ....   1s  2s    4s        8s ... longest_wait    free again
//! ```

/// How strict it is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Tries that wait for nothing.
    pub free: u32,
    /// How long the first one after those waits; every further one waits twice as long.
    pub first_wait_ms: i64,
    /// But never longer than this.
    pub longest_wait_ms: i64,
    /// After so long without a try all is forgotten. Longer than the longest wait, or that would be cut short.
    pub forget_ms: i64,
}

/// The tries so far that have not succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub count: u32,
    /// When the last one was, in ms.
    pub last_at: i64,
}

impl Pace {
    /// Counts one more try at `now`, or says from when on it may be made. A try that has to wait is not counted.
    pub fn admit(&self, so_far: Option<Tries>, now: i64) -> Result<Tries, i64> {
        let so_far = so_far.filter(|tries| now < tries.last_at.saturating_add(self.forget_ms));
        let Some(tries) = so_far else { return Ok(Tries { count: 1, last_at: now }) };
        let from = tries.last_at.saturating_add(self.wait_ms(tries.count));
        if now < from {
            return Err(from);
        }
        Ok(Tries { count: tries.count.saturating_add(1), last_at: now })
    }

    /// The wait after so many tries.
    fn wait_ms(&self, count: u32) -> i64 {
        let Some(doublings) = count.checked_sub(self.free) else { return 0 };
        self.first_wait_ms.saturating_mul(1 << doublings.min(30)).min(self.longest_wait_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace { free: 3, first_wait_ms: 1_000, longest_wait_ms: 5_000, forget_ms: 60_000 };

    fn after(count: u32) -> Option<Tries> {
        Some(Tries { count, last_at: 0 })
    }

    #[test]
    fn some_tries_are_free_and_then_waits_double_up_to_a_bound() {
        for (count, wait) in [(3, 1_000), (4, 2_000), (5, 4_000), (6, 5_000), (u32::MAX, 5_000)] {
            assert_eq!(PACE.admit(after(count), wait - 1), Err(wait), "{count}");
            assert!(PACE.admit(after(count), wait).is_ok(), "{count}");
        }
        assert!(PACE.admit(after(1), 0).is_ok() && PACE.admit(after(2), 0).is_ok());
    }

    #[test]
    fn a_try_that_is_admitted_is_counted() {
        assert_eq!(PACE.admit(None, 7), Ok(Tries { count: 1, last_at: 7 }));
        assert_eq!(PACE.admit(after(1), 7), Ok(Tries { count: 2, last_at: 7 }));
    }

    #[test]
    fn after_a_pause_all_is_forgotten() {
        assert_eq!(PACE.admit(after(100), 60_000), Ok(Tries { count: 1, last_at: 60_000 }));
    }
}
