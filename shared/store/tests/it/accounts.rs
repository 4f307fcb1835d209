//! Users, their tokens and their sessions: unique, final when deleted, and the same for every process.

use domain::{
    Capability, Email, JobKind, PasswordHash, PersonName, Role, SessionHash, SessionRef, TokenHash, TokenId, UserId,
    UserState,
};
use store::{Error, Grant, NewSession, NewUser, Store, Token, User, UserCreated, UserDeleted, UserUpdated};
use testkit::{MINUTE, NOW, World};

/// Half an hour, in seconds.
const TTL_S: i64 = 1_800;

fn new_user(email: &str, wanted: Role) -> NewUser {
    let email = Email::parse(email).expect("an e-mail");
    NewUser::active(UserId(uuid::Uuid::new_v4()), email, wanted, PasswordHash::new("$hash"))
}

async fn created(store: &Store, email: &str) -> User {
    match store.users_create(new_user(email, Role::Standard), NOW).await.expect("the engine answers") {
        UserCreated::Created(user) => user,
        other => panic!("{other:?}"),
    }
}

async fn by_email(store: &Store, email: &str) -> Option<UserId> {
    store
        .users_by_email(&Email::parse(email).expect("an e-mail"))
        .await
        .expect("the engine answers")
        .map(|user| user.id)
}

fn token(name: &str, created_at: i64) -> Token {
    Token {
        id: TokenId(uuid::Uuid::new_v4()),
        name: name.to_owned(),
        capability: Capability::Api,
        expires_at: NOW / 1000 + 10,
        created_at,
    }
}

fn session(name: &str) -> SessionHash {
    SessionHash::new(name)
}

fn begun(user: UserId) -> NewSession {
    NewSession { id: SessionRef(uuid::Uuid::new_v4()), user, epoch: 0, user_agent: String::new() }
}

#[tokio::test]
async fn the_first_user_is_admin_and_no_other_can_be() {
    let world = World::new().await;
    let store = world.store();
    assert!(store.users_owner().await.unwrap().is_none());
    let first = created(&store, "first@example.org").await;
    let second = created(&store, "second@example.org").await;
    assert_eq!((first.role, second.role), (Role::Admin, Role::Standard));
    let third = store.users_create(new_user("third@example.org", Role::Admin), NOW).await.unwrap();
    assert!(matches!(third, UserCreated::NotTheFirst));
    assert_eq!(store.users_owner().await.unwrap().map(|user| user.id), Some(first.id));
}

#[tokio::test]
async fn an_email_belongs_to_one_user() {
    let world = World::new().await;
    let store = world.store();
    let first = created(&store, "ada@example.org").await;
    for taken in ["ada@example.org", "ADA@Example.org"] {
        let second = store.users_create(new_user(taken, Role::Standard), NOW).await.unwrap();
        assert!(matches!(second, UserCreated::EmailTaken));
    }
    assert_eq!(by_email(&store, "ada@example.org").await, Some(first.id));
    assert_eq!(by_email(&store, "eve@example.org").await, None);
}

#[tokio::test]
async fn an_upgraded_hash_replaces_only_the_one_it_was_made_for() {
    let world = World::new().await;
    let store = world.store();
    let user = created(&store, "ada@example.org").await;
    store.users_set_password(&user, &PasswordHash::new("$new")).await.unwrap();
    let late = store.users_set_password(&user, &PasswordHash::new("$newer")).await;
    assert!(matches!(late, Err(Error::Conflict)));
    assert_eq!(store.users_get(user.id).await.unwrap().unwrap().password.as_str(), "$new");
}

#[tokio::test]
async fn a_token_grants_what_it_says_until_its_second_has_come() {
    let world = World::new().await;
    let store = world.store();
    let (user, token, hash) = (created(&store, "a@example.org").await, token("t", 0), TokenHash::new("h"));
    store.tokens_create(user.id, &token, &hash, NOW).await.unwrap();
    let grant = Grant { token: token.id, user: user.id, capability: Capability::Api };
    assert_eq!(store.tokens_find(&hash, NOW + 9_999).await.unwrap(), Some(grant));
    assert_eq!(store.tokens_find(&hash, NOW + 10_000).await.unwrap(), None);
    assert_eq!(store.tokens_find(&TokenHash::new("other"), NOW).await.unwrap(), None);
    assert_eq!(store.tokens_list(user.id).await.unwrap(), [token], "a dead token is still listed");
}

#[tokio::test]
async fn tokens_are_listed_newest_second_first_and_in_order_within_it() {
    let world = World::new().await;
    let store = world.store();
    let user = created(&store, "a@example.org").await;
    for (name, created_at) in [("old", 1), ("new 1", 2), ("new 2", 2), ("new 3", 2)] {
        store.tokens_create(user.id, &token(name, created_at), &TokenHash::new(name), NOW).await.unwrap();
    }
    let names: Vec<_> = store.tokens_list(user.id).await.unwrap().into_iter().map(|token| token.name).collect();
    assert_eq!(names, ["new 1", "new 2", "new 3", "old"]);
}

#[tokio::test]
async fn only_its_owner_deletes_a_token_and_then_it_is_dead_everywhere() {
    let world = World::new().await;
    let (store, elsewhere) = (world.store(), world.store());
    let (ada, eve) = (created(&store, "ada@example.org").await, created(&store, "eve@example.org").await);
    let (token, hash) = (token("t", 0), TokenHash::new("h"));
    store.tokens_create(ada.id, &token, &hash, NOW).await.unwrap();
    assert!(elsewhere.tokens_find(&hash, NOW).await.unwrap().is_some());
    assert!(!store.tokens_delete(eve.id, token.id, NOW).await.unwrap());
    assert!(store.tokens_delete(ada.id, token.id, NOW).await.unwrap());
    assert!(!store.tokens_delete(ada.id, token.id, NOW).await.unwrap());
    assert_eq!(elsewhere.tokens_find(&hash, NOW).await.unwrap(), None);
    assert!(store.tokens_list(ada.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deleted_user_takes_everything_along_and_frees_the_email() {
    let world = World::new().await;
    let store = world.store();
    created(&store, "first@example.org").await;
    let (ada, eve) = (created(&store, "ada@example.org").await, created(&store, "eve@example.org").await);
    for (user, name) in [(ada.id, "ada"), (eve.id, "eve")] {
        store.tokens_create(user, &token("t", 0), &TokenHash::new(name), NOW).await.unwrap();
        store.sessions_create(&session(name), &begun(user), NOW, TTL_S).await.unwrap();
    }
    for _ in 0..2 {
        assert_eq!(store.users_delete(&ada, None, NOW).await.unwrap(), UserDeleted::Deleted);
    }

    let elsewhere = world.store();
    let granted = async |name: &str| elsewhere.tokens_find(&TokenHash::new(name), NOW).await.unwrap().is_some();
    let signed_in = async |name: &str| elsewhere.sessions_find(&session(name), NOW).await.unwrap().is_some();
    assert!(!granted("ada").await && !signed_in("ada").await);
    assert!(granted("eve").await && signed_in("eve").await);
    assert_eq!(by_email(&elsewhere, "ada@example.org").await, None);
    assert!(elsewhere.users_get(ada.id).await.unwrap().is_none());
    assert_ne!(created(&store, "ada@example.org").await.id, ada.id);
    let erase = store.jobs_claim(JobKind::Erase, &ada.id.to_string(), NOW, NOW + MINUTE).await.unwrap();
    assert_eq!(erase.and_then(|job| job.user()), Some(ada.id));
}

#[tokio::test]
async fn nothing_is_made_for_a_user_who_is_gone() {
    let world = World::new().await;
    let store = world.store();
    let user = created(&store, "a@example.org").await;
    assert_eq!(store.users_delete(&user, None, NOW).await.unwrap(), UserDeleted::Deleted);
    let made = store.tokens_create(user.id, &token("t", 0), &TokenHash::new("h"), NOW).await;
    assert!(matches!(made, Err(Error::Conflict)));
    let begins = store.sessions_create(&session("s"), &begun(user.id), NOW, TTL_S).await;
    assert!(matches!(begins, Err(Error::Conflict)));
    assert_eq!(store.tokens_find(&TokenHash::new("h"), NOW).await.unwrap(), None);
}

/// Should the process die right after the deletion, the job ends what it could not.
#[tokio::test]
async fn the_erase_job_ends_tokens_and_sessions_that_were_left() {
    let world = World::new().await;
    let store = world.store();
    let user = created(&store, "a@example.org").await;
    store.tokens_create(user.id, &token("t", 0), &TokenHash::new("h"), NOW).await.unwrap();
    store.sessions_create(&session("s"), &begun(user.id), NOW, TTL_S).await.unwrap();
    store.erase(user.id, NOW).await.unwrap();
    assert_eq!(store.tokens_find(&TokenHash::new("h"), NOW).await.unwrap(), None);
    assert_eq!(store.sessions_find(&session("s"), NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_user_changes_only_as_they_were_read_and_takes_the_email_along() {
    let world = World::new().await;
    let store = world.store();
    let (_, ada) = (created(&store, "first@example.org").await, created(&store, "ada@example.org").await);
    let email = |text: &str| Email::parse(text).expect("an e-mail");
    let moved = User { email: email("ada@example.com"), first_name: PersonName::parse("Ada").ok(), ..ada.clone() };
    let UserUpdated::Updated(moved) = store.users_update(&ada, moved, NOW + 1).await.unwrap() else { panic!("free") };
    assert_eq!((moved.version, moved.updated_at, moved.created_at), (ada.version + 1, NOW + 1, NOW));
    assert_eq!(store.users_get(ada.id).await.unwrap(), Some(moved.clone()));
    assert_eq!(by_email(&store, "ada@example.com").await, Some(ada.id));
    assert_eq!(by_email(&store, "ada@example.org").await, None, "free again");

    let late = store.users_update(&ada, User { session_epoch: 9, ..ada.clone() }, NOW + 2).await;
    assert!(matches!(late, Err(Error::Conflict)));
    let taken = User { email: email("first@example.org"), ..moved.clone() };
    assert_eq!(store.users_update(&moved, taken, NOW + 2).await.unwrap(), UserUpdated::EmailTaken);
    let mut listed: Vec<_> = store.users_list().await.unwrap().into_iter().map(|user| user.email).collect();
    listed.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    assert_eq!(listed, [email("ada@example.com"), email("first@example.org")]);
}

#[tokio::test]
async fn the_last_active_administrator_stays() {
    let world = World::new().await;
    let store = world.store();
    let (first, other) = (created(&store, "first@example.org").await, created(&store, "other@example.org").await);
    let inactive = |user: &User| User { state: UserState::Inactive, ..user.clone() };
    let demoted = |user: &User| User { role: Role::Standard, ..user.clone() };
    for change in [inactive(&first), demoted(&first)] {
        assert_eq!(store.users_update(&first, change, NOW).await.unwrap(), UserUpdated::LastAdmin);
    }
    assert_eq!(store.users_delete(&first, None, NOW).await.unwrap(), UserDeleted::LastAdmin);

    let promoted = User { role: Role::Admin, ..other.clone() };
    let UserUpdated::Updated(other) = store.users_update(&other, promoted, NOW).await.unwrap() else { panic!() };
    let UserUpdated::Updated(first) = store.users_update(&first, demoted(&first), NOW).await.unwrap() else { panic!() };
    assert_eq!(store.users_update(&other, inactive(&other), NOW).await.unwrap(), UserUpdated::LastAdmin);
    assert_eq!(store.users_delete(&other, None, NOW).await.unwrap(), UserDeleted::LastAdmin);
    assert_eq!(store.users_delete(&first, None, NOW).await.unwrap(), UserDeleted::Deleted);
    assert_eq!(
        store.users_delete(&other, None, NOW).await.unwrap(),
        UserDeleted::Deleted,
        "nobody is left to miss them"
    );
    assert!(store.users_list().await.unwrap().is_empty());
}

#[tokio::test]
async fn of_two_administrators_who_leave_at_once_one_stays() {
    let world = World::new().await;
    let store = world.store();
    let (first, other) = (created(&store, "first@example.org").await, created(&store, "other@example.org").await);
    let promoted = User { role: Role::Admin, ..other.clone() };
    let UserUpdated::Updated(other) = store.users_update(&other, promoted, NOW).await.unwrap() else { panic!() };
    created(&store, "third@example.org").await;
    let (a, b) = tokio::join!(store.users_delete(&first, None, NOW), store.users_delete(&other, None, NOW));
    let mut ends = [a.unwrap(), b.unwrap()];
    ends.sort_by_key(|end| *end == UserDeleted::LastAdmin);
    assert_eq!(ends, [UserDeleted::Deleted, UserDeleted::LastAdmin]);
}
