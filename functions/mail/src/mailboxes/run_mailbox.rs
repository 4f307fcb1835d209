//! `POST /mailboxes/{token_id}/run`: the mailbox is read now.

use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::{Path, State};
use domain::{Job, JobKind};
use http::StatusCode;
use serde::Serialize;
use store::Standing;
use utoipa::ToSchema;
use views::in_seconds;
use web::{Error, Presented};

/// The job that was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunAsked {
    /// `mail_ingest`.
    kind: &'static str,
    /// The connected data token's id, a UUID.
    token_id: String,
    /// When it is due: now. A run that goes on already is followed by another.
    due_at: String,
}

/// Asks for a run now; `GET /mailboxes/{token_id}` tells how it went. The schedule stays.
#[utoipa::path(
    post,
    path = "/mailboxes/{token_id}/run",
    operation_id = "run_mailbox",
    tag = "mail",
    params(("token_id" = String, Path, description = "the connected data token's id, a UUID")),
    responses(
        (status = 202, body = RunAsked),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 404, body = web::ErrorBody, description = "The user has no such mailbox"),
        (status = 409, body = web::ErrorBody, description = "The account's owner has to consent again, or the connection ends"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn run_mailbox(
    State(state): State<MailState>,
    presented: Presented,
    Path(token_id): Path<String>,
) -> Result<(StatusCode, Json<RunAsked>), Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Both, now).await?;
    let (connection, mailbox) = state.mailbox(user, &token_id, now).await?;
    match connection.standing {
        Standing::Connected => {}
        Standing::ConsentNeeded => return Err(Error::conflict("The account's owner has to consent again")),
        Standing::Disconnecting => return Err(Error::conflict("The connection ends")),
    }
    let (kind, subject) = (JobKind::MailIngest, Job::subject_of(user, mailbox.token));
    state.store.jobs_ensure(kind, &subject, now).await?;
    let asked = RunAsked { kind: kind.as_str(), token_id: mailbox.token.to_string(), due_at: in_seconds(now) };
    Ok((StatusCode::ACCEPTED, Json(asked)))
}
