//! Users who are all due in the same minute: what it costs to ask them, and how invocations beside one another share them.

use crate::meter::{FAILED, Meter, Tallies, units};
use crate::stage::{Stage, now_ms};
use anyhow::Context;
use connections::Connections;
use domain::{Email, PasswordHash, PersonName, PhoneNumber, Role, UserId};
use futures::StreamExt;
use futures::future::try_join_all;
use futures::stream;
use jobs::Runner;
use liveness::{ContactDetails, Event, MaxRetries, Progress, WaitMinutes};
use mailboxes::Mailboxes;
use post::Post;
use runtime::{Clock, Config, SecretSource, Secrets};
use serde::Serialize;
use sms::{Outbox, Sender};
use std::time::Instant;
use store::{NewUser, Stepped, Store};

/// As long as an invocation has: the function's timeout in template.yaml.
const INVOCATION_MS: i64 = 300_000;
/// Users who are made side by side.
const MADE_SIDE_BY_SIDE: usize = 16;

/// What it came to.
#[derive(Debug, Serialize)]
pub(crate) struct CheckIns {
    pub(crate) users: usize,
    /// Ticks beside one another, as they overlap in AWS where one takes longer than a minute.
    pub(crate) invocations: usize,
    /// How many of the users were asked, and the question sent, when those ticks had ended.
    pub(crate) asked: usize,
    pub(crate) seconds: f64,
    /// Runs of jobs: one asks, one sends.
    pub(crate) runs: usize,
    pub(crate) calls_a_user: f64,
    /// Calls whose condition did not hold: jobs that another invocation had, and ends of runs that the run itself has replaced.
    pub(crate) failed_a_user: f64,
    pub(crate) write_units_a_user: f64,
    pub(crate) read_units_a_user: f64,
    pub(crate) tallies: Tallies,
}

/// Has so many users asked by so many ticks at once.
pub(crate) async fn measure(stage: &Stage, users: usize, invocations: usize) -> anyhow::Result<CheckIns> {
    let made = made(stage.store(), users).await?;
    let (runners, meters): (Vec<_>, Vec<_>) = (0..invocations).map(|_| runner(stage)).collect::<Result<_, _>>()?;
    // The contacts are told that they are such, and what a process does once is done.
    try_join_all(runners.iter().map(|runner| runner.tick(now_ms() + INVOCATION_MS))).await?;
    let wish = |user: UserId| async move { happens(stage.store(), user, &ask()?).await };
    each(&made, wish).await?;
    meters.iter().for_each(|meter| drop(meter.take()));
    let begun = Instant::now();
    let ticks = try_join_all(runners.iter().map(|runner| runner.tick(now_ms() + INVOCATION_MS))).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let tallies = together(meters.iter().map(Meter::take));
    let mut asked = 0;
    for user in &made {
        let pending = stage.store().watches_get(*user).await?.watch.pending;
        asked += usize::from(pending.is_some_and(|pending| pending.question == Progress::Taken));
    }
    let calls: u64 = tallies.values().map(|tally| tally.calls).sum();
    let failed = tallies.get(FAILED).map_or(0, |tally| tally.calls);
    let a_user = |total: f64| total / users as f64;
    Ok(CheckIns {
        users,
        invocations,
        asked,
        seconds,
        runs: ticks.iter().map(|tick| tick.done).sum(),
        calls_a_user: a_user(calls as f64),
        failed_a_user: a_user(failed as f64),
        write_units_a_user: a_user(units(&tallies, false)),
        read_units_a_user: a_user(units(&tallies, true)),
        tallies,
    })
}

fn runner(stage: &Stage) -> anyhow::Result<(Runner, Meter)> {
    let (store, meter) = stage.metered();
    let (secrets, config) = (SecretSource::given(Secrets::default()), Config::read(|_| None)?);
    let connections = Connections::configured(store.clone(), secrets.clone(), &config);
    let mailboxes = Mailboxes::configured(store.clone(), secrets.clone(), connections.clone(), &config);
    let texts = Sender::into_outbox(Outbox::new("the bench"));
    let post = Post::into_outbox(secrets, post::Outbox::new("the bench"));
    Ok((Runner::new(store, connections, mailboxes, post, texts, Clock::system()), meter))
}

/// Users with a number and a contact each.
async fn made(store: &Store, users: usize) -> anyhow::Result<Vec<UserId>> {
    let made: Vec<UserId> = (0..users).map(|_| UserId(uuid::Uuid::new_v4())).collect();
    each(&made, |user| async move {
        let email = Email::parse(&format!("{user}@example.org"))?;
        let new = NewUser::active(user, email, Role::Standard, PasswordHash::new("none"));
        // Twelve digits of the id: two users with one number are as good as none in a table this small.
        let digits = user.0.as_u128() % 1_000_000_000_000;
        let phone_number = Some(PhoneNumber::parse(&format!("+48{digits:012}"))?);
        store.users_create(NewUser { phone_number, ..new }, now_ms()).await?;
        let contact = Event::ContactAdded(Box::new(ContactDetails {
            first_name: PersonName::parse("Tom")?,
            last_name: PersonName::parse("Smith")?,
            phone_number: PhoneNumber::parse("+48220000001")?,
            email: Email::parse("tom@example.org")?,
            is_emergency_contact: true,
        }));
        happens(store, user, &contact).await
    })
    .await?;
    Ok(made)
}

fn ask() -> anyhow::Result<Event> {
    Ok(Event::Ask { in_minutes: 0, max_retries: MaxRetries::new(3)?, wait: WaitMinutes::new(60)? })
}

async fn happens(store: &Store, user: UserId, event: &Event) -> anyhow::Result<()> {
    let stepped = store.watches_step(user, |_| event.clone(), None, now_ms()).await?;
    matches!(stepped, Stepped::Done(_)).then_some(()).context("it happens")
}

async fn each<F: Future<Output = anyhow::Result<()>>>(
    users: &[UserId],
    work: impl Fn(UserId) -> F,
) -> anyhow::Result<()> {
    let mut works = stream::iter(users.iter().map(|user| work(*user))).buffer_unordered(MADE_SIDE_BY_SIDE);
    while let Some(worked) = works.next().await {
        worked?;
    }
    Ok(())
}

fn together(tallies: impl Iterator<Item = Tallies>) -> Tallies {
    let mut all = Tallies::new();
    for (operation, tally) in tallies.flatten() {
        let sum = all.entry(operation).or_default();
        sum.calls += tally.calls;
        sum.units += tally.units;
    }
    all
}
