//! One thing that is fetched now and then, and otherwise known: by a warm process, for some seconds.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long and how stubbornly something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// For so long nobody asks again, in ms.
    pub fresh_ms: i64,
    /// For so long what was known stays in force where it cannot be fetched, in ms.
    pub last_known_ms: i64,
    /// So long after it could not be fetched nobody tries again who has something to go on with, in ms.
    pub retry_ms: i64,
}

/// Something that is fetched; cheap to clone.
pub struct Kept<T> {
    keeping: Keeping,
    known: Arc<Mutex<Known<T>>>,
    /// Held by whoever fetches: one at a time, and those who wait for it find what it brought.
    flight: Arc<tokio::sync::Mutex<()>>,
}

struct Known<T> {
    value: Option<Fetched<T>>,
    failed_at: Option<i64>,
    /// Rises when what is known has changed: a fetch that began before brings nothing that is kept.
    epoch: u64,
}

struct Fetched<T> {
    value: Arc<T>,
    at: i64,
    /// Only something to fall back on: it has changed since.
    outdated: bool,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Kept<T> {
        Kept { keeping: self.keeping, known: self.known.clone(), flight: self.flight.clone() }
    }
}

impl<T> Kept<T> {
    /// Nothing yet.
    pub fn new(keeping: Keeping) -> Kept<T> {
        let known = Known { value: None, failed_at: None, epoch: 0 };
        Kept { keeping, known: Arc::new(Mutex::new(known)), flight: Arc::default() }
    }

    /// What is known if it is fresh at `now`, or what `fetch` brings, or what was known last. The error is that of `fetch`,
    /// where nothing is known, or nothing young enough.
    pub async fn get<E: Display, F: Future<Output = Result<T, E>>>(
        &self,
        now: i64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<T>, E> {
        if let Some(value) = self.good_enough(now) {
            return Ok(value);
        }
        let _flight = self.flight.lock().await;
        if let Some(value) = self.good_enough(now) {
            return Ok(value);
        }
        let epoch = self.known().epoch;
        match fetch().await {
            Ok(value) => Ok(self.learned(value, now, epoch)),
            Err(error) => {
                let Some(value) = self.fallen_back(now) else { return Err(error) };
                tracing::warn!(error = %error, "what was known last stays in force");
                Ok(value)
            }
        }
    }

    /// Makes the next one fetch: what is known has changed just now. Where it cannot, the old stays in force all the same.
    pub fn outdate(&self) {
        let mut known = self.known();
        known.epoch += 1;
        if let Some(fetched) = known.value.as_mut() {
            fetched.outdated = true;
        }
    }

    /// Fresh; or as good as can be had, for a moment after a failure.
    fn good_enough(&self, now: i64) -> Option<Arc<T>> {
        let known = self.known();
        let fetched = known.value.as_ref()?;
        let has_failed = known.failed_at.is_some_and(|at| is_within(at, now, self.keeping.retry_ms));
        let is_good = match has_failed {
            true => is_within(fetched.at, now, self.keeping.last_known_ms),
            false => !fetched.outdated && is_within(fetched.at, now, self.keeping.fresh_ms),
        };
        is_good.then(|| fetched.value.clone())
    }

    fn learned(&self, value: T, now: i64, epoch: u64) -> Arc<T> {
        let value = Arc::new(value);
        let mut known = self.known();
        if known.epoch == epoch {
            known.value = Some(Fetched { value: value.clone(), at: now, outdated: false });
            known.failed_at = None;
        }
        value
    }

    fn fallen_back(&self, now: i64) -> Option<Arc<T>> {
        let mut known = self.known();
        known.failed_at = Some(now);
        let fetched = known.value.as_ref()?;
        is_within(fetched.at, now, self.keeping.last_known_ms).then(|| fetched.value.clone())
    }

    fn known(&self) -> MutexGuard<'_, Known<T>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Requests may come out of order, so a little before counts as well.
fn is_within(at: i64, now: i64, ms: i64) -> bool {
    (now - at).abs() < ms
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    const KEEPING: Keeping = Keeping { fresh_ms: 5_000, last_known_ms: 60_000, retry_ms: 1_000 };

    /// A source that counts, and fails when it is told to.
    #[derive(Default)]
    struct Source {
        asked: AtomicU32,
        fails: std::sync::atomic::AtomicBool,
    }

    impl Source {
        async fn fetch(&self) -> Result<u32, &'static str> {
            let asked = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::task::yield_now().await;
            if self.fails.load(Ordering::SeqCst) { Err("out") } else { Ok(asked) }
        }
    }

    #[tokio::test]
    async fn what_is_known_holds_for_its_time_and_no_longer() {
        let (kept, source) = (Kept::new(KEEPING), Source::default());
        for (now, expected) in [(0, 1), (4_999, 1), (5_000, 2), (9_999, 2), (10_000, 3)] {
            assert_eq!(kept.get(now, || source.fetch()).await.map(|value| *value), Ok(expected), "{now}");
        }
        kept.outdate();
        assert_eq!(kept.get(10_001, || source.fetch()).await.map(|value| *value), Ok(4));
    }

    #[tokio::test]
    async fn many_at_once_ask_once() {
        let (kept, source) = (Kept::new(KEEPING), Source::default());
        let (a, b, c) = tokio::join!(
            kept.get(0, || source.fetch()),
            kept.get(1, || source.fetch()),
            kept.get(2, || source.fetch())
        );
        assert_eq!([a, b, c].map(|value| value.map(|value| *value)), [Ok(1), Ok(1), Ok(1)]);
    }

    #[tokio::test]
    async fn the_last_known_stays_in_force_for_a_while_when_the_source_is_out() {
        let (kept, source) = (Kept::new(KEEPING), Source::default());
        assert_eq!(kept.get(0, || source.fetch()).await.map(|value| *value), Ok(1));
        source.fails.store(true, Ordering::SeqCst);
        for (now, expected, asked) in [(5_000, Ok(1), 2), (5_999, Ok(1), 2), (6_000, Ok(1), 3), (60_000, Err("out"), 4)]
        {
            assert_eq!(kept.get(now, || source.fetch()).await.map(|value| *value), expected, "{now}");
            assert_eq!(source.asked.load(Ordering::SeqCst), asked, "{now}");
        }
        kept.outdate();
        assert_eq!(kept.get(6_000, || source.fetch()).await.map(|value| *value), Ok(1), "outdated, but known");
        source.fails.store(false, Ordering::SeqCst);
        assert_eq!(kept.get(60_001, || source.fetch()).await.map(|value| *value), Ok(6));
    }

    #[tokio::test]
    async fn nothing_known_is_an_error() {
        let (kept, source) = (Kept::new(KEEPING), Source::default());
        source.fails.store(true, Ordering::SeqCst);
        assert_eq!(kept.get(0, || source.fetch()).await, Err("out"));
    }

    #[tokio::test]
    async fn what_was_asked_before_it_changed_is_not_kept() {
        let (kept, source) = (Kept::new(KEEPING), Source::default());
        let changed_meanwhile = kept.get(0, || async {
            kept.outdate();
            source.fetch().await
        });
        assert_eq!(changed_meanwhile.await.map(|value| *value), Ok(1));
        assert_eq!(kept.get(1, || source.fetch()).await.map(|value| *value), Ok(2));
    }
}
