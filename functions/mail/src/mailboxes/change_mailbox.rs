//! `PATCH /mailboxes/{token_id}`: other mails are read, or at another time.

use super::mailbox_body::MailboxBody;
use super::mailbox_change::{ChangeMailbox, MailboxChange};
use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::{Path, State};
use web::{Error, JsonObject, Presented};

/// How often a change is tried while a run begins.
const TRIES: u32 = 5;

/// Changes which mails are read, when, and in which time zone. A run that goes on ends; the next one comes by the schedule.
#[utoipa::path(
    patch,
    path = "/mailboxes/{token_id}",
    operation_id = "change_mailbox",
    tag = "mail",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    request_body = ChangeMailbox,
    responses(
        (status = 200, body = MailboxBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such mailbox"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn change_mailbox(
    State(state): State<MailState>,
    presented: Presented,
    Path(token_id): Path<String>,
    body: JsonObject,
) -> Result<Json<MailboxBody>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Both, now).await?;
    let change = MailboxChange::read(&body)?;
    for _ in 0..TRIES {
        let (connection, mailbox) = state.mailbox(user, &token_id, now).await?;
        let mailbox = change.made_to(mailbox);
        let due_at = mailbox.next_run(now).unwrap_or(i64::MAX);
        match state.store.mailboxes_choose(&mailbox, due_at).await {
            Ok(()) => return Ok(Json(MailboxBody::of(&connection, &mailbox, now))),
            Err(store::Error::Conflict) => {} // A run has begun, or the connection is gone: look again.
            Err(error) => return Err(error.into()),
        }
    }
    Err(store::Error::Contended.into())
}
