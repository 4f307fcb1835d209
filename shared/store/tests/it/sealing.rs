//! What sealing costs, keeps and leaves alone.

use crate::support::*;
use domain::JobKind;
use series::{Dimensions, Filter, Op, Range};
use store::{Erased, Order, Policy, Store};
use testkit::{MINUTE, NOW, Ordered, World, plain};

#[tokio::test]
async fn only_settled_blocks_are_sealed() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "m", write(&[(1, "", 1.0)]), NOW).await;
    assert_eq!(store.seal(user, NOW + MINUTE).await.unwrap().blocks, 0);
    append(&store, user, "m", write(&[(2, "", 1.0)]), NOW + MINUTE).await;
    assert_eq!(store.seal(user, NOW + MINUTE + 1).await.unwrap().blocks, 1);
    assert_eq!(read(&store, user, "m").await.len(), 2);
}

#[tokio::test]
async fn sealing_rewrites_only_the_chunks_it_touches() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    let scattered = |i: i64| ((i * 7919) % 100_003) as f64 * 0.001;
    let points: Vec<(i64, &str, f64)> = (0..60_000).map(|i| (i * 997 + i % 13, "", scattered(i))).collect();
    append(&store, user, "m", write(&points), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "m", write(&[(-5, "", 1.0), (100_000_000, "", 1.0)]), NOW + 3 * MINUTE).await;
    let before = store.usage().reading();
    seal(&store, user, NOW + 5 * MINUTE).await;
    let cost = store.usage().reading() - before;
    assert!(cost.write < 140.0, "two chunks, in a transaction: {cost:?}");
    assert_eq!(read(&store, user, "m").await.len(), 60_002);
}

/// A deterministic history of writes, corrections and drops over a few times and names.
fn history(seed: u64) -> Vec<Op> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let names = ["a", "b", "c"];
    (0..30)
        .map(|_| match next(12) {
            0 => Op::Drop,
            1 | 2 => Op::DeletePoints(vec![(next(200) as i64, Dimensions::new([("n", names[next(3) as usize])]))]),
            3 => {
                let start = next(200) as i64;
                let range = series::Range { start: Some(start), end: Some(start + next(100) as i64) };
                Op::DeleteWhere(range, series::Filter::parse(["n=~a|b"]).unwrap())
            }
            _ => {
                let points: Vec<(i64, &str, f64)> =
                    (0..next(60)).map(|_| (next(200) as i64, names[next(3) as usize], next(1000) as f64)).collect();
                write(&points)
            }
        })
        .collect()
}

/// The history applied in one go, sorted, for comparison regardless of the order within one time.
fn expected(ops: &[Op]) -> Vec<(i64, String, f64)> {
    let ops: Vec<&Op> = ops.iter().collect();
    let mut points = testkit::plain(&series::apply(series::Columns::default(), &ops, &series::Range::default()));
    points.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    points
}

async fn sorted(store: &Store, user: domain::UserId) -> Vec<(i64, String, f64)> {
    let mut points = read(store, user, "m").await;
    points.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    points
}

#[tokio::test]
async fn any_history_reads_the_same_however_it_is_sealed() {
    let world = World::new().await;
    for seed in 1..=12 {
        let (store, user) = (world.store_with(SMALL), user());
        let ops = history(seed);
        let mut now = NOW;
        for (i, op) in ops.iter().enumerate() {
            append(&store, user, "m", op.clone(), now).await;
            if (i as u64).is_multiple_of(seed % 5 + 1) {
                now += 2 * MINUTE;
                seal(&store, user, now).await;
            }
            assert_eq!(sorted(&store, user).await, expected(&ops[..=i]), "seed {seed}, step {i}");
        }
    }
}

#[tokio::test]
async fn erasing_leaves_no_item_and_keeps_sealers_away() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "a", write(&[(1, "", 1.0)]), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    append(&store, user, "b", write(&[(1, "", 1.0)]), NOW + 3 * MINUTE).await;
    let Erased::SoFar { again_at } = store.erase(user, NOW + 4 * MINUTE).await.unwrap() else { panic!("too early") };
    append(&store, user, "late", write(&[(1, "", 1.0)]), NOW + 4 * MINUTE).await;
    assert!(matches!(store.seal(user, NOW + 10 * MINUTE).await, Err(store::Error::Conflict)));
    assert_eq!(store.erase(user, again_at).await.unwrap(), Erased::Completely);
    let left = world.partitions().await;
    assert!(left.iter().all(|pk| pk.starts_with("J#")), "{left:?}");
    let seal_job = store.jobs_claim(JobKind::Seal, &user.to_string(), i64::MAX - 1, i64::MAX).await.unwrap();
    assert!(seal_job.is_some(), "the seal job is the engine's to finish");
}

/// Points of one time fill several chunks, and a deletion lets those that are left move forward into the first.
#[tokio::test]
async fn a_reader_between_two_pages_sees_what_moved_into_a_chunk_it_has_read() {
    let world = World::new().await;
    let (store, user) = (world.store_with(Policy { chunk_bytes: 150, piece_bytes: 100, ..SMALL }), user());
    let names: Vec<String> = (0..40_u64).map(|i| format!("{:x}", i * 2_654_435_761)).collect();
    let tied: Vec<(i64, &str, f64)> = names.iter().map(|name| (5, name.as_str(), 1.0)).collect();
    append(&store, user, "m", write(&tied), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    let last = &names[39];
    let others = Filter::parse([format!("n!={last}")]).unwrap();
    append(&store, user, "m", Op::DeleteWhere(Range::default(), others), NOW + 3 * MINUTE).await;
    let mut scan = store.points_scan(user, metric("m"), Range::default(), Order::Ascending).of_few();
    let mut seen = plain(&scan.next().await.unwrap().unwrap());
    seal(&store, user, NOW + 5 * MINUTE).await;
    while let Some(batch) = scan.next().await.unwrap() {
        seen.extend(plain(&batch));
    }
    assert_eq!(seen, [(5, last.clone(), 1.0)]);
}

#[tokio::test]
async fn a_seal_that_comes_after_the_user_was_erased_leaves_nothing() {
    let world = World::new().await;
    let (store, user) = (world.store(), user());
    append(&store, user, "a", write(&[(1, "", 1.0)]), NOW).await;
    let Erased::SoFar { again_at } = store.erase(user, NOW + MINUTE).await.unwrap() else { panic!("too early") };
    assert_eq!(store.erase(user, again_at).await.unwrap(), Erased::Completely);
    assert_eq!(store.seal(user, NOW + 60 * MINUTE).await.unwrap(), store::Sealed::default());
    let left = world.partitions().await;
    assert!(left.iter().all(|pk| pk.starts_with("J#")), "{left:?}");
}

/// The same between the two queries of a reader whose range begins inside of such points.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_between_its_first_chunk_and_the_next_sees_what_moved_there() {
    let world = World::new().await;
    let policy = Policy { chunk_bytes: 150, piece_bytes: 100, ..SMALL };
    let (store, user) = (world.store_with(policy), user());
    let names: Vec<String> = (0..40_u64).map(|i| format!("{:x}", i * 2_654_435_761)).collect();
    let tied: Vec<(i64, &str, f64)> = names.iter().map(|name| (5, name.as_str(), 1.0)).collect();
    append(&store, user, "m", write(&tied), NOW).await;
    seal(&store, user, NOW + 2 * MINUTE).await;
    let last = names[39].clone();
    let others = Filter::parse([format!("n!={last}")]).unwrap();
    append(&store, user, "m", Op::DeleteWhere(Range::default(), others), NOW + 3 * MINUTE).await;
    let range = Range { start: Some(5), end: Some(6) };
    let mut reader =
        Ordered::start(
            &world.endpoint(),
            policy,
            move |store| async move { read_range(&store, user, "m", range).await },
        )
        .await;
    while !reader.step().await.unwrap().body.contains("#M#") {}
    seal(&store, user, NOW + 5 * MINUTE).await;
    assert_eq!(reader.finish().await, [(5, last, 1.0)]);
}

#[tokio::test]
async fn a_deletion_rewrites_only_the_chunks_that_lose_points() {
    let world = World::new().await;
    let (store, user) = (world.store_with(SMALL), user());
    let mut points: Vec<(i64, &str, f64)> = (0..2_000).map(|i| (i, "", (i as f64).sqrt())).collect();
    points.push((1_000, "bad", 1.0));
    for points in points.chunks(500) {
        append(&store, user, "m", write(points), NOW).await;
    }
    seal(&store, user, NOW + 2 * MINUTE).await;
    let bad = Filter::parse(["n=bad"]).unwrap();
    append(&store, user, "m", Op::DeleteWhere(Range::default(), bad), NOW + 3 * MINUTE).await;
    let before = store.usage().reading();
    seal(&store, user, NOW + 5 * MINUTE).await;
    let cost = store.usage().reading() - before;
    assert!(cost.write < 30.0, "one chunk of many: {cost:?}");
    assert_eq!(read(&store, user, "m").await.len(), 2_000);
}
