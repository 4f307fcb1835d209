//! Short forms for what these tests say again and again.

use domain::{MetricName, UserId};
use series::{Columns, Op, Range};
use store::{Order, Policy, Store};
use testkit::columns;

/// Chunks of a few dozen points, so that little data makes many.
pub(crate) const SMALL: Policy = Policy {
    block_bytes: 2_000,
    chunk_bytes: 300,
    chunk_points: 100_000,
    piece_bytes: 200,
    settle_ms: testkit::MINUTE,
    seal_after_ms: 60 * testkit::MINUTE,
    long_log_bytes: 100_000,
};

pub(crate) fn user() -> UserId {
    UserId(uuid::Uuid::new_v4())
}

pub(crate) fn metric(name: &str) -> MetricName {
    MetricName::parse(name).expect("a valid name")
}

pub(crate) fn write(points: &[(i64, &str, f64)]) -> Op {
    Op::Write(columns(points))
}

pub(crate) async fn append(store: &Store, user: UserId, name: &str, op: Op, now: i64) {
    store.points_append(user, vec![(metric(name), op)], None, now).await.expect("the engine takes it");
}

pub(crate) async fn read(store: &Store, user: UserId, name: &str) -> Vec<(i64, String, f64)> {
    read_range(store, user, name, Range::default()).await
}

pub(crate) async fn read_range(store: &Store, user: UserId, name: &str, range: Range) -> Vec<(i64, String, f64)> {
    testkit::plain(&collect(store, user, name, range, Order::Ascending).await)
}

pub(crate) async fn collect(store: &Store, user: UserId, name: &str, range: Range, order: Order) -> Columns {
    let mut scan = store.points_scan(user, metric(name), range, order).of_few();
    let mut all = Columns::default();
    while let Some(batch) = scan.next().await.expect("the engine answers") {
        all = match order {
            Order::Ascending => all.joined(batch),
            Order::Descending => batch.joined(all),
        };
    }
    all
}

/// Seals whatever has settled by `now`, page by page.
pub(crate) async fn seal(store: &Store, user: UserId, now: i64) {
    while store.seal(user, now).await.expect("nobody else seals").more {}
}
