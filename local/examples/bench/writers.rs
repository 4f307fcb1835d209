//! Several writers at once, and every point counted after.

use crate::items::Items;
use crate::measure::{millis, percentile};
use crate::options::Plan;
use crate::points::START;
use crate::sizes::{OURS, THEIRS};
use crate::stage::{self, Stage};
use serde::Serialize;
use series::{Columns, Dimensions, Range};
use std::sync::Arc;
use std::time::Instant;

const METRIC: &str = "writers";
/// Points of a request.
const REQUEST: usize = 10;

/// What writing at once came to in one layout.
#[derive(Debug, Serialize)]
pub(crate) struct Writers {
    pub(crate) layout: &'static str,
    pub(crate) writers: usize,
    /// Requests of all writers; each was acknowledged, or the bench has failed earlier.
    pub(crate) requests: usize,
    /// Points of those requests, each different.
    pub(crate) acknowledged: usize,
    /// Points that were read after.
    pub(crate) counted: usize,
    /// Points that were read once all was sealed.
    pub(crate) counted_sealed: usize,
    pub(crate) seconds: f64,
    pub(crate) points_a_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// How long all took, in seconds, and each request, in ms.
struct Race {
    seconds: f64,
    millis: Vec<f64>,
}

/// Lets the plan's writers loose on both layouts, one after the other.
pub(crate) async fn measure(stage: &Stage, plan: &Plan) -> anyhow::Result<Vec<Writers>> {
    Ok(vec![ours(stage, plan).await?, theirs(stage, plan).await?])
}

async fn ours(stage: &Stage, plan: &Plan) -> anyhow::Result<Writers> {
    let writer = || {
        let api = stage.api();
        move |points: Columns| {
            let api = api.clone();
            async move { api.write(METRIC, &points).await }
        }
    };
    let race = race(plan, writer).await?;
    let counted = stage.api().read(METRIC, "").await?.count()?;
    stage::seal(stage.store(), stage.user()).await?;
    let counted_sealed = stage.api().read(METRIC, "").await?.count()?;
    Ok(Writers::new(OURS, plan, &race, counted, counted_sealed))
}

async fn theirs(stage: &Stage, plan: &Plan) -> anyhow::Result<Writers> {
    let items = Arc::new(Items::new(stage.client(), METRIC));
    let writer = || {
        let items = items.clone();
        move |points: Columns| {
            let items = items.clone();
            async move { items.write(&points).await.map(drop) }
        }
    };
    let race = race(plan, writer).await?;
    let counted = items.read(Range::default()).await?.0.len();
    Ok(Writers::new(THEIRS, plan, &race, counted, counted))
}

/// Each writer sends its requests one after the other, and all of them at once.
async fn race<W, F>(plan: &Plan, writer: impl Fn() -> W) -> anyhow::Result<Race>
where
    W: Fn(Columns) -> F + Send + Sync + 'static,
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let (begun, requests) = (Instant::now(), plan.requests_a_writer);
    let running = (0..plan.writers).map(|number| tokio::spawn(send_all(number, requests, writer())));
    let running: Vec<_> = running.collect();
    let mut millis = Vec::new();
    for sent in running {
        millis.extend(sent.await??);
    }
    Ok(Race { seconds: begun.elapsed().as_secs_f64(), millis })
}

async fn send_all<W, F>(number: usize, requests: usize, write: W) -> anyhow::Result<Vec<f64>>
where
    W: Fn(Columns) -> F,
    F: Future<Output = anyhow::Result<()>>,
{
    let mut took = Vec::new();
    for request in 0..requests {
        let points = points_of(number, number * requests + request)?;
        let begun = Instant::now();
        write(points).await?;
        took.push(millis(begun.elapsed()));
    }
    Ok(took)
}

/// The points of one request: no other has any of their times.
fn points_of(writer: usize, request: usize) -> anyhow::Result<Columns> {
    let name = Dimensions::new([("writer", writer.to_string())]);
    let first = START + i64::try_from(request * REQUEST)?;
    let mut points = Columns::default();
    (first..).take(REQUEST).for_each(|at| points.push(at, &name, 1.0));
    Ok(points)
}

impl Writers {
    fn new(layout: &'static str, plan: &Plan, race: &Race, counted: usize, counted_sealed: usize) -> Writers {
        let requests = race.millis.len();
        let acknowledged = requests * REQUEST;
        Writers {
            layout,
            writers: plan.writers,
            requests,
            acknowledged,
            counted,
            counted_sealed,
            seconds: race.seconds,
            points_a_second: acknowledged as f64 / race.seconds,
            p50_ms: percentile(&race.millis, 50),
            p99_ms: percentile(&race.millis, 99),
        }
    }

    /// Whether nothing was lost or doubled.
    pub(crate) fn every_point_counted(&self) -> bool {
        self.counted == self.acknowledged && self.counted_sealed == self.acknowledged
    }
}
