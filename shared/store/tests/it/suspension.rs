//! Whoever is suspended is out with everything that acts for them, and back with it later.

use domain::{Capability, Email, PasswordHash, Role, TokenHash, TokenId, UserId, UserState};
use store::{Error, NewUser, Store, Token, User, UserCreated, UserUpdated};
use testkit::{NOW, World};

async fn created(store: &Store, email: &str) -> User {
    let email = Email::parse(email).unwrap();
    let new = NewUser::active(UserId(uuid::Uuid::new_v4()), email, Role::Standard, PasswordHash::new("$hash"));
    match store.users_create(new, NOW).await.unwrap() {
        UserCreated::Created(user) => user,
        other => panic!("{other:?}"),
    }
}

fn token(life_s: i64) -> Token {
    Token {
        id: TokenId(uuid::Uuid::new_v4()),
        name: "phone".to_owned(),
        capability: Capability::Api,
        expires_at: NOW / 1000 + life_s,
        created_at: NOW / 1000,
    }
}

fn updated(outcome: UserUpdated) -> User {
    match outcome {
        UserUpdated::Updated(user) => user,
        other => panic!("{other:?}"),
    }
}

/// How many of these tokens are good for something.
async fn good(store: &Store, hashes: &[TokenHash]) -> usize {
    let mut good = 0;
    for hash in hashes {
        good += usize::from(store.tokens_find(hash, NOW).await.unwrap().is_some());
    }
    good
}

#[tokio::test]
async fn tokens_are_good_for_nothing_while_their_user_is_suspended() {
    let world = World::new().await;
    let store = world.store();
    created(&store, "admin@example.org").await;
    let (ada, bob) = (created(&store, "ada@example.org").await, created(&store, "bob@example.org").await);
    // More than one transaction takes, and one that has expired and may be gone.
    let hashes: Vec<_> = (0..90).map(|n| TokenHash::new(format!("ada-{n}"))).collect();
    for hash in &hashes {
        store.tokens_create(ada.id, &token(10), hash, NOW).await.unwrap();
    }
    store.tokens_create(ada.id, &token(0), &TokenHash::new("old"), NOW).await.unwrap();
    let of_bob = [TokenHash::new("bob")];
    store.tokens_create(bob.id, &token(10), &of_bob[0], NOW).await.unwrap();

    let out = updated(store.users_deactivate(&ada, NOW).await.unwrap());
    assert_eq!((out.state, out.session_epoch), (UserState::Inactive, ada.session_epoch + 1));
    assert_eq!((good(&store, &hashes).await, good(&store, &of_bob).await), (0, 1));
    let new = store.tokens_create(ada.id, &token(10), &TokenHash::new("new"), NOW).await;
    assert!(matches!(new, Err(Error::Conflict)), "no token comes to be meanwhile");

    let again = updated(store.users_activate(&out, NOW).await.unwrap());
    assert_eq!((again.state, again.session_epoch), (UserState::Active, out.session_epoch));
    assert_eq!(good(&store, &hashes).await, 90);
}

#[tokio::test]
async fn the_last_administrator_is_not_suspended_and_their_tokens_stay_good() {
    let world = World::new().await;
    let store = world.store();
    let admin = created(&store, "admin@example.org").await;
    created(&store, "ada@example.org").await;
    let hashes = [TokenHash::new("a")];
    store.tokens_create(admin.id, &token(10), &hashes[0], NOW).await.unwrap();
    assert_eq!(store.users_deactivate(&admin, NOW).await.unwrap(), UserUpdated::LastAdmin);
    assert_eq!(good(&store, &hashes).await, 1);
}

#[tokio::test]
async fn who_was_read_before_they_changed_is_suspended_all_the_same() {
    let world = World::new().await;
    let store = world.store();
    created(&store, "admin@example.org").await;
    let ada = created(&store, "ada@example.org").await;
    updated(store.users_update(&ada, ada.clone(), NOW + 1).await.unwrap());
    let out = updated(store.users_deactivate(&ada, NOW + 2).await.unwrap());
    assert_eq!((out.state, out.version), (UserState::Inactive, 3));
}

#[tokio::test]
async fn of_two_administrators_who_suspend_one_another_one_stays() {
    let world = World::new().await;
    let store = world.store();
    let (a, b) = (created(&store, "a@example.org").await, created(&store, "b@example.org").await);
    let b = updated(store.users_update(&b, User { role: Role::Admin, ..b.clone() }, NOW).await.unwrap());
    let (one, two) = (world.store(), world.store());
    let (first, second) = tokio::join!(one.users_deactivate(&a, NOW), two.users_deactivate(&b, NOW));
    let left = [first, second].into_iter().filter(|outcome| matches!(outcome, Ok(UserUpdated::LastAdmin))).count();
    assert_eq!(left, 1);
}
