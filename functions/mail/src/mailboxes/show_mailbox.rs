//! `GET /mailboxes/{token_id}`: which mails are read, when, and how that went.

use super::mailbox_body::MailboxBody;
use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::{Path, State};
use web::{Error, Presented};

/// A connected mailbox, its next runs and its last one.
#[utoipa::path(
    get,
    path = "/mailboxes/{token_id}",
    operation_id = "show_mailbox",
    tag = "mail",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    responses(
        (status = 200, body = MailboxBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such mailbox"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn show_mailbox(
    State(state): State<MailState>,
    presented: Presented,
    Path(token_id): Path<String>,
) -> Result<Json<MailboxBody>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Read, now).await?;
    let (connection, mailbox) = state.mailbox(user, &token_id, now).await?;
    Ok(Json(MailboxBody::of(&connection, &mailbox, now)))
}
