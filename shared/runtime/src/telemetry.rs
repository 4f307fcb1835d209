//! Logs: JSON lines for CloudWatch, plain lines for people. `RUST_LOG` filters both; without it, info and worse.
//!
//! It holds a level, and levels of crates and modules: `info,store=warn`. A release has nothing finer than info (the root
//! Cargo.toml says why). `EnvFilter` knows spans and fields too, for which it brings a second engine of regular expressions
//! into each function.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// Whether standard output is CloudWatch's.
static IS_CLOUDWATCHS: AtomicBool = AtomicBool::new(false);
/// What our metrics are called at CloudWatch.
const NAMESPACE: &str = "Impulses";

/// One JSON object a line on standard output, with the fields of the innermost span: what CloudWatch Logs Insights reads.
pub fn json_lines() {
    IS_CLOUDWATCHS.store(true, Ordering::Relaxed);
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false);
    install(tracing_subscriber::registry().with(filter()).with(lines).try_init());
}

/// One plain line each on standard error; standard output stays the program's own.
pub fn plain_lines() {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    install(tracing_subscriber::registry().with(filter()).with(lines).try_init());
}

/// Metrics as CloudWatch finds them in a log: a line of its own, where standard output goes there, and nothing else. Units are
/// CloudWatch's words.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
pub fn metrics(now: i64, metrics: &[(&str, &str, f64)]) {
    if IS_CLOUDWATCHS.load(Ordering::Relaxed) {
        println!("{}", embedded(now, metrics));
    }
}

fn embedded(now: i64, metrics: &[(&str, &str, f64)]) -> Value {
    let names: Vec<Value> = metrics.iter().map(|(name, unit, _)| json!({ "Name": name, "Unit": unit })).collect();
    let mut line = json!({ "_aws": {
        "Timestamp": now,
        "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": names }],
    } });
    for (name, _, value) in metrics {
        line[*name] = json!(value);
    }
    line
}

/// What cannot be read, or is not there, stands for info.
fn filter() -> Targets {
    let wanted = std::env::var("RUST_LOG").ok().filter(|wanted| !wanted.is_empty());
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// A process that already has a subscriber (a test, say) keeps it.
fn install(result: Result<(), TryInitError>) {
    if result.is_err() {
        tracing::debug!("logs are set up already");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_told_as_cloudwatch_wants_them() {
        let line = embedded(1_000, &[("mail.created", "Count", 3.0), ("mail.duration", "Milliseconds", 2.5)]);
        let told = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(told["Metrics"][1], json!({ "Name": "mail.duration", "Unit": "Milliseconds" }));
        assert_eq!((&told["Dimensions"], &line["_aws"]["Timestamp"]), (&json!([[]]), &json!(1_000)));
        assert_eq!((&line["mail.created"], &line["mail.duration"]), (&json!(3.0), &json!(2.5)));
    }
}
