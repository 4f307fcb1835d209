//! `GET /users`: who there is.

use super::filter::{Asked, Filter};
use super::managed_user::ListedUserBody;
use crate::AccountsState;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use web::{Envelope, Error, Visitor, failed};

/// All users, the newest first, for administrators. Also at `/v1/users`.
#[utoipa::path(
    get,
    path = "/users",
    operation_id = "list_users",
    tag = "users",
    params(Asked),
    responses(
        (status = 200, body = Envelope<Vec<ListedUserBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_users(
    State(state): State<AccountsState>,
    visitor: Visitor,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Error> {
    let me = state.administrator(visitor, state.clock.now_ms()).await.map_err(failed)?;
    let page = state.page_of_users(asked).await;
    Ok(me.answer(page.map(Json).map_err(failed)))
}

impl AccountsState {
    async fn page_of_users(
        &self,
        asked: Result<Query<Asked>, QueryRejection>,
    ) -> Result<Envelope<Vec<ListedUserBody>>, Error> {
        let Query(asked) = asked.map_err(|_| Error::invalid("A parameter is there twice"))?;
        let filter = Filter::parse(asked)?;
        let (page, paging) = filter.page(&self.store.users_list().await?);
        Ok(Envelope::page(page.iter().map(ListedUserBody::of).collect(), paging))
    }
}
