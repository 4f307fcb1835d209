//! Our layout: Impulses itself, over HTTP, with its log and its chunks beneath.

use crate::api::{Api, Body};
use crate::measure::{Answer, Cost};
use crate::operations::Operation;
use crate::points::{DAY, START, Thermometer};
use crate::stage::{self, Stage};
use domain::{MetricName, UserId};
use series::Op;
use std::time::Instant;
use store::{Store, UsageReading};

/// Points of a request while a metric is filled.
const REQUEST: usize = 1_000;

/// One metric of the owner.
pub(crate) struct Chunks {
    api: Api,
    store: Store,
    user: UserId,
    metric: MetricName,
}

impl Chunks {
    pub(crate) fn new(stage: &Stage, metric: MetricName) -> Chunks {
        Chunks { api: stage.api(), store: stage.store().clone(), user: stage.user(), metric }
    }

    /// Fills the metric; past the border, which does not tell a thousand points from the next thousand.
    pub(crate) async fn fill(&self, from: &mut Thermometer, points: usize) -> anyhow::Result<Cost> {
        let before = self.store.usage().reading();
        let mut left = points;
        while 0 < left {
            let columns = from.read(left.min(REQUEST));
            left -= columns.len();
            let ops = vec![(self.metric.clone(), Op::Write(columns))];
            self.store.points_append(self.user, ops, None, stage::now_ms()).await?;
        }
        Ok(self.since(before))
    }

    /// Moves the log into chunks.
    pub(crate) async fn seal(&self) -> anyhow::Result<Cost> {
        let before = self.store.usage().reading();
        stage::seal(&self.store, self.user).await?;
        Ok(self.since(before))
    }

    /// Does `operation`; what comes back is counted after the time is taken.
    pub(crate) async fn answer(&self, operation: &Operation) -> anyhow::Result<Answer> {
        let (before, begun) = (self.store.usage().reading(), Instant::now());
        let body = self.send(operation).await?;
        let (took, cost) = (begun.elapsed(), self.since(before));
        let points = match operation {
            Operation::Write(points) => points.len(),
            _ => body.as_ref().map(Body::count).transpose()?.unwrap_or_default(),
        };
        Ok(Answer { took, cost, points, bytes: body.map(|body| body.bytes.len()) })
    }

    async fn send(&self, operation: &Operation) -> anyhow::Result<Option<Body>> {
        let metric = self.metric.as_str();
        let query = match operation {
            Operation::Write(points) => return self.api.write(metric, points).await.map(|()| None),
            Operation::ReadAll => String::new(),
            Operation::ReadDay(start) => format!("?start={start}&end={}", start + DAY),
            Operation::ReadByDay(days) => by_day(*days),
        };
        self.api.read(metric, &query).await.map(Some)
    }

    fn since(&self, before: UsageReading) -> Cost {
        Cost::from(self.store.usage().reading() - before)
    }
}

/// The query of the first `days` days, a mean for each.
pub(crate) fn by_day(days: i64) -> String {
    format!("?start={START}&end={}&step=1d&agg=avg", START + days * DAY)
}
