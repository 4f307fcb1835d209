//! Sealers, readers and writers in every order of their calls to DynamoDB.
//!
//! Each actor is real code behind a gate that lets one call through at a time, so an interleaving is a list of whose
//! call goes next, and all of them are tried. Two orders that differ only in adjacent calls which cannot notice one another
//! are the same, and tried once. A crash is an actor that gets no further turn.

use crate::support::*;
use domain::UserId;
use series::{Dimensions, Filter, Op, Range};
use store::{Error, Order, Scan, Sealed, Store};
use testkit::{Call, MINUTE, NOW, Ordered, World};

type Points = Vec<(i64, String, f64)>;
type Sealer = Ordered<Result<Sealed, Error>>;

/// When the first and the second sealer begin; what is written between them settles in time for the second only.
const FIRST: i64 = NOW + 10 * MINUTE;
const SECOND: i64 = NOW + 20 * MINUTE;

/// All interleavings of two actors, one after the other.
#[derive(Default)]
struct Explorer {
    /// For each turn of the run before: which of the possible actors went, and how many were possible.
    turns: Vec<(usize, usize)>,
}

impl Explorer {
    /// Takes the next turn of this run.
    fn choose(&mut self, turn: usize, possible: &[usize]) -> usize {
        if turn == self.turns.len() {
            self.turns.push((0, possible.len()));
        }
        possible[self.turns[turn].0]
    }

    /// Prepares the next run; false where all were tried.
    fn advance(&mut self) -> bool {
        while let Some((chosen, possible)) = self.turns.pop() {
            if chosen + 1 < possible {
                self.turns.push((chosen + 1, possible));
                return true;
            }
        }
        false
    }
}

/// What a call reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Fence,
    Log,
    /// A metric's chunks and its entry.
    Metric,
}

/// The parts that a call touches, and whether it writes them.
fn footprint(call: &Call) -> Vec<(Part, bool)> {
    let part = match &call.body {
        body if body.contains("#LOG") => Part::Log,
        body if body.contains("#M#") || body.contains("#CAT") => Part::Metric,
        _ => Part::Fence,
    };
    match call.operation.as_str() {
        "Query" | "GetItem" => vec![(part, false)],
        "TransactWriteItems" => vec![(Part::Metric, true), (Part::Fence, false)],
        _ => vec![(part, true)],
    }
}

fn independent(a: &Call, b: &Call) -> bool {
    let touches = |part, writes| footprint(b).iter().any(|(other, wrote)| *other == part && (writes || *wrote));
    footprint(a).into_iter().all(|(part, writes)| !touches(part, writes))
}

fn writes(call: &Call) -> bool {
    footprint(call).iter().any(|(_, writes)| *writes)
}

/// Who may go next: everybody who wants to, but not the first actor right behind a call of the second's that could as
/// well have come after.
async fn possible(actors: &mut [Sealer; 2], last: Option<&(usize, Call)>) -> Vec<usize> {
    let mut possible = Vec::new();
    for (i, actor) in actors.iter_mut().enumerate() {
        let Some(call) = actor.peek().await else { continue };
        if !(i == 0 && last.is_some_and(|(actor, last)| *actor == 1 && independent(last, call))) {
            possible.push(i);
        }
    }
    possible
}

/// Whether a seal is scheduled is nobody's business here: the look at the job goes with the write.
async fn look_at_job(actor: &mut Sealer) {
    assert!(actor.step().await.is_some_and(|call| call.body.contains("J#seal")));
}

/// A metric of several small chunks, and a log that divides one of them and overwrites in it.
async fn prepare(store: &Store, user: UserId) {
    let sealed: Vec<(i64, &str, f64)> = (0..60).map(|i| (i, "a", (i as f64).sqrt())).collect();
    append(store, user, "m", write(&sealed), NOW).await;
    seal(store, user, NOW + 2 * MINUTE).await;
    let names: Vec<String> = (0..40).map(|i| format!("{:x}", i * 2_654_435_761_u64)).collect();
    let between: Vec<(i64, &str, f64)> = names.iter().map(|name| (5, name.as_str(), 1.0)).collect();
    append(store, user, "m", write(&between), NOW + 3 * MINUTE).await;
}

/// More of it: an append behind everything and a correction.
async fn prepare_more(store: &Store, user: UserId) {
    prepare(store, user).await;
    let correction = Op::DeletePoints(vec![(3, Dimensions::new([("n", "a")]))]);
    let ops = vec![(metric("m"), correction), (metric("m"), write(&[(7, "a", 77.0), (100, "c", 1.0)]))];
    store.points_append(user, ops, None, NOW + 3 * MINUTE).await.expect("the engine takes it");
}

async fn sealer(world: &World, user: UserId, now: i64) -> Sealer {
    Ordered::start(&world.endpoint(), SMALL, move |store| async move { store.seal(user, now).await }).await
}

/// Somebody who corrects the metric between the two sealers and then seals: what the first sealer must not undo.
async fn corrector(world: &World, user: UserId, op: Op) -> Sealer {
    Ordered::start(&world.endpoint(), SMALL, move |store| async move {
        append(&store, user, "m", op, FIRST).await;
        store.seal(user, SECOND).await
    })
    .await
}

/// Readers that began at some turn of a run and are finished at every later one.
struct Readers {
    begun: Vec<(Scan, Points)>,
}

impl Readers {
    /// Finishes a copy of every reader begun so far, and begins another.
    async fn turn(&mut self, store: &Store, user: UserId) {
        let now = sorted(read(store, user, "m").await);
        for (scan, at_begin) in &self.begun {
            let seen = sorted(drain(scan.clone()).await);
            assert!(seen == *at_begin || seen == now, "a reader saw {seen:?}, not {at_begin:?} nor {now:?}");
        }
        let mut scan = store.points_scan(user, metric("m"), Range::default(), Order::Ascending).of_few();
        scan.begin().await.expect("the engine answers");
        self.begun.push((scan, now));
    }
}

async fn drain(mut scan: Scan) -> Points {
    let mut points = Points::new();
    while let Some(batch) = scan.next().await.expect("the engine answers") {
        points.extend(testkit::plain(&batch));
    }
    points
}

fn sorted(mut points: Points) -> Points {
    points.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    points
}

/// Runs `second` beside a sealer in every order; after every write all points must be as `before`, or, once the second
/// actor has written, as `after`.
async fn explore<F: Future<Output = Sealer>>(world: &World, second: impl Fn(UserId) -> F, correction: Option<Op>) {
    let mut explorer = Explorer::default();
    let mut runs = 0;
    loop {
        let (store, user) = (world.store_with(SMALL), user());
        match correction {
            None => prepare_more(&store, user).await,
            Some(_) => prepare(&store, user).await,
        }
        let before = sorted(read(&store, user, "m").await);
        let after = corrected(&before, correction.as_ref());
        let mut actors = [sealer(world, user, FIRST).await, second(user).await];
        let (mut last, mut written) = (None, correction.is_none());
        for turn in 0.. {
            let possible = possible(&mut actors, last.as_ref()).await;
            if possible.is_empty() {
                break;
            }
            let actor = explorer.choose(turn, &possible);
            let call = actors[actor].step().await.expect("it wanted to call");
            if call.operation == "PutItem" {
                look_at_job(&mut actors[actor]).await;
            }
            written |= actor == 1;
            if writes(&call) {
                let expect = if written { &after } else { &before };
                assert_eq!(&sorted(read(&store, user, "m").await), expect, "{:?}", explorer.turns);
            }
            last = Some((actor, call));
        }
        seal(&store, user, SECOND + 10 * MINUTE).await;
        assert_eq!(sorted(read(&store, user, "m").await), after, "{:?}", explorer.turns);
        let details = store.metrics_detail(user).await.expect("the engine answers");
        assert_eq!(details.first().map_or(0, |metric| metric.count), after.len() as u64);
        runs += 1;
        if !explorer.advance() {
            break;
        }
    }
    println!("{runs} interleavings");
    assert!(100 < runs, "two actors of several calls each have many orders, not {runs}");
}

fn corrected(points: &Points, correction: Option<&Op>) -> Points {
    let given: Vec<(i64, &str, f64)> = points.iter().map(|(t, n, v)| (*t, n.as_str(), *v)).collect();
    let ops: Vec<&Op> = correction.into_iter().collect();
    sorted(testkit::plain(&series::apply(testkit::columns(&given), &ops, &Range::default())))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_seals_at_once_lose_and_double_nothing() {
    let world = World::new().await;
    explore(&world, async |user| sealer(&world, user, FIRST).await, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_sealer_resurrects_no_deleted_point() {
    let world = World::new().await;
    let op = Op::DeleteWhere(Range { start: Some(7), end: Some(14) }, Filter::default());
    explore(&world, async |user| corrector(&world, user, op.clone()).await, Some(op.clone())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_sealer_resurrects_no_dropped_metric() {
    let world = World::new().await;
    explore(&world, async |user| corrector(&world, user, Op::Drop).await, Some(Op::Drop)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_killed_after_any_call_leaves_every_point_and_the_next_one_finishes() {
    let world = World::new().await;
    for survived in 0.. {
        let (store, user) = (world.store_with(SMALL), user());
        prepare_more(&store, user).await;
        let expect = sorted(read(&store, user, "m").await);
        let mut sealer = sealer(&world, user, FIRST).await;
        for _ in 0..survived {
            sealer.step().await;
        }
        let ended = sealer.peek().await.is_none();
        sealer.crash();
        assert_eq!(sorted(read(&store, user, "m").await), expect, "killed after {survived} calls");
        seal(&store, user, FIRST).await;
        assert_eq!(sorted(read(&store, user, "m").await), expect, "sealed after that");
        assert_eq!(store.metrics_detail(user).await.expect("the engine answers")[0].count, expect.len() as u64);
        if ended {
            assert!(5 < survived, "a seal makes several calls");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_began_at_any_time_of_a_seal_sees_every_point_once() {
    let world = World::new().await;
    let store = world.store_with(SMALL);
    let user = user();
    prepare_more(&store, user).await;
    let mut sealer = sealer(&world, user, FIRST).await;
    let mut readers = Readers { begun: Vec::new() };
    readers.turn(&store, user).await;
    while sealer.step().await.is_some() {
        readers.turn(&store, user).await;
    }
    assert!(5 < readers.begun.len(), "a seal makes several calls");
}

/// Readers of every order and range, stopped at every page at every turn of a seal, and finished at every later turn.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stops_at_any_page_during_a_seal_sees_every_point_once() {
    let world = World::new().await;
    let all_but_the_last = Filter::parse(["n!~a|181a7389f7"]).unwrap();
    for correction in [None, Some(Op::DeleteWhere(Range { start: Some(5), end: Some(6) }, all_but_the_last))] {
        let (store, user) = (world.store_with(SMALL), user());
        prepare(&store, user).await;
        if let Some(correction) = correction {
            seal(&store, user, NOW + 5 * MINUTE).await;
            append(&store, user, "m", correction, NOW + 6 * MINUTE).await;
        }
        let all = sorted(read(&store, user, "m").await);
        let mut sealer = sealer(&world, user, FIRST).await;
        let mut stopped: Vec<(Scan, Range, Points)> = Vec::new();
        let mut turns = 0;
        loop {
            for order in [Order::Ascending, Order::Descending] {
                for (start, end) in
                    [(None, None), (Some(5), None), (Some(5), Some(6)), (Some(6), Some(40)), (None, Some(6))]
                {
                    let range = Range { start, end };
                    let mut scan = store.points_scan(user, metric("m"), range, order).of_few();
                    scan.begin().await.unwrap();
                    let mut seen = Points::new();
                    for _ in 0..4 {
                        stopped.push((scan.clone(), range, seen.clone()));
                        let Some(batch) = scan.next().await.unwrap() else { break };
                        seen.extend(testkit::plain(&batch));
                    }
                }
            }
            let more = sealer.step().await.is_some();
            for (scan, range, seen) in &stopped {
                let mut seen = seen.clone();
                seen.extend(drain(scan.clone()).await);
                let expect: Points = all.iter().filter(|point| range.contains(point.0)).cloned().collect();
                assert_eq!(sorted(seen), expect, "{range:?} in turn {turns}");
            }
            turns += 1;
            if !more {
                break;
            }
        }
        assert!(5 < turns, "a seal makes several calls");
    }
}
