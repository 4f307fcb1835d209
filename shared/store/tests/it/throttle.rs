//! Tries are counted before they are made, across processes, and only failures count in the end.

use domain::Pace;
use store::{Admission, Store};
use testkit::{NOW, World};

const PACE: Pace = Pace { free: 3, first_wait_ms: 1_000, longest_wait_ms: 10_000, forget_ms: 60_000 };

async fn try_at(store: &Store, after_ms: i64) -> Admission {
    store.tries_begin("subject", &PACE, NOW + after_ms).await.expect("the engine answers")
}

const STRANGER: Admission = Admission::Admitted { trusted: false };

#[tokio::test]
async fn after_the_free_tries_each_waits_longer_whoever_asks() {
    let world = World::new().await;
    let (store, elsewhere) = (world.store(), world.store());
    for _ in 0..3 {
        assert_eq!(try_at(&store, 0).await, STRANGER);
    }
    assert_eq!(try_at(&elsewhere, 999).await, Admission::Wait { until: NOW + 1_000 });
    assert_eq!(try_at(&elsewhere, 1_000).await, STRANGER);
    assert_eq!(try_at(&store, 2_999).await, Admission::Wait { until: NOW + 3_000 });
    assert_eq!(try_at(&store, 63_000).await, STRANGER, "forgotten");
    assert_eq!(try_at(&store, 63_000).await, STRANGER);
}

#[tokio::test]
async fn tries_at_the_same_moment_all_count() {
    let world = World::new().await;
    let store = world.store();
    let many = futures::future::join_all((0..20).map(|_| try_at(&store, 0))).await;
    let admitted = many.iter().filter(|admission| matches!(admission, Admission::Admitted { .. })).count();
    assert!((1..=3).contains(&admitted), "{admitted}");
}

#[tokio::test]
async fn what_is_taken_back_does_not_count() {
    let world = World::new().await;
    let store = world.store();
    for _ in 0..10 {
        assert_eq!(try_at(&store, 0).await, STRANGER);
        store.tries_take_back("subject").await.unwrap();
    }
    store.tries_take_back("nobody").await.unwrap();
}

#[tokio::test]
async fn success_forgets_failures_and_earns_trust_for_a_time() {
    let world = World::new().await;
    let store = world.store();
    for _ in 0..3 {
        try_at(&store, 0).await;
    }
    store.tries_trust("subject", NOW, NOW + 90_000).await.unwrap();
    for _ in 0..3 {
        assert_eq!(try_at(&store, 1).await, Admission::Admitted { trusted: true });
    }
    assert_eq!(try_at(&store, 2).await, Admission::Wait { until: NOW + 1_001 });
    assert_eq!(try_at(&store, 89_999).await, Admission::Admitted { trusted: true });
    assert_eq!(try_at(&store, 90_000).await, STRANGER);
}
