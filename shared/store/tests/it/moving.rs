//! Everything of one table put into another: what comes over, what stays behind, and what becomes of it without capacity.

use crate::support::*;
use store::{ExportFrom, Heartbeat, ImportBegun, Policy, RawItem, Remember, Store};
use testkit::{DAY, Fault, Gate, MINUTE, NOW, World};

/// All that an export gives at `now`, and how much it leaves out.
async fn exported(store: &Store, now: i64) -> (Vec<RawItem>, u64) {
    let (mut items, mut left_out, mut from): (_, _, Option<ExportFrom>) = (Vec::new(), 0, None);
    loop {
        let page = store.export(from, now).await.unwrap();
        items.extend(page.items);
        left_out += page.left_out;
        from = page.next;
        if from.is_none() {
            return (items, left_out);
        }
    }
}

/// A world in which somebody has written points, once with a key, and of which a part is sealed.
async fn lived_in() -> World {
    let (world, user) = (World::new().await, user());
    let store = world.store();
    store.heartbeat_write(Heartbeat { at: NOW, dead_jobs: 0, concern_at: None }).await.unwrap();
    append(&store, user, "m", write(&[(1, "x", 1.5), (2, "", -0.0)]), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    let remember = Remember { key: "k".into(), fingerprint: "f".into(), answer: "null".into() };
    let ops = vec![(metric("m"), write(&[(3, "\u{1}\"é", 1e300)]))];
    store.points_append(user, ops, Some(remember), NOW).await.unwrap();
    world
}

#[tokio::test]
async fn what_comes_over_is_the_same_to_the_byte_also_by_way_of_json() {
    let (world, other) = (lived_in().await, World::new().await);
    let (items, left_out) = exported(&world.store(), NOW).await;
    assert_eq!(left_out, 1, "the heartbeat is this table's");
    let json: Vec<String> = items.iter().map(|item| serde_json::to_string(item).unwrap()).collect();
    let items = json.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    other.store().import(items).await.unwrap();
    let ours: Vec<_> = world.items().await.into_iter().filter(|item| !item.contains("HEARTBEAT")).collect();
    assert_eq!(other.items().await, ours);
    assert!(serde_json::from_str::<RawItem>(r#"{"pk":{"S":"a"}}"#).is_err(), "an item without a key is none");
}

#[tokio::test]
async fn what_has_expired_stays_behind() {
    let world = lived_in().await;
    let (all, _) = exported(&world.store(), NOW).await;
    let (later, left_out) = exported(&world.store(), NOW + 2 * DAY).await;
    assert_eq!((later.len() + 1, left_out), (all.len(), 2), "an answer is remembered for a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_capacity_is_asked_until_it_has_some() {
    let (world, other) = (lived_in().await, World::new().await);
    let throttled = async |world: &World| {
        let mut gate = Gate::before(&world.endpoint()).await;
        let store = gate.store_with(Policy::default());
        // The SDK itself tries three times.
        tokio::spawn(async move {
            for call in 1.. {
                gate.pass((call < 5).then_some(Fault::Throttled)).await;
            }
        });
        store
    };
    let (items, _) = exported(&throttled(&world).await, NOW).await;
    throttled(&other).await.import(items).await.unwrap();
    assert_eq!(other.items().await.len() + 1, world.items().await.len());
}

#[tokio::test]
async fn only_a_table_that_nobody_uses_takes_an_import_and_only_one() {
    let world = World::new().await;
    let store = world.store();
    store.heartbeat_write(Heartbeat { at: NOW, dead_jobs: 0, concern_at: None }).await.unwrap();
    assert_eq!(store.import_begin("one").await.unwrap(), ImportBegun::New);
    assert!(store.import_is_under_way().await.unwrap());
    assert_eq!(store.import_begin("one").await.unwrap(), ImportBegun::Again);
    assert_eq!(store.import_begin("two").await.unwrap(), ImportBegun::Other);
    store.import_end("one", NOW).await.unwrap();
    assert!(!store.import_is_under_way().await.unwrap());
    assert_eq!(store.import_begin("one").await.unwrap(), ImportBegun::Done);
    assert_eq!(store.import_begin("two").await.unwrap(), ImportBegun::Occupied);
    assert_eq!(lived_in().await.store().import_begin("one").await.unwrap(), ImportBegun::Occupied);
}
