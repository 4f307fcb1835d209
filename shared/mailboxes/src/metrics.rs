//! What a run came to, as points of its user and for CloudWatch.

use connections::{CONNECTION, MAIL_METRICS};
use domain::{MetricName, TokenId};
use runtime::telemetry;
use series::{Columns, Dimensions, Op};
use store::MailRun;

/// Millionths in a dollar.
const DOLLAR: f64 = 1_000_000.0;
/// What our points' names begin with; CloudWatch has a namespace for it.
const PREFIX: &str = "imp.";

/// In the order of [`MAIL_METRICS`], with CloudWatch's units. Cost is in dollars.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn values(run: &MailRun) -> [(&'static str, f64); 9] {
    let duration = run.ended_at.unwrap_or(run.began_at) - run.began_at;
    [
        ("Count", run.processed as f64),
        ("Count", run.created as f64),
        ("Count", run.updated as f64),
        ("Count", run.deduplicated as f64),
        ("Count", run.failed as f64),
        ("Count", run.tokens_in as f64),
        ("Count", run.tokens_out as f64),
        ("None", run.cost as f64 / DOLLAR),
        ("Milliseconds", duration as f64),
    ]
}

/// A point of each metric, at the time at which the run began.
pub(crate) fn points(token: TokenId, run: &MailRun) -> Vec<(MetricName, Op)> {
    let dimensions = Dimensions::new([(CONNECTION, token.to_string())]);
    let point = |(metric, (_, value)): (&str, (&str, f64))| {
        let mut points = Columns::default();
        points.push(run.began_at, &dimensions, value);
        Some((MetricName::parse(metric).ok()?, Op::Write(points)))
    };
    MAIL_METRICS.into_iter().zip(values(run)).filter_map(point).collect()
}

/// A line of the log in which CloudWatch finds them.
pub(crate) fn tell(run: &MailRun, now: i64) {
    let named = MAIL_METRICS.iter().zip(values(run));
    let metrics = named.map(|(name, (unit, value))| (name.strip_prefix(PREFIX).unwrap_or(name), unit, value));
    telemetry::metrics(now, &metrics.collect::<Vec<_>>());
}
