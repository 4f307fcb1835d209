//! `DELETE /user`: a user leaves for ever, with everything that is theirs.

use crate::AccountsState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use letters::Letter;
use store::{NewLetter, User, UserDeleted};
use web::{Error, Visitor};

/// Deletes who is signed in. Once answered, no session or token of theirs works any more; metrics are removed by a job. A
/// letter tells of it, where the address was confirmed.
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
    state.delete(&me.user, now).await?;
    me.farewell(&state, Json(()))
}

impl AccountsState {
    /// Deletes a user, who is told; 409 for the last administrator while there are other users.
    pub(crate) async fn delete(&self, user: &User, now: i64) -> Result<(), Error> {
        let letter = self.last_letter(user).await?;
        match self.store.users_delete(user, letter.as_ref(), now).await? {
            UserDeleted::Deleted => Ok(()),
            UserDeleted::LastAdmin => {
                Err(Error::conflict("The last administrator cannot go while there are other users"))
            }
        }
    }

    /// Only to an address that was confirmed: else whoever makes accounts with somebody's address and deletes them would fill
    /// their mailbox. Where there are no keys to seal letters with, people leave without one.
    async fn last_letter(&self, user: &User) -> Result<Option<NewLetter>, Error> {
        if user.verified_at.is_none() {
            return Ok(None);
        }
        let Some(post) = self.post_if_any().await? else { return Ok(None) };
        let first_name = user.first_name.as_ref().map(|name| name.as_str().to_owned());
        post.news(&user.email, &Letter::AccountDeleted { first_name }).map(Some)
    }
}
