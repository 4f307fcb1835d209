//! `POST /webhook/sms/status`: what became of a message that we sent.

use super::signed::answered;
use crate::ProbesState;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::UserId;
use http::StatusCode;
use liveness::{MessageId, Undelivered};
use serde::Deserialize;
use sms::{Form, Refusal, Report, Status};
use store::{Error, MessageReport};
use utoipa::IntoParams;

/// Which message it is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Reported {
    /// Our own name for it: so a message is known whose answer from the provider was lost.
    #[param(value_type = String)]
    message: Option<String>,
}

/// Takes a report on a text message, as Twilio sends it: a form, signed. What is unknown to us, and what is older than what is
/// known, changes nothing.
#[utoipa::path(
    post,
    path = "/webhook/sms/status",
    operation_id = "report",
    tag = "check-ins",
    params(Reported),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "Twilio's fields"),
    responses(
        (status = 200, body = String, content_type = "text/xml", description = "It is noted"),
        (status = 401, body = String, content_type = "text/xml", description = "It is not signed with the account's auth token"),
        (status = 413, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn report(
    State(state): State<ProbesState>,
    reported: Result<Query<Reported>, QueryRejection>,
    request: Request,
) -> Response {
    let now = state.clock.now_ms();
    let form = match state.signed_form(request).await {
        Ok(Some(form)) => form,
        Ok(None) => return answered(StatusCode::UNAUTHORIZED, None),
        Err(error) => return error.into_response(),
    };
    let message = reported.ok().and_then(|Query(reported)| reported.message);
    match state.reported(message.as_deref(), &form, now).await {
        Ok(()) => answered(StatusCode::OK, None),
        Err(error) => web::Error::from(error).into_response(),
    }
}

impl ProbesState {
    async fn reported(&self, message: Option<&str>, form: &Form, now: i64) -> Result<(), Error> {
        let Some((user, id)) = message.and_then(named) else { return Ok(()) };
        let Ok(Report { sid, status: Some(status), refused }) = Report::read(form) else { return Ok(()) };
        let failure = refused.map(|refused| refused.why);
        let report = match failure {
            Some(Refusal::OptedOut) => MessageReport::Failed(Undelivered::OptedOut),
            Some(_) => MessageReport::Failed(Undelivered::Undeliverable),
            None if matches!(status, Status::Delivered | Status::Read) => MessageReport::Delivered,
            None => MessageReport::OnItsWay,
        };
        let told = (status.as_str(), report, failure.map(Refusal::as_str));
        let follows = |known: Option<&str>| known.and_then(Status::parse).is_none_or(|known| status.follows(known));
        let is_known = self.store.messages_reported(user, &id, sid.as_str(), told, follows, now).await?;
        if is_known && let Some(why) = failure {
            tracing::warn!(
                message.sid = sid.as_str(),
                message.failure = why.as_str(),
                "a text message has not arrived"
            );
        }
        Ok(())
    }
}

/// Whose message it is, and which.
fn named(message: &str) -> Option<(UserId, MessageId)> {
    let (user, id) = sms::reported_name(message)?;
    Some((user.parse().ok()?, MessageId::stored(id)))
}
