//! Sessions: how long they live, how their refresh tokens turn over, and that what ends one ends it whatever happens beside.

use domain::{Email, PasswordHash, RefreshHash, Role, SessionHash, SessionRef, UserId};
use store::{
    Error, NewSession, NewUser, Policy, RefreshFamily, SealedSecret, Session, SessionKind, Store, User, UserCreated,
    UserDeleted,
};
use testkit::{DAY, MINUTE, NOW, Ordered, World};

/// Half an hour, in seconds.
const TTL_S: i64 = 1_800;
const LIVES: i64 = NOW + 30 * DAY;

async fn ada(store: &Store) -> User {
    let email = Email::parse("ada@example.org").expect("an e-mail");
    let new = NewUser::active(UserId(uuid::Uuid::new_v4()), email, Role::Standard, PasswordHash::new("$hash"));
    match store.users_create(new, NOW).await.expect("the engine answers") {
        UserCreated::Created(user) => user,
        other => panic!("{other:?}"),
    }
}

fn begun(user: &User) -> NewSession {
    let id = SessionRef(uuid::Uuid::new_v4());
    NewSession { id, user: user.id, epoch: user.session_epoch, user_agent: "curl/8".to_owned() }
}

fn hash(name: &str) -> SessionHash {
    SessionHash::new(name)
}

fn token(name: &str) -> RefreshHash {
    RefreshHash::new(name)
}

fn sealed(name: &str) -> SealedSecret {
    SealedSecret { key_version: 1, bytes: name.as_bytes().to_vec() }
}

async fn cookie(store: &Store, user: &User, name: &str) -> Session {
    store.sessions_create(&hash(name), &begun(user), NOW, TTL_S).await.expect("the engine takes it");
    store.sessions_find(&hash(name), NOW).await.expect("the engine answers").expect("it lives")
}

async fn family(store: &Store, user: &User, name: &str) -> RefreshFamily {
    store.refresh_begin(&hash(name), &token("t1"), &begun(user), NOW, LIVES).await.expect("the engine takes it");
    found(store, name).await.expect("it lives")
}

async fn found(store: &Store, name: &str) -> Option<RefreshFamily> {
    store.refresh_find(&hash(name), NOW).await.expect("the engine answers")
}

/// Spends the current token, whatever it is, for this one.
async fn rotate(store: &Store, name: &str, next: &str) -> Result<(), Error> {
    let Some(known) = found(store, name).await else { return Err(Error::Conflict) };
    store.refresh_rotate(&hash(name), &known, &token(next), &sealed(next), NOW + 1, LIVES + 1).await
}

#[tokio::test]
async fn a_cookie_lives_on_when_it_is_used_after_a_third_of_its_life() {
    let world = World::new().await;
    let store = world.store();
    cookie(&store, &ada(&store).await, "s").await;
    let used = async |minutes: i64| {
        let now = NOW + minutes * MINUTE;
        let session = store.sessions_find(&hash("s"), now).await.unwrap()?;
        Some(store.sessions_prolong(&hash("s"), &session, now, TTL_S).await.unwrap())
    };
    assert_eq!(used(10).await, Some(false));
    assert_eq!(used(11).await, Some(true));
    assert_eq!(used(12).await, Some(false));
    assert_eq!(used(40).await, Some(true));
    assert_eq!(used(69).await, Some(true));
    assert_eq!(used(99).await, None, "half an hour unused");
}

#[tokio::test]
async fn a_session_goes_on_under_another_cookie_until_it_is_ended() {
    let world = World::new().await;
    let store = world.store();
    let user = ada(&store).await;
    let (one, two) = (cookie(&store, &user, "one").await, cookie(&store, &user, "two").await);
    store.sessions_replace(&hash("one"), &hash("three"), &one, NOW + 1, TTL_S).await.unwrap();
    let again = store.sessions_replace(&hash("one"), &hash("four"), &one, NOW + 1, TTL_S).await;
    assert!(matches!(again, Err(Error::Conflict)));
    let alive = async |name: &str| store.sessions_find(&hash(name), NOW).await.unwrap().map(|session| session.id);
    assert_eq!((alive("one").await, alive("three").await, alive("four").await), (None, Some(one.id), None));
    assert!(store.sessions_end(user.id, one.id).await.unwrap());
    assert!(!store.sessions_end(user.id, one.id).await.unwrap());
    assert_eq!((alive("three").await, alive("two").await), (None, Some(two.id)));
}

#[tokio::test]
async fn a_refresh_token_is_spent_once_and_its_successor_is_kept_with_it() {
    let world = World::new().await;
    let store = world.store();
    let first = family(&store, &ada(&store).await, "f").await;
    assert!(first.current == token("t1") && first.spent.is_none());
    rotate(&store, "f", "t2").await.unwrap();
    let late = store.refresh_rotate(&hash("f"), &first, &token("t3"), &sealed("t3"), NOW, LIVES).await;
    assert!(matches!(late, Err(Error::Conflict)));
    let second = found(&store, "f").await.unwrap();
    let spent = second.spent.unwrap();
    assert!(second.current == token("t2") && spent.hash == token("t1") && spent.successor == sealed("t2"));
    assert_eq!((spent.at, second.session.live_until, second.created_at), (NOW + 1, LIVES + 1, NOW));
    assert!(store.refresh_find(&hash("f"), LIVES + 1).await.unwrap().is_none(), "30 days unused");
}

#[tokio::test]
async fn what_refresh_tokens_have_in_common_is_no_cookie_and_the_other_way_round() {
    let world = World::new().await;
    let store = world.store();
    let user = ada(&store).await;
    family(&store, &user, "f").await;
    cookie(&store, &user, "s").await;
    assert_eq!(store.sessions_find(&hash("f"), NOW).await.unwrap(), None);
    assert!(found(&store, "s").await.is_none());
}

#[tokio::test]
async fn sessions_are_listed_by_last_use_while_they_live_and_their_epoch_stands() {
    let world = World::new().await;
    let store = world.store();
    let user = ada(&store).await;
    let (browser, program) = (cookie(&store, &user, "s").await, family(&store, &user, "f").await.session);
    rotate(&store, "f", "t2").await.unwrap();
    let listed = async |user: &User, now| {
        let sessions = store.sessions_list(user, now).await.unwrap();
        sessions.into_iter().map(|listed| (listed.session.id, listed.kind)).collect::<Vec<_>>()
    };
    let both = [(program.id, SessionKind::Token), (browser.id, SessionKind::Cookie)];
    assert_eq!(listed(&user, NOW + 1).await, both);
    assert_eq!(listed(&user, NOW + TTL_S * 1000).await, both[..1]);
    let raised = User { session_epoch: 1, ..user.clone() };
    assert_eq!(listed(&raised, NOW).await, []);
    let one = store.sessions_get(user.id, program.id, NOW).await.unwrap().unwrap();
    assert_eq!((one.user_agent.as_str(), one.created_at, one.last_used_at), ("curl/8", NOW, NOW + 1));
    assert!(store.sessions_get(UserId(uuid::Uuid::new_v4()), program.id, NOW).await.unwrap().is_none());
}

#[tokio::test]
async fn all_sessions_end_together_and_with_their_user_nothing_of_them_is_left() {
    let world = World::new().await;
    let store = world.store();
    let user = ada(&store).await;
    for delete in [false, true] {
        cookie(&store, &user, "s").await;
        family(&store, &user, "f").await;
        rotate(&store, "f", "t2").await.unwrap();
        match delete {
            false => store.sessions_end_all(user.id).await.unwrap(),
            true => assert_eq!(store.users_delete(&user, None, NOW).await.unwrap(), UserDeleted::Deleted),
        }
        assert!(found(&store, "f").await.is_none() && store.sessions_find(&hash("s"), NOW).await.unwrap().is_none());
        assert!(store.sessions_list(&user, NOW).await.unwrap().is_empty());
        assert!(!world.partitions().await.iter().any(|pk| pk.starts_with("S#")));
    }
}

#[tokio::test]
async fn a_login_is_noted_of_who_is_there_and_brings_nobody_back() {
    let world = World::new().await;
    let store = world.store();
    let user = ada(&store).await;
    store.users_signed_in(user.id, NOW + 5).await.unwrap();
    let noted = store.users_get(user.id).await.unwrap().unwrap();
    assert_eq!(noted, User { last_login_at: Some(NOW + 5), ..user.clone() });
    assert_eq!(store.users_delete(&user, None, NOW).await.unwrap(), UserDeleted::Deleted);
    store.users_signed_in(user.id, NOW + 6).await.unwrap();
    assert!(store.users_get(user.id).await.unwrap().is_none());
}

/// What an actor does beside another, and whether it did.
type Act = fn(Store, User, SessionRef) -> std::pin::Pin<Box<dyn Future<Output = bool> + Send>>;

/// Two actors at every order of their calls: each time both outcomes, and the table as they leave it, are looked at.
async fn in_every_order(one: Act, two: Act, check: impl AsyncFn(&Store, &User, [bool; 2])) {
    for order in 0..1_u32 << ORDER_BITS {
        let world = World::new().await;
        let store = world.store();
        let user = ada(&store).await;
        let id = family(&store, &user, "f").await.session.id;
        let actors = [one, two].map(|act| {
            let user = user.clone();
            move |store| act(store, user, id)
        });
        let [first, second] = actors;
        let mut first = Ordered::start(&world.endpoint(), Policy::default(), first).await;
        let mut second = Ordered::start(&world.endpoint(), Policy::default(), second).await;
        for step in 0..ORDER_BITS {
            let next = if order >> step & 1 == 0 { &mut first } else { &mut second };
            next.step().await;
        }
        check(&store, &user, [first.finish().await, second.finish().await]).await;
    }
}

/// Each actor makes two or three calls; whatever comes later is no longer beside the other.
const ORDER_BITS: u32 = 5;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_renewals_at_once_one_spends_the_token() {
    let one: Act = |store, _, _| Box::pin(async move { rotate(&store, "f", "one").await.is_ok() });
    let two: Act = |store, _, _| Box::pin(async move { rotate(&store, "f", "two").await.is_ok() });
    in_every_order(one, two, async |store, _, done| {
        let known = found(store, "f").await.expect("it lives");
        let spent = known.spent.expect("a token was spent");
        match done {
            [true, false] => assert!(known.current == token("one") && spent.hash == token("t1")),
            [false, true] => assert!(known.current == token("two") && spent.hash == token("t1")),
            [true, true] => assert!(spent.hash != token("t1"), "one after the other"),
            [false, false] => panic!("nobody was let through"),
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_ended_while_it_is_renewed_is_over() {
    let renew: Act = |store, _, _| Box::pin(async move { rotate(&store, "f", "t2").await.is_ok() });
    let end: Act =
        |store, user, id| Box::pin(async move { store.sessions_end(user.id, id).await.expect("it answers") });
    let end_all: Act = |store, user, _| {
        Box::pin(async move {
            store.sessions_end_all(user.id).await.expect("it answers");
            true
        })
    };
    for ending in [end, end_all] {
        in_every_order(renew, ending, async |store, user, [_, ended]| {
            assert!(ended && found(store, "f").await.is_none());
            assert!(store.sessions_list(user, NOW).await.unwrap().is_empty());
        })
        .await;
    }
}
