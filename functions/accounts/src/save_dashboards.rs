//! `PUT /user/dashboards`: somebody puts together what they look at.

use crate::AccountsState;
use crate::dashboards_body::DashboardsBody;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::UserId;
use web::{Error, JsonObject, Visitor};

/// Replaces all dashboards of who is signed in. It names the version that it has read, so that of two at once none is lost.
#[utoipa::path(
    put,
    path = "/user/dashboards",
    operation_id = "save_dashboards",
    tag = "accounts",
    request_body = DashboardsBody,
    responses(
        (status = 200, body = DashboardsBody, description = "The same, of the new version"),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "They were changed meanwhile: read them again"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn save_dashboards(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let saved = state.dashboards_saved(me.user.id, &body).await;
    Ok(me.answer(saved.map(Json)))
}

impl AccountsState {
    async fn dashboards_saved(&self, user: UserId, body: &JsonObject) -> Result<DashboardsBody, Error> {
        let sent = DashboardsBody::sent(body)?;
        let json = serde_json::to_string(&sent.dashboards).map_err(Error::bug)?;
        match self.store.dashboards_put(user, &json, sent.version).await {
            Err(store::Error::Conflict) => {
                Err(Error::conflict("The dashboards were changed meanwhile; read them again"))
            }
            version => Ok(DashboardsBody { version: version?, ..sent }),
        }
    }
}
