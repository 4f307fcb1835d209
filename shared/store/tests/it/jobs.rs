//! Jobs are run by one, at their time, and never forgotten.

use domain::{JobKind, JobState};
use store::{Next, Policy, SYSTEM, Store};
use testkit::{MINUTE, NOW, Ordered, World};

async fn due(store: &Store, now: i64) -> Vec<(JobKind, String)> {
    let mut due = Vec::new();
    for shard in Store::job_shards() {
        due.extend(store.jobs_due(&shard, now).await.unwrap());
    }
    due
}

async fn claim(store: &Store, now: i64) -> Option<domain::Job> {
    store.jobs_claim(JobKind::Heartbeat, SYSTEM, now, now + 4 * MINUTE).await.unwrap()
}

#[tokio::test]
async fn a_job_is_due_at_its_time_and_claimed_once() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Heartbeat, SYSTEM, NOW).await.unwrap();
    assert!(due(&store, NOW - 1).await.is_empty());
    assert_eq!(due(&store, NOW).await, [(JobKind::Heartbeat, SYSTEM.to_owned())]);
    assert!(claim(&store, NOW).await.is_some());
    assert!(claim(&store, NOW).await.is_none(), "another runner has it");
    assert!(due(&store, NOW).await.is_empty());
}

#[tokio::test]
async fn a_run_that_died_is_claimed_again_after_its_lease_and_the_dead_one_cannot_finish() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Heartbeat, SYSTEM, NOW).await.unwrap();
    let stale = claim(&store, NOW).await.unwrap();
    let later = NOW + 4 * MINUTE;
    let fresh = claim(&store, later).await.unwrap();
    assert_eq!(fresh.attempts, 2);
    store.jobs_finish(&stale, Next::At(later + 999 * MINUTE), later).await.unwrap();
    store.jobs_finish(&fresh, Next::At(later + MINUTE), later).await.unwrap();
    assert!(claim(&store, later + MINUTE).await.is_some());
}

#[tokio::test]
async fn a_failed_run_waits_and_a_success_forgets_the_failures() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Heartbeat, SYSTEM, NOW).await.unwrap();
    let job = claim(&store, NOW).await.unwrap();
    let failed = Next::Failed { error: "no luck".into(), jitter: 1.0 };
    assert_eq!(store.jobs_finish(&job, failed, NOW).await.unwrap(), JobState::Scheduled);
    assert!(due(&store, NOW + 14_999).await.is_empty());
    let job = claim(&store, NOW + 15_000).await.unwrap();
    assert_eq!((job.attempts, job.last_error.as_deref()), (2, Some("no luck")));
    store.jobs_finish(&job, Next::At(NOW + MINUTE), NOW).await.unwrap();
    let job = claim(&store, NOW + MINUTE).await.unwrap();
    assert_eq!((job.attempts, job.last_error), (1, None));
}

#[tokio::test]
async fn asking_again_while_a_job_runs_makes_it_run_again() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    let job = store.jobs_claim(JobKind::Seal, "u", NOW, NOW + MINUTE).await.unwrap().unwrap();
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    assert_eq!(store.jobs_finish(&job, Next::Done, NOW).await.unwrap(), JobState::Scheduled);
    let job = store.jobs_claim(JobKind::Seal, "u", NOW, NOW + MINUTE).await.unwrap().unwrap();
    assert_eq!(store.jobs_finish(&job, Next::Done, NOW).await.unwrap(), JobState::Successful);
    assert!(due(&store, i64::MAX).await.is_empty());
    store.jobs_ensure(JobKind::Seal, "u", NOW + 5).await.unwrap();
    assert_eq!(due(&store, NOW + 5).await.len(), 1, "a finished job can be asked for again");
}

#[tokio::test]
async fn asking_for_an_earlier_time_brings_a_job_forward_and_never_back() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Seal, "u", NOW + 10).await.unwrap();
    store.jobs_ensure(JobKind::Seal, "u", NOW + 20).await.unwrap();
    assert_eq!(due(&store, NOW + 10).await.len(), 1);
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    assert_eq!(due(&store, NOW).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_ends_while_somebody_asks_for_it_runs_again() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    let job = store.jobs_claim(JobKind::Seal, "u", NOW, NOW + MINUTE).await.unwrap().unwrap();
    let mut asker = Ordered::start(&world.endpoint(), Policy::default(), |store| async move {
        store.jobs_ensure(JobKind::Seal, "u", NOW + MINUTE).await.unwrap();
    })
    .await;
    asker.step().await.unwrap();
    assert_eq!(store.jobs_finish(&job, Next::Done, NOW).await.unwrap(), JobState::Successful);
    asker.finish().await;
    assert_eq!(due(&store, NOW + MINUTE).await.len(), 1);
}

#[tokio::test]
async fn asking_for_an_earlier_time_than_a_running_job_chooses_brings_it_forward() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    let job = store.jobs_claim(JobKind::Seal, "u", NOW, NOW + MINUTE).await.unwrap().unwrap();
    store.jobs_ensure(JobKind::Seal, "u", NOW + 5).await.unwrap();
    store.jobs_finish(&job, Next::At(NOW + 60 * MINUTE), NOW).await.unwrap();
    assert_eq!(due(&store, NOW + 5).await.len(), 1);
}

#[tokio::test]
async fn asking_for_a_job_that_fails_does_not_spare_it_the_wait() {
    let world = World::new().await;
    let store = world.store();
    store.jobs_ensure(JobKind::Seal, "u", NOW).await.unwrap();
    let job = store.jobs_claim(JobKind::Seal, "u", NOW, NOW + MINUTE).await.unwrap().unwrap();
    store.jobs_ensure(JobKind::Seal, "u", NOW - 1).await.unwrap();
    store.jobs_finish(&job, Next::Failed { error: "no luck".into(), jitter: 1.0 }, NOW).await.unwrap();
    assert!(due(&store, NOW + 14_999).await.is_empty());
    let job = store.jobs_claim(JobKind::Seal, "u", NOW + 15_000, NOW + MINUTE).await.unwrap().unwrap();
    assert_eq!((job.attempts, job.last_error.as_deref()), (2, Some("no luck")));
}

#[tokio::test]
async fn only_a_job_that_was_given_up_is_redriven() {
    let world = World::new().await;
    let store = world.store();
    assert!(!store.jobs_redrive(JobKind::Heartbeat, SYSTEM, NOW).await.unwrap(), "there is none");
    store.jobs_ensure(JobKind::Heartbeat, SYSTEM, NOW + MINUTE).await.unwrap();
    assert!(!store.jobs_redrive(JobKind::Heartbeat, SYSTEM, NOW).await.unwrap(), "it waits");
    let job = store.jobs_get(JobKind::Heartbeat, SYSTEM).await.unwrap().unwrap();
    assert_eq!((job.state, job.due_at), (JobState::Scheduled, NOW + MINUTE));
}
