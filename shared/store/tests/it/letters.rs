//! Letters wait with their job, end once, and keep nothing personal after that.

use domain::{Email, JobKind, LetterId, LetterKind};
use store::{Error, LetterStanding, NewLetter, SealedSecret};
use testkit::{DAY, NOW, World};

const ADDRESS: &str = "ada@example.org";

fn letter(until: i64) -> NewLetter {
    NewLetter {
        id: LetterId(uuid::Uuid::new_v4()),
        kind: LetterKind::ResetPassword,
        to: Email::parse(ADDRESS).unwrap(),
        sealed: SealedSecret { key_version: 3, bytes: vec![7; 40] },
        until,
    }
}

#[tokio::test]
async fn a_letter_waits_with_a_job_that_is_due_at_once() {
    let world = World::new().await;
    let (store, new) = (world.store(), letter(NOW + DAY));
    store.letters_put(&new, NOW).await.unwrap();
    let NewLetter { id, kind, to, sealed, until } = new.clone();
    let stored = store.letters_get(id).await.unwrap().unwrap();
    assert_eq!((stored.id, stored.kind), (id, kind));
    assert_eq!(stored.standing, LetterStanding::Waiting { to, sealed, until });
    assert!(store.jobs_claim(JobKind::Letter, &id.to_string(), NOW, NOW + 1).await.unwrap().is_some());
    assert!(matches!(store.letters_put(&new, NOW).await, Err(Error::Conflict)), "an id is given once");
}

#[tokio::test]
async fn a_letter_ends_once_and_forgets_to_whom_it_went() {
    let world = World::new().await;
    let (store, new) = (world.store(), letter(NOW + DAY));
    store.letters_put(&new, NOW).await.unwrap();
    assert!(store.letters_sent(new.id, "0102-ses", NOW + 1).await.unwrap());
    assert!(!store.letters_dropped(new.id, "too_late", NOW + 2).await.unwrap());
    assert!(!store.letters_sent(new.id, "another", NOW + 2).await.unwrap());
    let standing = store.letters_get(new.id).await.unwrap().unwrap().standing;
    assert_eq!(standing, LetterStanding::Sent { at: NOW + 1, message_id: "0102-ses".to_owned() });
    let items = world.items().await.join("\n");
    assert!(!items.contains(ADDRESS) && !items.contains("sealed"), "{items}");
    let month = format!("\"expires_at\": N(\"{}\")", (NOW + 30 * DAY) / 1000);
    assert!(items.contains(&month), "{items}");
}

#[tokio::test]
async fn nobody_has_a_letter_that_was_never_written() {
    let world = World::new().await;
    let (store, unknown) = (world.store(), letter(NOW).id);
    assert_eq!(store.letters_get(unknown).await.unwrap(), None);
    assert!(!store.letters_dropped(unknown, "too_late", NOW).await.unwrap());
    assert!(world.items().await.is_empty());
}

#[tokio::test]
async fn a_letter_is_worth_sending_for_a_week_at_the_longest() {
    let world = World::new().await;
    let (store, new) = (world.store(), letter(NOW + 365 * DAY));
    store.letters_put(&new, NOW).await.unwrap();
    let LetterStanding::Waiting { until, .. } = store.letters_get(new.id).await.unwrap().unwrap().standing else {
        panic!("it waits");
    };
    assert_eq!(until, NOW + 7 * DAY);
}
