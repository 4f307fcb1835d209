//! `POST /feature-flags`: a new flag.

use super::flag_body::FlagBody;
use super::flag_fields;
use crate::AccountsState;
use ::flags::Codename;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::UserId;
use http::StatusCode;
use store::StoredFlag;
use web::{Error, JsonObject, Violation, Visitor};

/// All flags are read together, every few seconds while anybody asks: of the order of 100 kB at most.
const MOST: usize = 200;

/// Makes a flag of a `codename` and whatever else it is to have (docs/flags.md). Without more it is boolean, not public, and
/// off.
#[utoipa::path(
    post,
    path = "/feature-flags",
    operation_id = "create_flag",
    tag = "flags",
    request_body(content = Object, description = "A flag: `codename`, and the fields of docs/flags.md"),
    responses(
        (status = 201, body = FlagBody, headers(("ETag" = String, description = "the version"))),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "The codename is taken, or there are 200 flags"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn create_flag(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await?;
    let created = state.created_flag(&body, me.user.id, now).await;
    let answer = created.and_then(|stored| FlagBody::answer(&stored, now));
    Ok(me.answer(answer.map(|answer| (StatusCode::CREATED, answer).into_response())))
}

impl AccountsState {
    async fn created_flag(&self, body: &JsonObject, by: UserId, now: i64) -> Result<StoredFlag, Error> {
        let named = body.read(|fields| fields.string("codename"))?;
        let wrong = |error: String| Violation::value_error(["body".into(), "codename".into()], error);
        let codename = Codename::parse(&named).map_err(|error| wrong(error.to_string()))?;
        let flag = flag_fields::flag(codename, body.object()?)?;
        if MOST <= self.store.flags_list().await?.len() {
            return Err(Error::conflict(format!("There are {MOST} feature flags; delete some first")));
        }
        let created = match self.store.flags_create(flag, Some(by), now).await {
            Err(store::Error::Conflict) => return Err(Error::conflict("A feature flag of this codename exists")),
            outcome => outcome?,
        };
        self.flags.outdate();
        Ok(created)
    }
}
