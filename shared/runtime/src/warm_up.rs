//! The first call to AWS, made beside the wait for the first event.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::{JoinHandle, yield_now};

/// Opening a connection takes some 10 ms, on a small share of a processor some 50. What takes longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(1);
/// Turns of the scheduler in which the request for the first event is connected, written and sent: that takes four, and
/// where the Runtime API is slow to accept a connection some more. A turn in which nothing happens takes a microsecond.
const TURNS_FOR_NEXT: u32 = 64;

/// A call under way, which the first request waits for: a call of its own would open a second connection beside it. Cheap to
/// clone.
#[derive(Clone)]
pub(crate) struct WarmUp {
    underway: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl WarmUp {
    /// Makes `call` once the request for the first event is on its way, and gives it up after a second. To be called in a
    /// runtime of one thread, right before that request.
    pub(crate) fn begin(call: impl Future<Output = ()> + Send + 'static) -> WarmUp {
        WarmUp::begin_within(PATIENCE, call)
    }

    fn begin_within(patience: Duration, call: impl Future<Output = ()> + Send + 'static) -> WarmUp {
        let task = tokio::spawn(async move {
            for _ in 0..TURNS_FOR_NEXT {
                yield_now().await;
            }
            if tokio::time::timeout(patience, call).await.is_err() {
                tracing::debug!("the first call to AWS took too long");
            }
        });
        WarmUp { underway: Arc::new(Mutex::new(Some(task))) }
    }

    /// Returns when the call has come to its end, whatever that is, and at once ever after.
    pub(crate) async fn ended(&self) {
        if let Some(task) = self.underway.lock().await.take() {
            // An error says that it panicked, which the panic itself has logged.
            let _ = task.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    #[tokio::test]
    async fn the_first_request_waits_for_the_call_and_the_call_lets_others_go_first() {
        let made = Arc::new(AtomicBool::new(false));
        let call = made.clone();
        let warm_up = WarmUp::begin(async move { call.store(true, SeqCst) });
        for _ in 0..TURNS_FOR_NEXT / 2 {
            yield_now().await;
            assert!(!made.load(SeqCst), "the request for the first event is not out yet");
        }
        warm_up.ended().await;
        assert!(made.load(SeqCst));
        warm_up.ended().await;
    }

    #[tokio::test]
    async fn a_call_that_hangs_is_given_up() {
        WarmUp::begin_within(Duration::ZERO, std::future::pending()).ended().await;
    }

    #[tokio::test]
    async fn a_call_that_panics_fails_no_request() {
        WarmUp::begin(async { panic!("as if") }).ended().await;
    }
}
