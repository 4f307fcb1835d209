//! `DELETE /token/{id}`: a token's end, at once and everywhere.

use crate::AccountsState;
use crate::signed_in::SignedIn;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use web::{Error, Visitor};

/// Deletes a token of who is signed in. Data written with it stays; a connection to a calendar ends with it, and what that
/// made goes.
#[utoipa::path(
    delete,
    path = "/token/{id}",
    operation_id = "delete_token",
    tag = "accounts",
    params(("id" = String, Path, description = "the token's id, a UUID")),
    responses(
        (status = 200, description = "null"),
        (status = 401, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "There is none, or it is somebody else's"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn delete_token(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let deleted = delete(&state, &me, &id, now).await;
    Ok(me.answer(deleted))
}

/// A text that is no id is the id of no token.
async fn delete(state: &AccountsState, me: &SignedIn, id: &str, now: i64) -> Result<Json<()>, Error> {
    let deleted = match id.parse() {
        Ok(id) => state.store.tokens_delete(me.user.id, id, now).await?,
        Err(_) => false,
    };
    if deleted { Ok(Json(())) } else { Err(Error::not_found("Token not found")) }
}
