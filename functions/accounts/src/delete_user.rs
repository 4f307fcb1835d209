//! `DELETE /user`: a user leaves for ever, with everything that is theirs.

use crate::AccountsState;
use crate::session_cookie::SetCookie;
use axum::Json;
use axum::extract::State;
use store::UserDeleted;
use web::{Error, SessionCookie};

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
    security(("session" = []))
)]
pub(crate) async fn delete_user(
    State(state): State<AccountsState>,
    cookie: SessionCookie,
) -> Result<(SetCookie, Json<()>), Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(cookie, now).await?;
    if state.store.users_delete(&me.user, now).await? == UserDeleted::LastAdmin {
        return Err(Error::conflict("The last administrator cannot go while there are other users"));
    }
    Ok((SetCookie::cleared(&state)?, Json(())))
}
