//! Writing and reading, before and after sealing.

use crate::support::*;
use series::{Dimensions, Filter, Op, Range};
use store::{Error, Order, Remember};
use testkit::{MINUTE, NOW, World};

#[tokio::test]
async fn a_point_is_read_back_at_once_and_after_sealing() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "m", write(&[(5, "a", 1.5), (3, "", 2.0)]), NOW).await;
    let expect = [(3, String::new(), 2.0), (5, "a".into(), 1.5)];
    assert_eq!(read(&store, user, "m").await, expect);
    seal(&store, user, NOW + 2 * MINUTE).await;
    assert_eq!(read(&store, user, "m").await, expect);
    assert_eq!(read(&world.store(), user, "m").await, expect, "another process sees the same");
}

#[tokio::test]
async fn a_small_write_costs_one_unit_whatever_the_size_of_the_metric() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "m", write(&[(1, "a", 1.0)]), NOW).await;
    for count in [0, 10_000] {
        let points = (0..count).map(|i| (i, "a", 1.0)).collect::<Vec<_>>();
        append(&store, user, "m", write(&points), NOW + 1).await;
        seal(&store, user, NOW + 2 * MINUTE).await;
        let before = store.usage().reading();
        append(&store, user, "m", write(&[(20_000, "a", 1.0)]), NOW + 3 * MINUTE).await;
        let cost = store.usage().reading() - before;
        assert_eq!((cost.write, cost.read, cost.calls), (1.0, 0.0, 1), "after {count} points");
    }
}

#[tokio::test]
async fn a_request_larger_than_an_item_is_stored_whole() {
    let world = World::new().await;
    let (store, user) = (world.store_with(SMALL), user());
    let names: Vec<String> = (0..500).map(|i| format!("n{}", (i * 7919) % 100_003)).collect();
    let points: Vec<(i64, &str, f64)> = names.iter().enumerate().map(|(i, n)| (i as i64, n.as_str(), 0.1)).collect();
    append(&store, user, "m", write(&points), NOW).await;
    assert_eq!(read(&store, user, "m").await.len(), 500);
    seal(&store, user, NOW + 2 * MINUTE).await;
    assert_eq!(read(&store, user, "m").await.len(), 500);
}

#[tokio::test]
async fn ranges_and_both_orders_agree_with_the_whole() {
    let world = World::new().await;
    let (store, user) = (world.store_with(SMALL), user());
    let all: Vec<(i64, &str, f64)> =
        (0..400).map(|i| (i / 2, if i % 2 == 0 { "a" } else { "b" }, (i as f64).sqrt())).collect();
    append(&store, user, "m", write(&all[..300]), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "m", write(&all[300..]), NOW + 3 * MINUTE).await;
    let expect = |range: Range| -> Vec<(i64, String, f64)> {
        all.iter().filter(|p| range.contains(p.0)).map(|p| (p.0, p.1.to_owned(), p.2)).collect()
    };
    let bounds = [None, Some(-5), Some(0), Some(1), Some(77), Some(150), Some(199), Some(200), Some(1000)];
    for start in bounds {
        for end in bounds {
            let range = Range { start, end };
            let ascending = collect(&store, user, "m", range, Order::Ascending).await;
            let descending = collect(&store, user, "m", range, Order::Descending).await;
            assert_eq!(testkit::plain(&ascending), expect(range), "{range:?}");
            assert_eq!(testkit::plain(&descending), expect(range), "{range:?} descending");
        }
    }
}

#[tokio::test]
async fn many_points_of_one_time_fill_several_chunks_and_stay_one_series() {
    let world = World::new().await;
    let (store, user) = (world.store_with(SMALL), user());
    let names: Vec<String> = (0..300).map(|i| format!("src-{:05}", (i * 7919) % 100_003)).collect();
    let points: Vec<(i64, &str, f64)> = names.iter().map(|n| (7, n.as_str(), 1.0)).collect();
    append(&store, user, "m", write(&points), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "m", write(&[(7, &names[250], 2.0), (6, "x", 0.0), (8, "y", 0.0)]), NOW + 3 * MINUTE).await;
    seal(&store, user, NOW + 5 * MINUTE).await;
    let read = read(&store, user, "m").await;
    assert_eq!(read.len(), 302);
    assert_eq!(read[251], (7, names[250].clone(), 2.0), "its place is kept");
    for (order, range) in [
        (Order::Ascending, Range { start: Some(7), end: Some(8) }),
        (Order::Descending, Range { start: Some(7), end: Some(8) }),
    ] {
        assert_eq!(collect(&store, user, "m", range, order).await.len(), 300);
    }
}

#[tokio::test]
async fn corrections_hold_before_and_after_sealing() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "m", write(&[(1, "a", 1.0), (2, "a", 2.0), (3, "b", 3.0), (4, "b", 4.0)]), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    let range = Range { start: Some(2), end: Some(4) };
    let only_b = Filter::parse(["n=b"]).unwrap();
    append(&store, user, "m", Op::DeleteWhere(range, only_b), NOW + 3 * MINUTE).await;
    append(&store, user, "m", Op::DeletePoints(vec![(1, Dimensions::new([("n", "a")]))]), NOW + 3 * MINUTE).await;
    let expect = [(2, "a".to_owned(), 2.0), (4, "b".into(), 4.0)];
    assert_eq!(read(&store, user, "m").await, expect);
    seal(&store, user, NOW + 5 * MINUTE).await;
    assert_eq!(read(&store, user, "m").await, expect);
}

#[tokio::test]
async fn writes_of_one_process_keep_their_order_within_a_millisecond() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    for value in 0..50 {
        append(&store, user, "m", write(&[(1, "", f64::from(value))]), NOW).await;
    }
    assert_eq!(read(&store, user, "m").await, [(1, String::new(), 49.0)]);
}

#[tokio::test]
async fn an_idempotency_key_is_remembered_with_the_write_or_not_at_all() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    let remember = Remember { key: "k".into(), fingerprint: "f".into(), answer: "null".into() };
    let ops = vec![(metric("m"), write(&[(1, "", 1.0)]))];
    store.points_append(user, ops.clone(), Some(remember.clone()), NOW).await.unwrap();
    let again =
        store.points_append(user, vec![(metric("m"), write(&[(2, "", 2.0)]))], Some(remember.clone()), NOW).await;
    assert!(matches!(again, Err(Error::Conflict)));
    assert_eq!(read(&store, user, "m").await.len(), 1, "the second write left nothing");
    let remembered = store.points_remembered(user, "k", NOW).await.unwrap().unwrap();
    assert_eq!((remembered.fingerprint.as_str(), remembered.answer.as_str()), ("f", "null"));
    let tomorrow = NOW + testkit::DAY + 1000;
    assert_eq!(store.points_remembered(user, "k", tomorrow).await.unwrap(), None);
    store.points_append(user, ops, Some(remember), tomorrow).await.unwrap();
}
