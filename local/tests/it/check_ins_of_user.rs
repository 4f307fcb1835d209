//! Somebody who is watched over: with a number, two emergency contacts, and check-ins on.

use domain::{Email, PersonName, PhoneNumber, UserId};
use liveness::{ContactDetails, Event, Settings, Watch};
use store::{Stepped, Store, User};

/// More numbers than a test has users.
const NUMBERS: u128 = 1_000_000_000;

/// Makes a user such a one.
pub(crate) async fn switch_on(store: &Store, user: UserId, now: i64) {
    let before = store.users_get(user).await.expect("the table answers").expect("a user");
    let number = format!("+48{:09}", user.0.as_u128() % NUMBERS);
    let after = User { phone_number: PhoneNumber::parse(&number).ok(), ..before.clone() };
    store.users_update(&before, after, now).await.expect("it is changed");
    happens(store, user, |_| contact("Tom", "+48120000001"), now).await;
    happens(store, user, |_| contact("Kim", "+48120000002"), now).await;
    let on = |watch: &Watch| Event::Settings(Box::new(Settings { active: true, ..watch.settings.clone() }));
    happens(store, user, on, now).await;
}

async fn happens(store: &Store, user: UserId, event: impl Fn(&Watch) -> Event, now: i64) {
    let stepped = store.watches_step(user, event, None, now).await;
    assert!(matches!(stepped, Ok(Stepped::Done(_))), "{stepped:?}");
}

/// An emergency contact.
pub(crate) fn contact(name: &str, number: &str) -> Event {
    Event::ContactAdded(Box::new(ContactDetails {
        first_name: PersonName::parse(name).expect("a name"),
        last_name: PersonName::parse("Smith").expect("a name"),
        phone_number: PhoneNumber::parse(number).expect("a number"),
        email: Email::parse(&format!("{name}@example.org")).expect("an address"),
        is_emergency_contact: true,
    }))
}
