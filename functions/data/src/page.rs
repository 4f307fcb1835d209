//! The shapes that travel, for the API's description and for small answers.

use domain::MetricName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::MetricSummary;
use utoipa::{IntoParams, IntoResponses, ToSchema};
use web::Error;

/// A metric's name out of a path.
pub(crate) fn metric(name: &str) -> Result<MetricName, Error> {
    Ok(MetricName::parse(name)?)
}

/// A point of a metric.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Point {
    /// Milliseconds since 1970, UTC; a whole number within ±8,640,000,000,000,000.
    timestamp: i64,
    /// Labels; together with the timestamp they are the point's identity.
    dimensions: BTreeMap<String, String>,
    /// A finite number.
    value: f64,
}

/// A point that names its metric.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct NamedPoint {
    /// The metric it belongs to.
    metric: String,
    /// Milliseconds since 1970, UTC.
    timestamp: i64,
    /// Labels.
    dimensions: BTreeMap<String, String>,
    /// A finite number.
    value: f64,
}

/// What makes a point this point.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Identity {
    /// Milliseconds since 1970, UTC.
    timestamp: i64,
    /// Labels, all of them.
    dimensions: BTreeMap<String, String>,
}

/// How many points went.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Deleted {
    /// Those that were there when the request was read.
    deleted: u64,
}

/// What is known of a metric.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Metric {
    name: String,
    /// How many points it has.
    count: u64,
    /// The time of its first point, in ms; null without points.
    first: Option<i64>,
    /// The time of its last point, in ms; null without points.
    last: Option<i64>,
    /// When it was last written to or corrected, in ms.
    last_write: i64,
    /// The dimension keys its points have had.
    dimension_keys: Vec<String>,
}

/// Names, or with `detail=true` what is known of each metric.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Listed {
    /// Names in order of first write.
    Names(Vec<String>),
    /// Objects in the same order.
    Details(Vec<Metric>),
}

impl From<MetricSummary> for Metric {
    fn from(summary: MetricSummary) -> Metric {
        Metric {
            name: summary.name.to_string(),
            count: summary.count,
            first: summary.bounds.map(|(first, _)| first),
            last: summary.bounds.map(|(_, last)| last),
            last_write: summary.last_write,
            dimension_keys: summary.dimension_keys.into_iter().collect(),
        }
    }
}

/// How any request may be refused.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "for the API's description; `web::Error` is what answers")]
pub(crate) enum Refused {
    /// No token, or one that is unknown or expired
    #[response(status = 401)]
    Unauthenticated(#[to_schema] web::ErrorBody),
    /// The token's capability does not cover this, or only Impulses itself writes the metric
    #[response(status = 403)]
    Forbidden(#[to_schema] web::ErrorBody),
    /// The request can never succeed as it is: `detail` says what is wrong where, or is a sentence
    #[response(status = 422)]
    Invalid(#[to_schema] web::ViolationsBody),
    /// The table is unavailable; the same request may succeed later
    #[response(status = 503)]
    Unavailable(#[to_schema] web::ErrorBody),
}

/// How a request with points may also be refused.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "for the API's description; `web::Error` is what answers")]
pub(crate) enum WriteRefused {
    /// The `Idempotency-Key` was used with another request
    #[response(status = 409)]
    Conflict(#[to_schema] web::ErrorBody),
    /// The body is larger than 6 MB, or 32 MB inflated
    #[response(status = 413)]
    TooLarge(#[to_schema] web::ErrorBody),
}

/// Which points a request is about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "for the API's description; `query` reads the parameters")]
pub(crate) struct Selecting {
    /// The first moment inside: ms since 1970, or RFC 3339.
    start: Option<String>,
    /// The first moment outside: ms since 1970, or RFC 3339.
    end: Option<String>,
    /// `key=value`, `key!=value`, `key=~regex` or `key!~regex`; repeatable, all must hold; an absent key is the empty string.
    r#where: Option<Vec<String>>,
}

/// How points are read.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "for the API's description; `query` reads the parameters")]
pub(crate) struct Reading {
    /// At most so many points; the `Link` header leads to the next page.
    limit: Option<u32>,
    /// Where a page begins; taken from a `Link` header.
    cursor: Option<String>,
    /// `asc` (default) or `desc`, by time.
    order: Option<String>,
    /// The length of a bucket: a number and `s`, `m`, `h`, `d`, `w`, `mo` or `y`. Days and longer follow the calendar of `tz`.
    step: Option<String>,
    /// An IANA time zone (default UTC).
    tz: Option<String>,
    /// Aggregates, parted by commas: count, sum, avg, min, max, first, last, stddev, rate, and percentiles as p50 or p99.9.
    agg: Option<String>,
    /// Dimension keys, parted by commas.
    group_by: Option<String>,
    /// What stands where a bucket has no points: `none` (default), `null`, `zero` or `previous`.
    fill: Option<String>,
    /// `points` (default) or `columns`, which is one list of timestamps and a list of values a series.
    shape: Option<String>,
}
