//! `GET /users/{id}/probe_settings`: how somebody is watched over.

use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use views::ProbeSettings;
use web::{Envelope, Error, Visitor, failed};

/// How somebody is watched over, when they are asked next, and whether an alarm goes on; for themselves and administrators.
#[utoipa::path(
    get,
    path = "/users/{id}/probe_settings",
    operation_id = "show_probe_settings",
    tag = "check-ins",
    params(("id" = String, Path, description = "a user's id, or `me`")),
    responses(
        (status = 200, body = Envelope<ProbeSettings>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn show_probe_settings(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Json<Envelope<ProbeSettings>>, Error> {
    state.settings(visitor, &id).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn settings(&self, visitor: Visitor, id: &str) -> Result<ProbeSettings, Error> {
        let user = self.subject(visitor, id, self.clock.now_ms()).await?;
        Ok(ProbeSettings::of(&self.store.watches_get(user).await?))
    }
}
