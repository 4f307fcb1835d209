//! `POST /data/{metric}` and `POST /data`: points of one metric, or of many.

use crate::body;
use crate::idempotency::{Head, json};
use crate::sent::{Target, check_points};
use crate::{DataState, page};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::MetricName;
use series::Op;
use web::{Error, Packed, Presented};

/// Writes points of one metric.
///
/// The body is a JSON list of `{"timestamp","dimensions","value"}`, one such object a line, or CSV. All points are stored, or
/// none. A point with the timestamp and dimensions of an older one replaces its value.
#[utoipa::path(
    post,
    path = "/data/{metric}",
    operation_id = "write_points",
    tag = "data",
    params(
        ("metric" = String, Path, description = "1 to 99 of A-Z a-z 0-9 !$%&*+,-.:;<=>?@_()[]{}"),
        ("Idempotency-Key" = Option<String>, Header, description = "Answers a repeated request as the first, for 24 hours"),
    ),
    request_body(content((Vec<page::Point> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv"))),
    responses(
        (status = 200, description = "`null`: all points are stored"),
        page::WriteRefused,
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn write_points(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    head: Head,
    packed: Packed,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let (asker, payload) = state.open(presented, packed, now).await?;
    let idempotency = head.idempotency(&payload.bytes);
    let parsed = body::parse(payload, Target::One).await?;
    let (user, sent) = state.admit(asker, parsed, now).await?;
    let metric = writable(&metric)?;
    let points = sent.into_one();
    check_points(&points)?;
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    state.append(user, vec![(metric, Op::Write(points))], idempotency, "null", now).await
}

/// Writes points of many metrics.
///
/// The body is a JSON list of `{"metric","timestamp","dimensions","value"}`, or one such object a line. All points are stored,
/// or none.
#[utoipa::path(
    post,
    path = "/data",
    operation_id = "write_many",
    tag = "data",
    params(("Idempotency-Key" = Option<String>, Header, description = "Answers a repeated request as the first, for 24 hours")),
    request_body(content((Vec<page::NamedPoint> = "application/json"), (String = "application/x-ndjson"))),
    responses(
        (status = 200, description = "`null`: all points are stored"),
        page::WriteRefused,
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn write_many(
    State(state): State<DataState>,
    presented: Presented,
    head: Head,
    packed: Packed,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let (asker, payload) = state.open(presented, packed, now).await?;
    let idempotency = head.idempotency(&payload.bytes);
    let parsed = body::parse(payload, Target::Many).await?;
    let (user, sent) = state.admit(asker, parsed, now).await?;
    let writes = sent.into_many()?;
    for (metric, points) in &writes {
        writable(metric.as_str())?;
        check_points(points)?;
    }
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    let ops: Vec<_> = writes.into_iter().map(|(metric, points)| (metric, Op::Write(points))).collect();
    if ops.is_empty() {
        return Ok(json("null"));
    }
    state.append(user, ops, idempotency, "null", now).await
}

/// A metric that clients may write to.
pub(crate) fn writable(metric: &str) -> Result<MetricName, Error> {
    let metric = page::metric(metric)?;
    if metric.is_reserved() {
        return Err(Error::forbidden("Can't write to a metric name that starts with 'imp.'"));
    }
    Ok(metric)
}
