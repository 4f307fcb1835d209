//! `GET /user/dashboards`: what somebody has put together to look at.

use crate::AccountsState;
use crate::dashboards_body::DashboardsBody;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::UserId;
use web::{Error, Visitor};

/// Lists the dashboards of who is signed in.
#[utoipa::path(
    get,
    path = "/user/dashboards",
    operation_id = "list_dashboards",
    tag = "accounts",
    responses(
        (status = 200, body = DashboardsBody),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_dashboards(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let listed = state.dashboards_of(me.user.id).await;
    Ok(me.answer(listed.map(Json)))
}

impl AccountsState {
    async fn dashboards_of(&self, user: UserId) -> Result<DashboardsBody, Error> {
        DashboardsBody::of(&self.store.dashboards_get(user).await?)
    }
}
