//! `DELETE /data/{metric}/points` and `POST /data/{metric}/points/delete`: some points of a metric.
//!
//! Both answer how many went: those that were there when the request was read. Deleting is idempotent, so a repeated request
//! answers 0 unless it has an `Idempotency-Key`.

use crate::idempotency::{Head, Idempotency, json};
use crate::query::{self, Selection};
use crate::sent::Identities;
use crate::write_points::writable;
use crate::{DataState, body_json, page};
use access::Need;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{MetricName, UserId};
use series::{Columns, Op, Range};
use std::collections::HashSet;
use store::Order;
use web::{Error, Media, Packed, Payload, Presented, Violation};

/// Deletes the points of a time range that match a filter.
#[utoipa::path(
    delete,
    path = "/data/{metric}/points",
    operation_id = "delete_points",
    tag = "data",
    params(("metric" = String, Path), page::Selecting),
    responses(
        (status = 200, body = page::Deleted),
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn delete_points(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    head: Head,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let user = state.access.authorize(presented, Need::Write, now).await?.user;
    let metric = writable(&metric)?;
    let Selection { range, filter } = query::deletion(head.query()).map_err(Error::violations)?;
    let idempotency = head.idempotency(b"");
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    let count =
        count(&state, user, &metric, range, |points, i| filter.matches(points.sets.get(points.set_of[i]))).await?;
    delete(&state, user, metric, Op::DeleteWhere(range, filter), count, idempotency, now).await
}

/// Deletes the points that are listed by timestamp and dimensions.
#[utoipa::path(
    post,
    path = "/data/{metric}/points/delete",
    operation_id = "delete_listed_points",
    tag = "data",
    params(("metric" = String, Path)),
    request_body(content((Vec<page::Identity> = "application/json"))),
    responses(
        (status = 200, body = page::Deleted),
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn delete_listed_points(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    head: Head,
    packed: Packed,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let (asker, payload) = state.open(presented, packed, now).await?;
    let idempotency = head.idempotency(&payload.bytes);
    let listed = identities(&payload)?;
    let (user, listed) = state.admit(asker, listed, now).await?;
    let metric = writable(&metric)?;
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    let wanted: HashSet<_> =
        listed.iter().map(|(timestamp, dimensions)| (*timestamp, dimensions.canonical())).collect();
    let times = listed.iter().map(|(timestamp, _)| *timestamp);
    let Some((first, last)) = times.clone().min().zip(times.max()) else { return Ok(json("{\"deleted\":0}")) };
    let range = Range { start: Some(first), end: last.checked_add(1) };
    let is_wanted = |points: &Columns, i: usize| {
        wanted.contains(&(points.timestamps[i], points.sets.get(points.set_of[i]).canonical()))
    };
    let count = count(&state, user, &metric, range, is_wanted).await?;
    delete(&state, user, metric, Op::DeletePoints(listed), count, idempotency, now).await
}

/// Malformed JSON is an error at once; violations of the shape wait until it is known who asks.
fn identities(payload: &Payload) -> Result<Result<Identities, Vec<Violation>>, Error> {
    if payload.media != Media::Json {
        return Ok(Err(vec![Violation::list_type(["body".into()], serde_json::Value::Null)]));
    }
    match body_json::identities(&payload.bytes) {
        Err(violations) if violations.iter().any(|violation| violation.rule == "json_invalid") => {
            Err(Error::violations(violations))
        }
        listed => Ok(listed),
    }
}

async fn count(
    state: &DataState,
    user: UserId,
    metric: &MetricName,
    range: Range,
    hits: impl Fn(&Columns, usize) -> bool,
) -> Result<usize, Error> {
    let mut scan = state.store.points_scan(user, metric.clone(), range, Order::Ascending);
    let mut count = 0;
    while let Some(points) = scan.next().await? {
        count += (0..points.len()).filter(|&i| hits(&points, i)).count();
    }
    Ok(count)
}

/// Nothing is written where nothing would go, unless the answer is to be remembered.
async fn delete(
    state: &DataState,
    user: UserId,
    metric: MetricName,
    op: Op,
    count: usize,
    idempotency: Option<Idempotency>,
    now: i64,
) -> Result<Response, Error> {
    let answer = format!("{{\"deleted\":{count}}}");
    match (count, idempotency) {
        (0, None) => Ok(json(&answer)),
        (0, idempotency) => state.append(user, Vec::new(), idempotency, &answer, now).await,
        (_, idempotency) => state.append(user, vec![(metric, op)], idempotency, &answer, now).await,
    }
}
