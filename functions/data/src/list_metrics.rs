//! `GET /data`: which metrics there are.

use crate::{DataState, page, query};
use access::Need;
use axum::extract::{OriginalUri, State};
use web::{Accept, Error, Format, Presented, Written};

/// Lists metrics in order of first write.
///
/// A metric without points is listed too, until it is deleted.
#[utoipa::path(
    get,
    path = "/data",
    operation_id = "list_metrics",
    tag = "data",
    params(("detail" = Option<bool>, Query, description = "true: an object a metric in place of its name")),
    responses(
        (status = 200, body = page::Listed),
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn list_metrics(
    State(state): State<DataState>,
    presented: Presented,
    OriginalUri(uri): OriginalUri,
    accept: Accept,
) -> Result<Written, Error> {
    let now = state.clock.now_ms();
    let user = state.access.authorize(presented, Need::Read, now).await?.user;
    let listed = if query::detail(uri.query().unwrap_or_default()).map_err(Error::violations)? {
        let details = state.store.metrics_detail(user).await?;
        page::Listed::Details(details.into_iter().map(page::Metric::from).collect())
    } else {
        let names = state.store.metrics_list(user).await?;
        page::Listed::Names(names.iter().map(ToString::to_string).collect())
    };
    let body = serde_json::to_vec(&listed).map_err(Error::bug)?;
    Accept { format: Format::Json, ..accept }.answer_here(|out| Ok(out.put(&body)?))
}
