//! The list of metrics and what is known of each.

use crate::support::*;
use domain::UserId;
use series::{Columns, Filter, Op, Range};
use store::Store;
use testkit::{MINUTE, NOW, World};

async fn names(store: &Store, user: UserId) -> Vec<String> {
    store.metrics_list(user).await.unwrap().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn metrics_are_listed_in_order_of_first_write_sealed_or_not() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    for (i, name) in ["z", "a", "m"].into_iter().enumerate() {
        append(&store, user, name, write(&[(1, "", 1.0)]), NOW + i as i64).await;
    }
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "b", Op::Write(Columns::default()), NOW + 3 * MINUTE).await;
    append(&store, user, "z", write(&[(2, "", 1.0)]), NOW + 3 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["z", "a", "m", "b"]);
    seal(&store, user, NOW + 6 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["z", "a", "m", "b"]);
}

#[tokio::test]
async fn a_dropped_metric_is_gone_and_comes_back_at_the_end_of_the_list() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "a", write(&[(1, "", 1.0)]), NOW).await;
    append(&store, user, "b", write(&[(1, "", 1.0)]), NOW + 1).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "a", Op::Drop, NOW + 3 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["b"]);
    append(&store, user, "a", write(&[(9, "", 9.0)]), NOW + 3 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["b", "a"]);
    assert_eq!(read(&store, user, "a").await, [(9, String::new(), 9.0)]);
    seal(&store, user, NOW + 5 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["b", "a"]);
    assert_eq!(read(&store, user, "a").await, [(9, String::new(), 9.0)]);
    append(&store, user, "a", Op::Drop, NOW + 6 * MINUTE).await;
    seal(&store, user, NOW + 8 * MINUTE).await;
    assert_eq!(names(&store, user).await, ["b"]);
    assert!(read(&store, user, "a").await.is_empty());
}

#[tokio::test]
async fn details_are_true_before_and_after_sealing() {
    let world = World::new().await;
    let (store, user) = (world.store_with(SMALL), user());
    let mut now = NOW;
    let points: Vec<(i64, &str, f64)> = (0..200).map(|i| (i, "a", (i as f64).sqrt())).collect();
    let steps = [
        (write(&points), 200, Some((0, 199))),
        (write(&[(199, "a", 0.0), (300, "b", 1.0)]), 201, Some((0, 300))),
        (Op::DeleteWhere(Range { start: Some(200), end: None }, Filter::default()), 200, Some((0, 199))),
        (Op::DeleteWhere(Range { start: None, end: Some(10) }, Filter::default()), 190, Some((10, 199))),
        (write(&[(-7, "c", 1.0)]), 191, Some((-7, 199))),
        (Op::DeleteWhere(Range::default(), Filter::default()), 0, None),
        (write(&[(5, "c", 1.0)]), 1, Some((5, 5))),
    ];
    for (op, count, bounds) in steps {
        append(&store, user, "m", op, now).await;
        for sealed in [false, true] {
            if sealed {
                seal(&store, user, now + 2 * MINUTE).await;
            }
            let details = store.metrics_detail(user).await.unwrap();
            assert_eq!((details[0].count, details[0].bounds), (count, bounds), "sealed: {sealed}");
            assert_eq!(details[0].last_write, now);
            assert!(details[0].dimension_keys.contains("n"));
        }
        now += 5 * MINUTE;
    }
}
