//! Everything that the clock does with somebody's check-ins: asked, given up, alarmed about, and gone.

use crate::installation::Installation;
use domain::{Email, PasswordHash, PersonName, PhoneNumber, Role, UserId};
use liveness::{ContactDetails, Event, MaxRetries, WaitMinutes};
use store::{NewUser, Stepped, Store, User, UserCreated, UserDeleted};
use testkit::MINUTE;

pub(crate) async fn check_ins(all: &Installation) {
    // Whoever answers and chooses comes in by other doors.
    let store = all.world.store();
    let user = somebody(&store, all.clock.now_ms()).await;
    let happens = async |event: Event| {
        let stepped = store.watches_step(user.id, |_| event.clone(), None, all.clock.now_ms()).await;
        assert!(matches!(stepped, Ok(Stepped::Done(_))), "{stepped:?}");
    };
    happens(contact()).await;
    let (max_retries, wait) = (MaxRetries::new(0).expect("none"), WaitMinutes::new(5).expect("five"));
    happens(Event::Ask { in_minutes: 1, max_retries, wait }).await;
    // They have another number by the time they are asked.
    let moved = User { phone_number: PhoneNumber::parse("+48120009998").ok(), ..user.clone() };
    store.users_update(&user, moved, all.clock.now_ms()).await.expect("the number is free");
    all.pass(MINUTE).await;
    all.pass(5 * MINUTE).await;
    let probe = store.probes_list(user.id, 1, 0, 1).await.expect("the table answers");
    assert!(!probe[0].alarmed.is_empty(), "{probe:?}");
    let user = store.users_get(user.id).await.expect("the table answers").expect("a user");
    let deleted = store.users_delete(&user, None, all.clock.now_ms()).await;
    assert!(matches!(deleted, Ok(UserDeleted::Deleted)), "{deleted:?}");
    all.pass(0).await;
    all.pass(3 * MINUTE).await;
}

async fn somebody(store: &Store, now: i64) -> User {
    let id = UserId(uuid::Uuid::new_v4());
    let email = Email::parse("watched@example.org").expect("an address");
    let phone_number = PhoneNumber::parse("+48120009999").ok();
    let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
    match store.users_create(NewUser { phone_number, ..new }, now).await {
        Ok(UserCreated::Created(user)) => user,
        other => panic!("{other:?}"),
    }
}

fn contact() -> Event {
    let name = |name: &str| PersonName::parse(name).expect("a name");
    Event::ContactAdded(Box::new(ContactDetails {
        first_name: name("Tom"),
        last_name: name("Smith"),
        phone_number: PhoneNumber::parse("+48120000001").expect("a number"),
        email: Email::parse("tom@example.org").expect("an address"),
        is_emergency_contact: true,
    }))
}
