//! A year at a point a minute: what reading it consumes, and how long its mean of each day takes.

use crate::api::Api;
use crate::chunks::by_day;
use crate::measure::{Answer, Cost, Measured};
use crate::meter::{self, Tallies};
use crate::options::Plan;
use crate::points::{DAY, MINUTE, START, Thermometer};
use crate::stage::{self, Stage};
use anyhow::ensure;
use domain::MetricName;
use serde::Serialize;
use series::{Op, Range};
use std::time::Instant;
use store::Order;

const METRIC: &str = "year";
/// Points of a request.
const REQUEST: usize = 1_000;

/// What a year came to.
#[derive(Debug, Serialize)]
pub(crate) struct Year {
    pub(crate) days: i64,
    pub(crate) points: usize,
    /// All its points out of the store, by DynamoDB's operations.
    pub(crate) reading: Tallies,
    pub(crate) read_units: f64,
    /// Pages of queries: of the log, of the chunk that holds the start, of the others.
    pub(crate) pages: u64,
    /// Its mean of each day over HTTP, with the token's look-up.
    pub(crate) by_day: Measured,
}

/// Stores and reads the year of the plan.
pub(crate) async fn measure(stage: &Stage, plan: &Plan) -> anyhow::Result<Year> {
    let (days, metric) = (plan.year_days, MetricName::parse(METRIC)?);
    let points = usize::try_from(days * DAY / MINUTE)?;
    fill(stage, &metric, points).await?;
    let reading = read(stage, metric, days, points).await?;
    let (api, mut answers) = (stage.api(), Vec::new());
    for _ in 0..plan.chunks.writes {
        answers.push(read_by_day(stage, &api, days).await?);
    }
    let pages = reading.get("Query").map_or(0, |queries| queries.calls);
    let read_units = meter::units(&reading, true);
    Ok(Year { days, points, reading, read_units, pages, by_day: Measured::of(&answers) })
}

async fn fill(stage: &Stage, metric: &MetricName, points: usize) -> anyhow::Result<()> {
    let (mut room, mut left) = (Thermometer::of_room(1), points);
    while 0 < left {
        let columns = room.read(left.min(REQUEST));
        left -= columns.len();
        stage
            .store()
            .points_append(stage.user(), vec![(metric.clone(), Op::Write(columns))], None, stage::now_ms())
            .await?;
    }
    stage::seal(stage.store(), stage.user()).await
}

async fn read(stage: &Stage, metric: MetricName, days: i64, points: usize) -> anyhow::Result<Tallies> {
    let (store, meter) = stage.metered();
    let range = Range { start: Some(START), end: Some(START + days * DAY) };
    let mut scan = store.points_scan(stage.user(), metric, range, Order::Ascending);
    let mut count = 0;
    while let Some(batch) = scan.next().await? {
        count += batch.len();
    }
    ensure!(count == points, "a year has {points} points, not {count}");
    Ok(meter.take())
}

async fn read_by_day(stage: &Stage, api: &Api, days: i64) -> anyhow::Result<Answer> {
    let (before, begun) = (stage.store().usage().reading(), Instant::now());
    let body = api.read(METRIC, &by_day(days)).await?;
    let took = begun.elapsed();
    let cost = Cost::from(stage.store().usage().reading() - before);
    let points = body.count()?;
    ensure!(points == usize::try_from(days)?, "{days} days came back as {points}");
    Ok(Answer { took, cost, points, bytes: Some(body.bytes.len()) })
}
