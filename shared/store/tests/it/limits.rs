//! DynamoDB's limits on items and transactions, met by what users may send.

use crate::support::*;
use series::{Columns, Dimensions, Op, Range};
use store::{Order, Policy};
use testkit::{MINUTE, NOW, World};

/// Each minute three thousand sensors report. A request of many minutes spells each name once, a chunk of a few thousand
/// points has to spell them all again.
fn many_series(request: i64) -> Op {
    let name = |i: u128| format!("{:032x}", i.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
    let sensors: Vec<Dimensions> = (0..3_000).map(|i| Dimensions::new([("src", name(i))])).collect();
    let mut points = Columns::default();
    for minute in request * 15..(request + 1) * 15 {
        sensors.iter().for_each(|sensor| points.push(minute * MINUTE, sensor, 1.0));
    }
    Op::Write(points)
}

#[tokio::test]
async fn a_log_that_becomes_more_chunks_than_a_transaction_holds_is_sealed() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    for round in 0..8 {
        append(&store, user, "m", many_series(round), NOW).await;
    }
    seal(&store, user, NOW + 2 * MINUTE).await;
    assert_eq!(collect(&store, user, "m", Range::default(), Order::Ascending).await.len(), 8 * 45_000);
}

#[tokio::test]
async fn a_block_that_becomes_hundreds_of_small_chunks_is_sealed() {
    let world = World::new().await;
    let (store, user) = (world.store_with(Policy { block_bytes: 350_000, ..SMALL }), user());
    let points: Vec<(i64, &str, f64)> = (0..10_000).map(|i| (i, "", (i as f64).sqrt())).collect();
    append(&store, user, "m", write(&points), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    assert_eq!(read(&store, user, "m").await.len(), 10_000);
}

#[tokio::test]
async fn dimension_keys_that_never_come_again_do_not_fill_the_catalogue_entry() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    for round in 0..25_i64 {
        let mut points = Columns::default();
        for i in 0..200 {
            points.push(round, &Dimensions::new([(format!("{:0>99}", round * 200 + i), "x")]), 1.0);
        }
        let now = NOW + round * 10 * MINUTE;
        append(&store, user, "m", Op::Write(points), now).await;
        seal(&store, user, now + 2 * MINUTE).await;
    }
    assert_eq!(collect(&store, user, "m", Range::default(), Order::Ascending).await.len(), 5_000);
    assert!(store.metrics_detail(user).await.unwrap()[0].dimension_keys.len() <= 200);
}

/// Sixteen kilobytes of dimensions a point, which compress to nearly nothing: a request of a few kilobytes is 32 MB once
/// it is read.
fn long_dimensions(request: i64) -> Op {
    let mut points = Columns::default();
    for i in request * 2_000..(request + 1) * 2_000 {
        points.push(i, &Dimensions::new([("k", format!("{}{i}", "a".repeat(16_000)))]), 1.0);
    }
    Op::Write(points)
}

fn text_bytes(points: &Columns) -> usize {
    points.sets.iter().flat_map(Dimensions::pairs).map(|(key, value)| key.len() + value.len()).sum()
}

#[tokio::test]
async fn long_dimensions_are_sealed_in_bites_that_fit_into_memory_and_lie_in_chunks_that_do() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    for request in 0..6 {
        append(&store, user, "m", long_dimensions(request), NOW).await;
    }
    let first = store.seal(user, NOW + 2 * MINUTE).await.unwrap();
    assert!(first.more && first.blocks <= 3, "100 MB at once: {first:?}");
    seal(&store, user, NOW + 2 * MINUTE).await;
    let mut few = store.points_scan(user, metric("m"), Range::default(), Order::Ascending).of_few();
    let batch = few.next().await.unwrap().unwrap();
    assert!(text_bytes(&batch) < 16_000_000, "two chunks of {} MB", text_bytes(&batch) >> 20);
}
