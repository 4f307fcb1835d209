//! Ticks over the real engine with a stopped clock.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod calendars;
mod letters;
mod probes;
mod watcher;

use connections::Connections;
use domain::{JobKind, MetricName, UserId};
use jobs::{Runner, Tick};
use mailboxes::Mailboxes;
use post::Post;
use runtime::{Clock, Config, Hand, SecretSource, Secrets};
use series::{Op, Range};
use sms::{Outbox, Sender};
use store::{Order, Policy, SYSTEM, Store};
use testkit::{DAY, MINUTE, NOW, World};

struct Clockwork {
    world: World,
    store: Store,
    runner: Runner,
    clock: Clock,
    hand: Hand,
}

/// A runner over a store, without anything to connect, and without mail.
fn runner(store: Store, clock: Clock) -> Runner {
    let connections = no_connections(&store);
    let mailboxes = no_mailboxes(&store, &connections);
    Runner::new(store, connections, mailboxes, no_post(), no_texts(), clock)
}

fn no_connections(store: &Store) -> Connections {
    let secrets = SecretSource::given(Secrets::default());
    Connections::configured(store.clone(), secrets, &Config::read(|_| None).unwrap())
}

/// Mailboxes that no model reads.
fn no_mailboxes(store: &Store, connections: &Connections) -> Mailboxes {
    let secrets = SecretSource::given(Secrets::default());
    Mailboxes::configured(store.clone(), secrets, connections.clone(), &Config::read(|_| None).unwrap())
}

/// No way for letters to go out.
fn no_post() -> Post {
    Post::through_ses(SecretSource::given(Secrets::default()), testkit::aws(), &Config::read(|_| None).unwrap())
}

/// An outbox that nobody looks at.
fn no_texts() -> Sender {
    Sender::into_outbox(Outbox::new("http://127.0.0.1/outbox"))
}

impl Clockwork {
    async fn new() -> Clockwork {
        Clockwork::with(Policy::default()).await
    }

    async fn with(policy: Policy) -> Clockwork {
        let world = World::new().await;
        let store = world.store_with(policy);
        let (clock, hand) = Clock::stopped_at(NOW);
        let runner = runner(store.clone(), clock.clone());
        Clockwork { world, store, runner, clock, hand }
    }

    /// A runner over a store, whose text messages go out this way.
    fn runner_texting(&self, texts: Sender, store: Store) -> Runner {
        let connections = no_connections(&store);
        let mailboxes = no_mailboxes(&store, &connections);
        Runner::new(store, connections, mailboxes, no_post(), texts, self.clock.clone())
    }

    async fn tick(&self) -> Tick {
        self.runner.tick(i64::MAX).await.unwrap()
    }

    /// Ticks each minute for `minutes`.
    async fn pass(&self, minutes: i64) -> Tick {
        let mut total = Tick::default();
        for _ in 0..minutes {
            self.hand.advance_ms(MINUTE);
            let tick = self.tick().await;
            total.done += tick.done;
            total.failed += tick.failed;
            total.died += tick.died;
        }
        total
    }
}

fn user() -> UserId {
    UserId(uuid::Uuid::new_v4())
}

async fn write(store: &Store, user: UserId, at: i64, now: i64) {
    let op = Op::Write(testkit::columns(&[(at, "", 1.0)]));
    store.points_append(user, vec![(MetricName::parse("m").unwrap(), op)], None, now).await.unwrap();
}

async fn count(store: &Store, user: UserId) -> usize {
    let mut scan = store.points_scan(user, MetricName::parse("m").unwrap(), Range::default(), Order::Ascending);
    let mut count = 0;
    while let Some(points) = scan.next().await.unwrap() {
        count += points.len();
    }
    count
}

fn blocks(partitions: &[String]) -> usize {
    partitions.iter().filter(|pk| pk.ends_with("#LOG")).count()
}

#[tokio::test]
async fn the_heart_beats_at_every_tick() {
    let clockwork = Clockwork::new().await;
    assert_eq!(clockwork.store.heartbeat_read().await.unwrap(), None);
    for minute in 0..5 {
        assert_eq!(clockwork.tick().await.done, 1);
        assert_eq!(clockwork.store.heartbeat_read().await.unwrap().unwrap().at, NOW + minute * MINUTE);
        clockwork.hand.advance_ms(MINUTE);
    }
}

#[tokio::test]
async fn two_runners_run_a_job_once() {
    let clockwork = Clockwork::new().await;
    let other = runner(clockwork.world.store(), clockwork.clock.clone());
    let (one, two) = futures::join!(clockwork.runner.tick(i64::MAX), other.tick(i64::MAX));
    assert_eq!(one.unwrap().done + two.unwrap().done, 1);
}

#[tokio::test]
async fn a_log_is_sealed_an_hour_after_its_first_write() {
    let clockwork = Clockwork::new().await;
    let user = user();
    for i in 0..10 {
        write(&clockwork.store, user, i, NOW + i).await;
    }
    clockwork.pass(59).await;
    assert_eq!(blocks(&clockwork.world.partitions().await), 10);
    clockwork.pass(2).await;
    let partitions = clockwork.world.partitions().await;
    assert_eq!(blocks(&partitions), 0);
    assert_eq!(partitions.iter().filter(|pk| pk.contains("#M#")).count(), 1);
    assert_eq!(count(&clockwork.store, user).await, 10);
}

#[tokio::test]
async fn what_is_written_while_a_seal_is_scheduled_is_sealed_in_its_turn() {
    let clockwork = Clockwork::new().await;
    let user = user();
    write(&clockwork.store, user, 1, NOW).await;
    clockwork.pass(60).await;
    write(&clockwork.store, user, 2, NOW + 60 * MINUTE - 10).await;
    clockwork.pass(1).await;
    assert_eq!(blocks(&clockwork.world.partitions().await), 1, "too young to be sealed");
    clockwork.pass(62).await;
    assert_eq!(blocks(&clockwork.world.partitions().await), 0);
    assert_eq!(count(&clockwork.store, user).await, 2);
}

#[tokio::test]
async fn a_reader_that_meets_a_long_log_has_it_sealed_once_it_has_settled() {
    let clockwork = Clockwork::with(Policy { long_log_bytes: 100, ..Policy::default() }).await;
    let (store, user) = (&clockwork.store, user());
    for at in 0..20 {
        write(store, user, at, NOW).await;
    }
    assert_eq!(count(store, user).await, 20);
    clockwork.pass(2).await;
    assert_eq!(blocks(&clockwork.world.partitions().await), 0);
    assert_eq!(count(store, user).await, 20);
}

#[tokio::test]
async fn an_erased_user_leaves_nothing_even_of_writes_in_flight() {
    let clockwork = Clockwork::new().await;
    let user = user();
    write(&clockwork.store, user, 1, NOW).await;
    clockwork.store.jobs_ensure(JobKind::Erase, &user.to_string(), NOW).await.unwrap();
    clockwork.tick().await;
    write(&clockwork.store, user, 2, NOW).await;
    let ran = clockwork.pass(4).await;
    assert_eq!((ran.failed, ran.died), (0, 0));
    let left = clockwork.world.partitions().await;
    assert!(!left.iter().any(|pk| pk.starts_with("U#")), "{left:?}");
    let day = clockwork.pass(90).await;
    assert_eq!((day.failed, day.died), (0, 0), "the seal that was scheduled finds nothing to do");
}

#[tokio::test]
async fn a_job_that_fails_is_tried_again_and_spares_the_others() {
    let clockwork = Clockwork::new().await;
    clockwork.store.jobs_ensure(JobKind::Seal, "not a user", NOW).await.unwrap();
    let tick = clockwork.tick().await;
    assert_eq!((tick.done, tick.failed), (1, 1), "the heart beats, the broken job waits");
    assert_eq!(clockwork.tick().await.failed, 0, "not before its time");
    clockwork.hand.advance_ms(DAY);
    assert_eq!(clockwork.tick().await.failed, 1);
}

#[tokio::test]
async fn a_tick_begins_nothing_when_its_time_is_nearly_up() {
    let clockwork = Clockwork::new().await;
    let tick = clockwork.runner.tick(NOW + 10_000).await.unwrap();
    assert_eq!(tick, Tick::default());
    assert!(clockwork.store.jobs_claim(JobKind::Heartbeat, SYSTEM, NOW, NOW + 1).await.unwrap().is_some());
}
