//! `GET /feature-flags/{codename}`: everything of one flag.

use super::flag_body::FlagBody;
use crate::AccountsState;
use axum::extract::{Path, State};
use axum::response::Response;
use web::{Error, Visitor};

/// Everything of a flag, for administrators.
#[utoipa::path(
    get,
    path = "/feature-flags/{codename}",
    operation_id = "get_flag",
    tag = "flags",
    params(("codename" = String, Path, description = "the flag's codename")),
    responses(
        (status = 200, body = FlagBody, headers(("ETag" = String, description = "the version"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn get_flag(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(codename): Path<String>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let answer = state.flag(&codename).await.and_then(|stored| FlagBody::answer(&stored, now));
    Ok(me.answer(answer))
}
