//! `GET /user`: who is signed in.

use crate::{AccountsState, UserBody};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use web::{Error, Visitor};

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/user",
    operation_id = "get_user",
    tag = "accounts",
    responses(
        (status = 200, body = UserBody),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn get_user(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let body = UserBody::of(&me.user);
    Ok(me.answer(Json(body)))
}
