//! `DELETE /user/sessions/{id}`: the end of one session, wherever it is.

use crate::AccountsState;
use crate::signed_in::SignedIn;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use web::{Error, Visitor};

/// Ends a session of who is signed in, at once and with all its tokens.
#[utoipa::path(
    delete,
    path = "/user/sessions/{id}",
    operation_id = "end_session",
    tag = "accounts",
    params(("id" = String, Path, description = "the session's id, a UUID")),
    responses(
        (status = 200, description = "null"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "There is none, or it is somebody else's"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn end_session(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let ended = end(&state, &me, &id).await;
    match &ended {
        Ok(_) if id == me.session.id.to_string() => me.farewell(&state, ended),
        _ => Ok(me.answer(ended)),
    }
}

/// A text that is no id is the id of no session.
async fn end(state: &AccountsState, me: &SignedIn, id: &str) -> Result<Json<()>, Error> {
    let ended = match id.parse() {
        Ok(id) => state.store.sessions_end(me.user.id, id).await?,
        Err(_) => false,
    };
    if ended { Ok(Json(())) } else { Err(Error::not_found("Session not found")) }
}
