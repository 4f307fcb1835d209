//! Feature flags: changed under their version, with a history that tells who did what.

use ::flags::{Codename, Flag};
use domain::UserId;
use serde_json::json;
use store::{Error, FlagDeed, Store, StoredFlag};
use testkit::{DAY, MINUTE, NOW, World};

fn codename(text: &str) -> Codename {
    Codename::parse(text).unwrap()
}

async fn created(store: &Store, name: &str) -> StoredFlag {
    store.flags_create(Flag::new(codename(name)), None, NOW).await.unwrap()
}

#[tokio::test]
async fn a_flag_reads_back_as_it_was_made() {
    let world = World::new().await;
    let (store, who) = (world.store(), UserId(uuid::Uuid::new_v4()));
    let fields = json!({
        "label": "Łąka", "is_active": true, "variants": {"a": 1.5, "b": [null]}, "on_variant": "a", "off_variant": "b",
    });
    assert!(Flag::read(codename("x"), fields.as_object().unwrap()).is_err(), "of two types");
    let fields =
        json!({"label": "Łąka", "is_active": true, "rules": [{"percentage": 12.5, "split": {"on": 1, "off": 2}}]});
    let flag = Flag::read(codename("New.chart-2"), fields.as_object().unwrap()).unwrap();
    let made = store.flags_create(flag.clone(), Some(who), NOW).await.unwrap();
    assert_eq!((made.version, made.created_by, made.updated_at), (1, Some(who), NOW));
    assert_eq!(world.store().flags_get(&flag.codename).await.unwrap(), Some(made));
    assert_eq!(store.flags_get(&codename("new.chart-2")).await.unwrap(), None);
}

#[tokio::test]
async fn all_flags_are_listed_by_codename() {
    let world = World::new().await;
    let store = world.store();
    for name in ["b", "FF_A", "a"] {
        created(&store, name).await;
    }
    let names: Vec<_> = store.flags_list().await.unwrap().into_iter().map(|stored| stored.flag.codename).collect();
    assert_eq!(names, ["FF_A", "a", "b"].map(codename));
}

#[tokio::test]
async fn a_codename_is_taken_once() {
    let world = World::new().await;
    let store = world.store();
    created(&store, "a").await;
    let again = store.flags_create(Flag::new(codename("a")), None, NOW).await;
    assert!(matches!(again, Err(Error::Conflict)));
    assert_eq!(store.flags_history(&codename("a"), 10, NOW).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_read_an_older_version_changes_nothing() {
    let world = World::new().await;
    let store = world.store();
    let first = created(&store, "a").await;
    let labelled = |label: &str| Flag { label: label.to_owned(), ..first.flag.clone() };
    let second = store.flags_update(&first, labelled("mine"), None, NOW + 1).await.unwrap();
    assert_eq!((second.version, second.created_at, second.updated_at), (2, NOW, NOW + 1));
    let late = store.flags_update(&first, labelled("yours"), None, NOW + 2).await;
    assert!(matches!(late, Err(Error::Conflict)));
    assert!(matches!(store.flags_delete(&first, None, NOW + 2).await, Err(Error::Conflict)));
    assert_eq!(store.flags_get(&codename("a")).await.unwrap(), Some(second.clone()));
    store.flags_delete(&second, None, NOW + 2).await.unwrap();
    assert!(matches!(store.flags_update(&second, labelled("late"), None, NOW + 3).await, Err(Error::Conflict)));
    assert_eq!(store.flags_get(&codename("a")).await.unwrap(), None);
}

#[tokio::test]
async fn a_change_that_changes_nothing_is_not_written() {
    let world = World::new().await;
    let store = world.store();
    let first = created(&store, "a").await;
    let before = world.items().await;
    assert_eq!(store.flags_update(&first, first.flag.clone(), None, NOW + MINUTE).await.unwrap(), first);
    assert_eq!(store.flags_switch(&codename("a"), |_| false, None, NOW + MINUTE).await.unwrap(), Some(first));
    assert_eq!(world.items().await, before);
}

/// Fault 16: toggling was a read and then a write, so two at once were one.
#[tokio::test]
async fn of_two_toggles_at_once_none_is_lost() {
    let world = World::new().await;
    created(&world.store(), "a").await;
    for round in 0..5 {
        let name = codename("a");
        let (one, two) = (world.store(), world.store());
        let toggle = |store: Store| {
            let name = name.clone();
            async move { store.flags_switch(&name, |is| !is, None, NOW).await.unwrap().unwrap() }
        };
        let (a, b) = tokio::join!(toggle(one), toggle(two));
        assert_ne!(a.flag.is_active, b.flag.is_active);
        let stored = world.store().flags_get(&name).await.unwrap().unwrap();
        assert_eq!((stored.flag.is_active, stored.version), (false, 3 + 2 * round));
    }
}

#[tokio::test]
async fn the_history_tells_who_did_what_when_and_outlives_the_flag() {
    let world = World::new().await;
    let store = world.store();
    let (name, who) = (codename("a"), UserId(uuid::Uuid::new_v4()));
    let made = created(&store, "a").await;
    let on = store.flags_switch(&name, |_| true, Some(who), NOW + 1).await.unwrap().unwrap();
    assert_eq!((on.created_by, on.updated_by), (None, Some(who)));
    store.flags_delete(&on, Some(who), NOW + DAY).await.unwrap();
    let history = store.flags_history(&name, 10, NOW + DAY).await.unwrap();
    let told: Vec<_> = history.iter().map(|event| (event.deed, event.version, event.at, event.by)).collect();
    assert_eq!(
        told,
        [
            (FlagDeed::Deleted, 3, NOW + DAY, Some(who)),
            (FlagDeed::Updated, 2, NOW + 1, Some(who)),
            (FlagDeed::Created, 1, NOW, None),
        ]
    );
    assert_eq!(json!(history[1].changes), json!({"is_active": {"from": false, "to": true}}));
    assert_eq!(store.flags_history(&name, 1, NOW + DAY).await.unwrap().len(), 1);
    assert_eq!(
        store.flags_history(&name, 10, NOW + 365 * DAY + MINUTE).await.unwrap().len(),
        1,
        "the rest is a year old"
    );
    let again = store.flags_create(made.flag, None, NOW + 2 * DAY).await.unwrap();
    assert_eq!(again.version, 1);
    assert_eq!(store.flags_history(&name, 10, NOW + 2 * DAY).await.unwrap()[0].deed, FlagDeed::Created);
}
