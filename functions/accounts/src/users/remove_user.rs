//! `DELETE /users/{id}`: a user leaves for ever, or is sent away.

use crate::AccountsState;
use crate::signed_in::SignedIn;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use web::{Envelope, Error, Visitor, failed};

/// Deletes a user with everything that is theirs, for themselves and administrators. Once answered, no session or token of
/// theirs works any more; metrics are removed by a job. A letter tells of it, where the address was confirmed.
#[utoipa::path(
    delete,
    path = "/users/{id}",
    operation_id = "remove_user",
    tag = "users",
    params(("id" = String, Path, description = "a user's id, or `me`")),
    responses(
        (status = 200, body = Envelope<Option<String>>, description = "`data` is null"),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "The last administrator, while there are other users"),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn remove_user(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await.map_err(failed)?;
    let removed = state.removed(&me, &id, now).await;
    Ok(me.answer(removed.map(|()| Json(Envelope::of(None::<String>))).map_err(failed)))
}

impl AccountsState {
    async fn removed(&self, me: &SignedIn, id: &str, now: i64) -> Result<(), Error> {
        let user = self.subject(me, id).await?;
        self.delete(&user, now).await
    }
}
