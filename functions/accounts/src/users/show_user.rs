//! `GET /users/{id}`: one user.

use super::managed_user::ManagedUser;
use crate::AccountsState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use store::User;
use web::{Envelope, Error, Visitor, failed};

/// A user, for themselves (also as `me` and `user`) and administrators. Also at `/v1/users/{id}`.
#[utoipa::path(
    get,
    path = "/users/{id}",
    operation_id = "show_user",
    tag = "users",
    params(("id" = String, Path, description = "a user's id, or `me`")),
    responses(
        (status = 200, body = Envelope<ManagedUser>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn show_user(
    State(state): State<AccountsState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await.map_err(failed)?;
    let shown = async { state.managed(&state.subject(&me, &id).await?).await }.await;
    Ok(me.answer(shown.map(Json).map_err(failed)))
}

impl AccountsState {
    /// A user with everything that is shown of them.
    pub(super) async fn managed(&self, user: &User) -> Result<Envelope<ManagedUser>, Error> {
        let watch = self.store.watches_get(user.id).await?;
        Ok(Envelope::of(ManagedUser::of(user, &watch)))
    }
}
