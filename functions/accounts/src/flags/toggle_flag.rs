//! `POST /feature-flags/{codename}/toggle`: on becomes off, and off on.

use super::expected_version::{ExpectedVersion, changed_meanwhile};
use super::flag_body::FlagBody;
use super::flag_not_found;
use crate::AccountsState;
use ::flags::Flag;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::UserId;
use store::StoredFlag;
use web::{Error, Visitor};

/// Switches a flag. Of two toggles at the same time both count. With the version in `If-Match`, the one that was read is
/// switched or none.
#[utoipa::path(
    post,
    path = "/feature-flags/{codename}/toggle",
    operation_id = "toggle_flag",
    tag = "flags",
    params(
        ("codename" = String, Path, description = "the flag's codename"),
        ("If-Match" = Option<String>, Header, description = "the version that was read"),
    ),
    responses(
        (status = 200, body = FlagBody, headers(("ETag" = String, description = "the version"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "Somebody else changes it at the same time"),
        (status = 412, body = web::ErrorBody, description = "It is at another version than `If-Match` says"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn toggle_flag(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(codename): Path<String>,
    expected: ExpectedVersion,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let toggled = state.toggled_flag(&codename, &expected, me.user.id, now).await;
    Ok(me.answer(toggled.and_then(|stored| FlagBody::answer(&stored, now))))
}

impl AccountsState {
    async fn toggled_flag(
        &self,
        codename: &str,
        expected: &ExpectedVersion,
        by: UserId,
        now: i64,
    ) -> Result<StoredFlag, Error> {
        let before = self.flag(codename).await?;
        expected.check(before.version)?;
        let toggled = match expected.is_any() {
            true => {
                let switched = self.store.flags_switch(&before.flag.codename, |is| !is, Some(by), now).await?;
                switched.ok_or_else(flag_not_found)?
            }
            false => {
                let after = Flag { is_active: !before.flag.is_active, ..before.flag.clone() };
                self.store.flags_update(&before, after, Some(by), now).await.map_err(changed_meanwhile)?
            }
        };
        self.flags.outdate();
        Ok(toggled)
    }
}
