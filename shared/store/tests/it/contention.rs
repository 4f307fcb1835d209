//! Transactions that meet others on the same items: DynamoDB cancels them, and they are sent again.

use crate::support::*;
use store::{Error, Policy, Remember, Store};
use testkit::{Fault, Gate, NOW, World};

/// What comes of a write in one transaction of which the first `cancelled` attempts meet others, and how many there were.
async fn written(world: &World, cancelled: usize) -> (Result<(), Error>, usize) {
    let mut gate = Gate::before(&world.endpoint()).await;
    let store: Store = gate.store_with(Policy::default());
    let user = user();
    let remember = Remember { key: "k".into(), fingerprint: "f".into(), answer: "null".into() };
    let ops = vec![(metric("m"), write(&[(1, "", 1.0)]))];
    let append = store.points_append(user, ops, Some(remember), NOW);
    tokio::pin!(append);
    let mut attempts = 0;
    // The gate has told of a call before its answer is sent, so every attempt is counted.
    let outcome = loop {
        tokio::select! {
            biased;
            call = gate.pass((attempts < cancelled).then_some(Fault::Contended)) => {
                attempts += usize::from(call.is_some_and(|call| call.operation == "TransactWriteItems"));
            }
            outcome = &mut append => break outcome,
        }
    };
    let stored = read(&world.store(), user, "m").await.len();
    assert_eq!(stored, usize::from(outcome.is_ok()));
    (outcome, attempts)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_meets_others_succeeds_a_little_later() {
    let world = World::new().await;
    let (outcome, attempts) = written(&world, 3).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(attempts, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_keeps_meeting_others_gives_up_and_changes_nothing() {
    let world = World::new().await;
    let (outcome, attempts) = written(&world, 100).await;
    assert!(matches!(outcome, Err(Error::Contended)), "{outcome:?}");
    assert_eq!(attempts, 5);
}
