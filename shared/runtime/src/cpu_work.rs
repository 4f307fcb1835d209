//! Work that keeps a processor busy for long, such as hashing a password: off the async threads, and only so much at once.

use domain::{ErrorKind, Failure};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// Who may wait for a processor before the next one is turned away. At some 50 ms a hash the last one waits under 2 s on
/// one core; nobody waits for a login much longer.
const WAITING: usize = 32;

/// A bounded place for such work; cheap to clone.
#[derive(Clone, Debug)]
pub struct CpuWork(Arc<Place>);

#[derive(Debug)]
struct Place {
    /// One permit for each that runs.
    running: Arc<Semaphore>,
    /// One permit for each that runs or waits.
    admitted: Semaphore,
    begun: AtomicU64,
}

/// So much waits already that this would take too long; the same request may succeed later.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("too much work waits for the processor")]
pub struct CpuBusy;

impl Failure for CpuBusy {
    fn kind(&self) -> ErrorKind {
        ErrorKind::TooMany
    }
}

impl CpuWork {
    /// As much at once as this machine has processors.
    pub fn for_this_machine() -> CpuWork {
        CpuWork::new(std::thread::available_parallelism().map_or(1, usize::from), WAITING)
    }

    /// So many at once, and so many more waiting.
    pub fn new(at_once: usize, waiting: usize) -> CpuWork {
        CpuWork(Arc::new(Place {
            running: Arc::new(Semaphore::new(at_once)),
            admitted: Semaphore::new(at_once + waiting),
            begun: AtomicU64::new(0),
        }))
    }

    /// Runs it on a thread for blocking work. It runs to its end, and counts as running, even if nobody awaits it any more.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, CpuBusy> {
        let _admitted = self.0.admitted.try_acquire().map_err(|_| CpuBusy)?;
        let permit = self.0.running.clone().acquire_owned().await.map_err(|_| CpuBusy)?;
        self.0.begun.fetch_add(1, Ordering::Relaxed);
        let running = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        match running.await {
            Ok(result) => Ok(result),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(CpuBusy), // The process is shutting down.
        }
    }

    /// How many have begun so far.
    pub fn begun(&self) -> u64 {
        self.0.begun.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn it_runs_on_another_thread_than_the_async_ones() {
        let here = std::thread::current().id();
        let there = CpuWork::new(1, 0).run(|| std::thread::current().id()).await.unwrap();
        assert_ne!(here, there);
    }

    #[tokio::test]
    async fn beyond_those_who_may_wait_it_turns_away() {
        let work = CpuWork::new(1, 1);
        let (finish, finished) = mpsc::channel::<()>();
        let running = tokio::spawn({
            let work = work.clone();
            async move { work.run(move || finished.recv().is_err()).await }
        });
        tokio::task::yield_now().await;
        let waiting = tokio::spawn({
            let work = work.clone();
            async move { work.run(|| "waited").await }
        });
        tokio::task::yield_now().await;
        assert_eq!(work.run(|| ()).await, Err(CpuBusy));
        drop(finish);
        assert_eq!(running.await.unwrap(), Ok(true));
        assert_eq!(waiting.await.unwrap(), Ok("waited"));
        assert_eq!(work.begun(), 2);
    }

    #[tokio::test]
    async fn a_panic_passes_on_and_leaves_the_place_usable() {
        let work = CpuWork::new(1, 0);
        let panicking = tokio::spawn({
            let work = work.clone();
            async move { work.run(|| panic!("no memory")).await }
        });
        assert!(panicking.await.unwrap_err().is_panic());
        assert_eq!(work.run(|| 1).await, Ok(1));
    }
}
