//! `GET /users/{id}/probes/messages`: what was said to whom, and whether it arrived.

use super::message_body::MessageBody;
use crate::ProbesState;
use crate::paging::{AskedPage, Page, query};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use web::{Envelope, Error, Visitor, failed};

/// The text messages about somebody's check-ins within the last year, the newest first; nobody else sees them.
#[utoipa::path(
    get,
    path = "/users/{id}/probes/messages",
    operation_id = "list_messages",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`"), AskedPage),
    responses(
        (status = 200, body = Envelope<Vec<MessageBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_messages(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    asked: Result<Query<AskedPage>, QueryRejection>,
) -> Result<Json<Envelope<Vec<MessageBody>>>, Error> {
    state.own_messages(visitor, &id, asked).await.map(Json).map_err(failed)
}

impl ProbesState {
    async fn own_messages(
        &self,
        visitor: Visitor,
        id: &str,
        asked: Result<Query<AskedPage>, QueryRejection>,
    ) -> Result<Envelope<Vec<MessageBody>>, Error> {
        let user = self.myself(visitor, id, self.clock.now_ms()).await?;
        let page = Page::read(query(asked)?.page.as_deref())?;
        let (messages, paging) = page.of(self.store.messages_list(user).await?);
        Ok(Envelope::page(messages.iter().map(MessageBody::of).collect(), paging))
    }
}
