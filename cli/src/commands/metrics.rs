//! `impulses metrics`: which metrics there are.

use crate::api::{Metric, Target};
use crate::output::{Output, harmless};
use crate::times::Times;

/// List your metrics: points, first and last time, dimension keys.
#[derive(clap::Args, Debug)]
pub(crate) struct Metrics {}

impl Metrics {
    /// Lists them, in order of first write.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let metrics = target.api()?.metrics()?;
        if output.is_json() {
            return output.json(&metrics);
        }
        if metrics.is_empty() {
            output.say("There are no metrics yet; `impulses push coffee 1` makes one.");
        }
        Ok(output.table(&metrics.iter().map(|metric| row(metric, times)).collect::<Vec<_>>())?)
    }
}

fn row(metric: &Metric, times: &Times) -> Vec<String> {
    let time = |ms: Option<i64>| ms.map_or_else(|| "-".to_owned(), |ms| times.show(ms));
    let keys = harmless(&metric.dimension_keys.join(",")).into_owned();
    vec![metric.name.clone(), metric.count.to_string(), time(metric.first), time(metric.last), keys]
}
