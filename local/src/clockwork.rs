//! What EventBridge is in AWS: a tick now and again.

use jobs::Runner;
use runtime::Clock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

/// How long one tick may run, as the function's timeout in template.yaml.
const TICK_MS: i64 = 300_000;

/// The running clock.
pub(crate) struct Clockwork {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Clockwork {
    /// Ticks at once, then every `period`, and whenever it is nudged. A tick that takes longer delays the next one; they never
    /// overlap, and nudges meanwhile are one.
    pub(crate) fn start(runner: Runner, clock: Clock, period: Duration, nudge: Arc<Notify>) -> Clockwork {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    biased;
                    _ = &mut stopped => return,
                    _ = ticks.tick() => {}
                    () = nudge.notified() => {}
                }
                if let Err(error) = runner.tick(clock.now_ms() + TICK_MS).await {
                    tracing::warn!(error = %error, "a tick failed");
                }
            }
        });
        Clockwork { stop, running }
    }

    /// Lets the tick that runs finish.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.running.await {
            tracing::error!(error = %error, "the clock crashed");
        }
    }
}
