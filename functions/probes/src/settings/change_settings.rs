//! `PUT /users/{id}/probe_settings`: somebody wants to be watched over in another way.

use super::settings_change::{ChangeSettings, SettingsChange};
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use liveness::{Event, Watch};
use views::ProbeSettings;
use web::{Envelope, Error, JsonObject, Visitor, failed};

/// Changes settings; what is absent stays. Switched off, whatever waits for an answer is called off; an alarm goes on.
#[utoipa::path(
    put,
    path = "/users/{id}/probe_settings",
    operation_id = "change_probe_settings",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = ChangeSettings,
    responses(
        (status = 200, body = Envelope<ProbeSettings>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 409, body = web::ErrorBody, description = "Switched on without a phone number, or without an emergency contact"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn change_probe_settings(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<ProbeSettings>>, Error> {
    state.settings_changed(visitor, &id, body).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn settings_changed(
        &self,
        visitor: Visitor,
        id: &str,
        body: Result<JsonObject, Error>,
    ) -> Result<ProbeSettings, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let change = SettingsChange::read(&body?)?;
        let event = |watch: &Watch| Event::Settings(Box::new(change.made_to(&watch.settings)));
        let (stored, _) = self.happens(user, event, now).await?;
        Ok(ProbeSettings::of(&stored))
    }
}
