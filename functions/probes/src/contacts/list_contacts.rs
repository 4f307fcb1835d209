//! `GET /users/{id}/contacts`: whom an alarm is told to.

use super::contact_body::ContactBody;
use crate::ProbesState;
use crate::paging::{AskedPage, Page, query};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use web::{Envelope, Error, Visitor, failed};

/// The contacts of whoever asks, in the order in which an alarm goes to them; nobody else sees them.
#[utoipa::path(
    get,
    path = "/users/{id}/contacts",
    operation_id = "list_contacts",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`"), AskedPage),
    responses(
        (status = 200, body = Envelope<Vec<ContactBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_contacts(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    asked: Result<Query<AskedPage>, QueryRejection>,
) -> Result<Json<Envelope<Vec<ContactBody>>>, Error> {
    state.contacts(visitor, &id, asked).await.map(Json).map_err(failed)
}

impl ProbesState {
    async fn contacts(
        &self,
        visitor: Visitor,
        id: &str,
        asked: Result<Query<AskedPage>, QueryRejection>,
    ) -> Result<Envelope<Vec<ContactBody>>, Error> {
        let user = self.myself(visitor, id, self.clock.now_ms()).await?;
        let page = Page::read(query(asked)?.page.as_deref())?;
        let stored = self.store.watches_get(user).await?;
        let (contacts, paging) = page.of(ContactBody::all(user, &stored.watch));
        Ok(Envelope::page(contacts, paging))
    }
}
