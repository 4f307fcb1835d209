//! `GET /token`: the tokens of who is signed in.

use crate::{AccountsState, TokenBody};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use web::{Error, Visitor};

/// All tokens of who is signed in, the newest first, expired ones included.
#[utoipa::path(
    get,
    path = "/token",
    operation_id = "list_tokens",
    tag = "accounts",
    responses(
        (status = 200, body = Vec<TokenBody>),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_tokens(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let tokens = state.store.tokens_list(me.user.id).await?;
    let bodies: Vec<TokenBody> = tokens.iter().map(TokenBody::of).collect();
    Ok(me.answer(Json(bodies)))
}
