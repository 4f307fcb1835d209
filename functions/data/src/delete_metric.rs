//! `DELETE /data/{metric}`: the metric with all its points.

use crate::idempotency::Head;
use crate::write_points::writable;
use crate::{DataState, page, query};
use access::Need;
use axum::extract::{Path, State};
use axum::response::Response;
use series::Op;
use web::{Error, Presented};

/// Deletes a metric, whether it exists or not.
#[utoipa::path(
    delete,
    path = "/data/{metric}",
    operation_id = "delete_metric",
    tag = "data",
    params(("metric" = String, Path)),
    responses(
        (status = 200, description = "`null`: the metric is gone"),
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn delete_metric(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    head: Head,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let user = state.access.authorize(presented, Need::Write, now).await?.user;
    let metric = writable(&metric)?;
    query::dropping(head.query()).map_err(Error::violations)?;
    let idempotency = head.idempotency(b"");
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    state.append(user, vec![(metric, Op::Drop)], idempotency, "null", now).await
}
