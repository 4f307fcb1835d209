//! The watcher outside is called while the clock works, and neither delays nor fails it.

use crate::Clockwork;
use crate::probes::Household;
use domain::JobKind;
use fakes::Watcher;
use fakes::twilio::Fault;
use http::StatusCode;
use runtime::{SecretSource, Secrets};
use testkit::{MINUTE, NOW};

/// What a watcher hears where all is well, and where a tick has failed.
const WELL: &str = "GET /a-secret";
const FAILED: &str = "GET /a-secret/fail";

fn secrets(url: &str) -> SecretSource {
    SecretSource::given(Secrets::from_json(&serde_json::json!({ "watcher_url": url }).to_string()).unwrap())
}

async fn watched() -> (Clockwork, Watcher) {
    let (clockwork, watcher) = (Clockwork::new().await, Watcher::start().await);
    let runner = clockwork.runner.clone().watched(secrets(&watcher.url()));
    (Clockwork { runner, ..clockwork }, watcher)
}

#[tokio::test]
async fn the_watcher_is_called_each_minute_and_not_oftener() {
    let (clockwork, watcher) = watched().await;
    clockwork.pass(3).await;
    clockwork.tick().await;
    assert_eq!(watcher.calls(), [WELL; 3]);
}

#[tokio::test]
async fn a_tick_that_finds_no_table_says_so_and_one_without_time_says_nothing() {
    let (clockwork, watcher) = watched().await;
    clockwork.runner.tick(NOW + 1_000).await.unwrap();
    assert!(watcher.calls().is_empty(), "nothing was looked at");
    let nowhere = clockwork.world.store_of("nowhere");
    let runner = crate::runner(nowhere, clockwork.clock.clone()).watched(secrets(&watcher.url()));
    runner.tick(i64::MAX).await.unwrap_err();
    assert_eq!(watcher.calls(), [FAILED]);
}

#[tokio::test]
async fn a_watcher_that_fails_or_hangs_or_is_none_fails_no_tick() {
    let (mut clockwork, watcher) = watched().await;
    watcher.answers(Some(StatusCode::NOT_FOUND));
    assert_eq!(clockwork.pass(1).await.done, 1);
    watcher.answers(None);
    assert_eq!(clockwork.pass(1).await.done, 1);
    assert_eq!(watcher.calls().len(), 2);
    for url in ["http://127.0.0.1:1/", "no address", "ftp://hc.example/1", ""] {
        clockwork.runner = clockwork.runner.clone().watched(secrets(url));
        assert_eq!(clockwork.pass(1).await.done, 1, "{url}");
    }
}

#[tokio::test]
async fn while_no_text_message_goes_out_the_watcher_hears_nothing() {
    let (mut household, twilio) = Household::by_twilio().await;
    let watcher = Watcher::start().await;
    household.clockwork.runner = household.clockwork.runner.clone().watched(secrets(&watcher.url()));
    twilio.fail_always(Fault::Unavailable);
    household.happens(crate::probes::ask(0)).await;
    let ran = household.clockwork.pass(10).await;
    assert!(0 < ran.failed && watcher.calls().is_empty());
    twilio.heal();
    household.clockwork.pass(6).await;
    assert_eq!(watcher.calls().last().map(String::as_str), Some(WELL));
}

#[tokio::test]
async fn a_job_that_nobody_hangs_on_may_fail() {
    let (clockwork, watcher) = watched().await;
    clockwork.store.jobs_ensure(JobKind::Seal, "not a user", NOW).await.unwrap();
    clockwork.hand.advance_ms(MINUTE);
    assert_eq!(clockwork.tick().await.failed, 1);
    assert_eq!(watcher.calls(), [WELL]);
}
