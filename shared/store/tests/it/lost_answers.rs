//! DynamoDB has done what it was asked for and the answer is lost: the SDK asks again, and the caller hears the truth.

use crate::support::*;
use domain::{Capability, Email, PasswordHash, Role, TokenHash, TokenId, UserId};
use store::{NewUser, Policy, Remember, Store, Token, UserCreated};
use testkit::{Fault, Gate, NOW, World};

/// Runs `task` while the answer to its `nth` call is lost.
async fn with_lost_answer<T, F>(world: &World, nth: usize, task: impl FnOnce(Store) -> F) -> T
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut gate = Gate::before(&world.endpoint()).await;
    let task = tokio::spawn(task(gate.store_with(Policy::default())));
    let calls = tokio::spawn(async move {
        for call in 1.. {
            gate.pass((call == nth).then_some(Fault::AnswerLost)).await;
        }
    });
    let outcome = task.await.unwrap();
    calls.abort();
    outcome
}

fn ada() -> NewUser {
    let email = Email::parse("ada@example.org").unwrap();
    NewUser::active(UserId(uuid::Uuid::new_v4()), email, Role::Standard, PasswordHash::new("$hash"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_stored_once_and_succeeds() {
    let world = World::new().await;
    let user = user();
    for key in [None, Some("k")] {
        let remember = key.map(|key| Remember { key: key.into(), fingerprint: "f".into(), answer: "null".into() });
        let ops = vec![(metric("m"), write(&[(1, "", 1.0)]))];
        let task = move |store: Store| async move { store.points_append(user, ops, remember, NOW).await };
        let appended = with_lost_answer(&world, 1, task).await;
        assert!(appended.is_ok(), "{key:?}: {appended:?}");
    }
    assert_eq!(read(&world.store(), user, "m").await, [(1, String::new(), 1.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_and_their_token_are_made() {
    let world = World::new().await;
    let created = with_lost_answer(&world, 2, |store| async move { store.users_create(ada(), NOW).await }).await;
    let Ok(UserCreated::Created(user)) = created else { panic!("{created:?}") };
    assert_eq!(user.role, Role::Admin);
    let token = Token {
        id: TokenId(uuid::Uuid::new_v4()),
        name: String::new(),
        capability: Capability::Super,
        expires_at: NOW,
        created_at: NOW / 1000,
    };
    let task = move |store: Store| async move { store.tokens_create(user.id, &token, &TokenHash::new("h"), NOW).await };
    let made = with_lost_answer(&world, 1, task).await;
    assert!(made.is_ok(), "{made:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_loses_and_doubles_nothing_whichever_answer_is_lost() {
    for nth in 1..25 {
        let world = World::new().await;
        let (store, user) = (world.store(), user());
        append(&store, user, "m", write(&[(1, "a", 1.0), (2, "a", 2.0)]), NOW).await;
        append(&store, user, "m", write(&[(2, "a", 3.0)]), NOW + 1).await;
        let now = NOW + 2 * testkit::MINUTE;
        let sealed = with_lost_answer(&world, nth, move |store| async move { store.seal(user, now).await }).await;
        assert_eq!(sealed.unwrap().blocks, 2, "call {nth}");
        assert_eq!(read(&store, user, "m").await, [(1, "a".into(), 1.0), (2, "a".into(), 3.0)], "call {nth}");
        assert_eq!(store.metrics_detail(user).await.unwrap()[0].count, 2, "call {nth}");
    }
}
