//! `GET /feature-flags/{codename}/history`: who did what to a flag, and when.

use super::flag_not_found;
use crate::AccountsState;
use ::flags::Codename;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};
use store::FlagEvent;
use utoipa::ToSchema;
use web::{Error, Visitor};

/// The most changes that are listed.
const MOST: i32 = 100;

/// One change of a flag.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlagEventBody {
    /// `created`, `updated` or `deleted`.
    action: &'static str,
    /// The version that the flag had then.
    version: u64,
    /// In ms since 1970.
    at: i64,
    /// A user's id; null for an operator at the command line.
    by: Option<String>,
    /// Each field that changed: `{"is_active": {"from": false, "to": true}}`.
    #[schema(value_type = Object)]
    changes: Map<String, Value>,
}

/// The last 100 changes of a flag within a year, the newest first; also of one that was deleted.
#[utoipa::path(
    get,
    path = "/feature-flags/{codename}/history",
    operation_id = "flag_history",
    tag = "flags",
    params(("codename" = String, Path, description = "the flag's codename")),
    responses(
        (status = 200, body = Vec<FlagEventBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "There has been none of this codename within a year"),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn flag_history(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(codename): Path<String>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let history = state.history_of_flag(&codename, now).await;
    Ok(me.answer(history.map(Json)))
}

impl AccountsState {
    async fn history_of_flag(&self, codename: &str, now: i64) -> Result<Vec<FlagEventBody>, Error> {
        let codename = Codename::parse(codename).map_err(|_| flag_not_found())?;
        let events = self.store.flags_history(&codename, MOST, now).await?;
        if events.is_empty() && self.store.flags_get(&codename).await?.is_none() {
            return Err(flag_not_found());
        }
        Ok(events.into_iter().map(body).collect())
    }
}

fn body(event: FlagEvent) -> FlagEventBody {
    FlagEventBody {
        action: event.deed.as_str(),
        version: event.version,
        at: event.at,
        by: event.by.map(|who| who.to_string()),
        changes: event.changes,
    }
}
