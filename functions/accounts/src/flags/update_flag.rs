//! `PATCH /feature-flags/{codename}`: a flag becomes another.

use super::expected_version::{ExpectedVersion, changed_meanwhile};
use super::flag_body::FlagBody;
use super::flag_fields;
use crate::AccountsState;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::UserId;
use store::StoredFlag;
use web::{Error, JsonObject, Visitor};

/// Changes the fields that are sent: those that are absent stay, null is the default. `rules` and `variants` are replaced
/// whole. With the version in `If-Match` nobody else's change is overwritten.
#[utoipa::path(
    patch,
    path = "/feature-flags/{codename}",
    operation_id = "update_flag",
    tag = "flags",
    params(
        ("codename" = String, Path, description = "the flag's codename"),
        ("If-Match" = Option<String>, Header, description = "the version that was read"),
    ),
    request_body(content = Object, description = "Fields of docs/flags.md"),
    responses(
        (status = 200, body = FlagBody, headers(("ETag" = String, description = "the version"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "Somebody else changes it at the same time"),
        (status = 412, body = web::ErrorBody, description = "It is at another version than `If-Match` says"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn update_flag(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(codename): Path<String>,
    expected: ExpectedVersion,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let updated = state.updated_flag(&codename, &expected, &body, me.user.id, now).await;
    Ok(me.answer(updated.and_then(|stored| FlagBody::answer(&stored, now))))
}

impl AccountsState {
    async fn updated_flag(
        &self,
        codename: &str,
        expected: &ExpectedVersion,
        body: &JsonObject,
        by: UserId,
        now: i64,
    ) -> Result<StoredFlag, Error> {
        let before = self.flag(codename).await?;
        let after = flag_fields::changed(&before.flag, body.object()?)?;
        expected.check(before.version)?;
        let updated = self.store.flags_update(&before, after, Some(by), now).await.map_err(changed_meanwhile)?;
        self.flags.outdate();
        Ok(updated)
    }
}
