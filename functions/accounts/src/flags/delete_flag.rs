//! `DELETE /feature-flags/{codename}`: a flag's end.

use super::expected_version::{ExpectedVersion, changed_meanwhile};
use crate::AccountsState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::UserId;
use web::{Error, Visitor};

/// Deletes a flag. Programs that ask for it get what they have for such a case in their code. Its history stays for a year.
#[utoipa::path(
    delete,
    path = "/feature-flags/{codename}",
    operation_id = "delete_flag",
    tag = "flags",
    params(
        ("codename" = String, Path, description = "the flag's codename"),
        ("If-Match" = Option<String>, Header, description = "the version that was read"),
    ),
    responses(
        (status = 200, description = "null"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "Somebody else changes it at the same time"),
        (status = 412, body = web::ErrorBody, description = "It is at another version than `If-Match` says"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn delete_flag(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(codename): Path<String>,
    expected: ExpectedVersion,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let deleted = state.deleted_flag(&codename, &expected, me.user.id, now).await;
    Ok(me.answer(deleted.map(Json)))
}

impl AccountsState {
    async fn deleted_flag(
        &self,
        codename: &str,
        expected: &ExpectedVersion,
        by: UserId,
        now: i64,
    ) -> Result<(), Error> {
        let before = self.flag(codename).await?;
        expected.check(before.version)?;
        self.store.flags_delete(&before, Some(by), now).await.map_err(changed_meanwhile)?;
        self.flags.outdate();
        Ok(())
    }
}
