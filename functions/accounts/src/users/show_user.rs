//! `GET /users/{id}`: one user.

use super::managed_user::ManagedUser;
use crate::AccountsState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
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
    let user = state.subject(&me, &id).await;
    Ok(me.answer(user.map(|user| Json(Envelope::of(ManagedUser::of(&user)))).map_err(failed)))
}
