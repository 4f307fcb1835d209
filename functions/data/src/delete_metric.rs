//! `DELETE /data/{metric}`: the metric with all its points.

use crate::DataState;
use crate::access::Need;
use crate::idempotency::Idempotency;
use crate::query;
use crate::write_points::writable;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, Method};
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
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []))
)]
pub(crate) async fn delete_metric(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let user = state.authorize(presented, Need::Write, now).await?;
    let metric = writable(&metric)?;
    query::dropping(uri.query().unwrap_or_default()).map_err(Error::violations)?;
    let idempotency = Idempotency::of(&headers, &method, &uri, b"")?;
    if let Some(answer) = state.answered(user, idempotency.as_ref(), now).await? {
        return Ok(answer);
    }
    state.append(user, vec![(metric, Op::Drop)], idempotency, "null", now).await
}
