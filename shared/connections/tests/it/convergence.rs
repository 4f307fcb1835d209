//! Whatever happens to a calendar and to polls, once a poll goes well, what is stored is what the calendar says.

use crate::history::{Luck, Owner, Step, fail_google, steps};
use crate::oracle;
use crate::stage::{Connected, Points, Stage, small_chunks};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::{DAY, Fault, Gate, MINUTE, Ordered};

/// Histories a test; each has its own user and account. The first test is there several times, because nextest runs
/// tests side by side, and a history waits more than it computes.
const HISTORIES: u32 = 400;

/// A test's runtime, and a stage that all its histories share.
fn run(histories: u32, length: std::ops::Range<usize>, check: impl AsyncFn(&Stage, &str, Vec<Step>)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stage = runtime.block_on(Stage::new());
    let account = AtomicU32::new(0);
    let config = Config { cases: histories, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    TestRunner::new(config)
        .run(&steps(length), |steps| {
            let account = format!("account{}@example.org", account.fetch_add(1, Ordering::Relaxed));
            runtime.block_on(check(&stage, &account, steps));
            Ok(())
        })
        .unwrap();
}

/// One step, and if it is a poll, the poll of `who`.
async fn step(stage: &Stage, who: Connected, owner: &mut Owner, step: &Step) {
    owner.act(step);
    match step {
        Step::ExpireSyncTokens => stage.google.expire_sync_tokens(),
        Step::Pass(hours) => stage.hand.advance_ms(i64::from(*hours) * 60 * MINUTE),
        Step::Poll(luck) => poll(stage, who, *luck).await,
        _ => {}
    }
}

async fn poll(stage: &Stage, who: Connected, luck: Luck) {
    // A poll a minute at the most.
    stage.hand.advance_ms(MINUTE);
    stage.google.set_now(stage.now());
    match luck {
        Luck::Good => drop(stage.poll(who).await),
        Luck::GoogleFails(page, how) => {
            fail_google(&stage.google, page, how);
            let _ = stage.poll(who).await;
            stage.google.heal();
        }
        Luck::Dies(call) => drop(dies(stage, who, call).await),
        Luck::StoreFails(call, done) => {
            let mut gate = Gate::before(&stage.world.endpoint()).await;
            let store = gate.store_with(small_chunks());
            let fault = if done { Fault::AnswerLost } else { Fault::Throttled };
            let poll = stage.poll_over(store, who);
            tokio::pin!(poll);
            let mut calls = 0;
            loop {
                let fault = (calls == u32::from(call)).then_some(fault);
                tokio::select! {
                    biased;
                    _ = &mut poll => break,
                    _ = gate.pass(fault) => calls += 1,
                }
            }
        }
    }
}

/// The process dies before its call number `call`; false if it has ended by then.
async fn dies(stage: &Stage, who: Connected, call: u8) -> bool {
    let connections = |store| stage.connections(store);
    let mut poll = Ordered::start(&stage.world.endpoint(), small_chunks(), |store| {
        let (connections, clock) = (connections(store), stage.clock.clone());
        async move { drop(connections.poll(who.user, who.token, clock).await) }
    })
    .await;
    for _ in 0..call {
        if poll.step().await.is_none() {
            return false;
        }
    }
    let dies = poll.peek().await.is_some();
    poll.crash();
    dies
}

async fn ends_well(stage: &Stage, who: Connected) {
    stage.google.heal();
    stage.hand.advance_ms(MINUTE);
    stage.poll(who).await.unwrap();
}

fn expected(stage: &Stage, owner: &Owner) -> Points {
    oracle::points(&owner.calendar.events(), owner.zone, stage.now())
}

/// Tells only what differs: calendars have hundreds of points.
#[track_caller]
fn assert_same(stored: &Points, expected: &Points, context: &str) {
    let surplus: Vec<_> = stored.iter().filter(|(key, value)| expected.get(key) != Some(value)).take(9).collect();
    let missing: Vec<_> = expected.iter().filter(|(key, value)| stored.get(key) != Some(value)).take(9).collect();
    assert!(surplus.is_empty() && missing.is_empty(), "{context}\nsurplus {surplus:?}\nmissing {missing:?}");
}

fn through_anything() {
    run(HISTORIES, 1..25, async |stage, account, steps| {
        let user = stage.user().await;
        let who = stage.connect(user, account).await;
        let mut owner = Owner::of(stage.google.calendar(account, "primary"));
        for each in &steps {
            step(stage, who, &mut owner, each).await;
        }
        ends_well(stage, who).await;
        assert_same(&stage.stored(user).await, &expected(stage, &owner), &format!("{steps:?}"));
    });
}

#[test]
fn a_calendar_that_is_polled_through_anything_is_stored_as_it_stands() {
    through_anything();
}

#[test]
fn so_it_is_in_other_histories() {
    through_anything();
}

#[test]
fn and_in_yet_other_histories() {
    through_anything();
}

/// The steps' polls go in turn to two connections of a user, of two accounts or of the same one twice.
fn two_connections(same: bool) {
    run(HISTORIES, 1..25, async |stage, account, steps| {
        let user = stage.user().await;
        let other = if same { account.to_owned() } else { format!("other.{account}") };
        let both = [stage.connect(user, account).await, stage.connect(user, &other).await];
        let mut owners = [account, &other].map(|account| Owner::of(stage.google.calendar(account, "primary")));
        for (at, each) in steps.iter().enumerate() {
            let of = if same { 0 } else { at / 3 % 2 };
            step(stage, both[at % 2], &mut owners[of], each).await;
        }
        for who in both {
            ends_well(stage, who).await;
        }
        // One has polled a minute before the other.
        let at = [stage.now() - MINUTE, stage.now()];
        let mut expect = [0, 1].map(|i| {
            let owner = &owners[if same { 0 } else { i }];
            oracle::points(&owner.calendar.events(), owner.zone, at[i])
        });
        // Two accounts of the fake may have events of one id: of two values for one point, that of the first token holds.
        let (first, second) = if both[0].token < both[1].token { (0, 1) } else { (1, 0) };
        let mut all = expect[second].clone();
        all.append(&mut expect[first].clone());
        assert_same(&stage.stored(user).await, &all, &format!("{steps:?}"));
        let connections = stage.connections(stage.store());
        for (who, left) in [(0, std::mem::take(&mut expect[1])), (1, Points::new())] {
            connections.disconnect(user, both[who].token, stage.now()).await.unwrap();
            assert_same(&stage.stored(user).await, &left, &format!("{steps:?}"));
        }
    });
}

#[test]
fn two_accounts_of_a_user_never_touch_each_others_points() {
    two_connections(false);
}

#[test]
fn an_account_that_is_connected_twice_makes_each_point_once() {
    two_connections(true);
}

/// A calendar of everything, and then a day of everything happening to it.
async fn eventful(stage: &Stage, who: Connected, account: &str, expired: bool) -> Owner {
    let owner = Owner::of(stage.google.calendar(account, "primary"));
    let calendar = &owner.calendar;
    let hour = |day: u8, hour: u8| json!({"dateTime": format!("2026-11-{day:02}T{hour:02}:00:00Z"), "timeZone": "UTC"});
    let event = |title: &str, day: u8| json!({"summary": title, "description": "distance=5<br>with:Tom", "start": hour(day, 7), "end": hour(day, 8)});
    let series = |title: &str, day: u8| {
        let mut series = event(title, day);
        series["recurrence"] = json!(["RRULE:FREQ=DAILY"]);
        series
    };
    let single: Vec<String> = (10..20).map(|day| calendar.insert(event("#!run", day))).collect();
    let (kept, renamed, gone) = (
        calendar.insert(series("#!read", 12)),
        calendar.insert(series("Dinner", 13)),
        calendar.insert(series("#!sleep", 14)),
    );
    calendar.cancel_occurrence(&renamed, "2026-11-15T07:00:00Z");
    let moved = calendar.override_occurrence(&gone, "2026-11-16T07:00:00Z", json!({"summary": "#!nap"}));
    stage.poll(who).await.unwrap();
    stage.hand.advance_ms(DAY);
    calendar.delete(&single[0]);
    calendar.patch(&single[1], json!({"summary": "#!ran"}));
    calendar.patch(&single[2], json!({"summary": "ran", "description": ""}));
    calendar.patch(&single[3], json!({"start": hour(9, 7), "end": hour(9, 9)}));
    calendar.cancel_occurrence(&kept, "2026-11-14T07:00:00Z");
    calendar.override_occurrence(&kept, "2026-11-15T07:00:00Z", json!({"start": hour(15, 9), "end": hour(15, 10)}));
    calendar.patch(&renamed, json!({"summary": "#!dine"}));
    calendar.delete(&moved);
    calendar.delete(&gone);
    if expired {
        stage.google.expire_sync_tokens();
    }
    owner
}

/// A poll dies before each of its calls in turn, each time on a calendar of its own, and the next one goes well.
#[tokio::test]
async fn a_poll_may_die_before_any_of_its_calls() {
    let stage = Stage::new().await;
    for expired in [false, true] {
        let mut died = 0;
        for call in 0.. {
            let account = format!("{expired}{call}@example.org");
            let user = stage.user().await;
            let who = stage.connect(user, &account).await;
            let owner = eventful(&stage, who, &account, expired).await;
            let has_died = dies(&stage, who, call).await;
            died += u32::from(has_died);
            ends_well(&stage, who).await;
            assert_eq!(stage.stored(user).await, expected(&stage, &owner), "{expired}, call {call}");
            if !has_died {
                break;
            }
        }
        assert!(8 < died, "{died} calls");
    }
}
