//! `DELETE /user`: a user leaves for ever, with everything that is theirs.

use crate::AccountsState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use store::UserDeleted;
use web::{Error, Visitor};

/// Deletes who is signed in. Once answered, no session or token of theirs works any more; metrics are removed by a job.
#[utoipa::path(
    delete,
    path = "/user",
    operation_id = "delete_user",
    tag = "accounts",
    responses(
        (status = 200, description = "null"),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "The last administrator, while there are other users"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn delete_user(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    if state.store.users_delete(&me.user, now).await? == UserDeleted::LastAdmin {
        return Err(Error::conflict("The last administrator cannot go while there are other users"));
    }
    me.farewell(&state, Json(()))
}
