//! `POST /ofrep/v1/evaluate/flags`: what all flags are for whom.

use super::asker::Asker;
use super::failure::{Failure, FailureBody};
use super::sent;
use super::success::EvaluationOrFailure;
use crate::AccountsState;
use crate::entity_tag::tagged;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, JsonObject};

/// What all flags are.
#[derive(Serialize, ToSchema)]
pub(crate) struct Evaluations {
    /// By codename. Where one depends on who it is and nobody has said, its entry is a failure.
    flags: Vec<EvaluationOrFailure>,
}

/// What all flags are for whom `context` is about; whoever shows nothing gets the public ones. With the `ETag` of an earlier
/// answer in `If-None-Match` it is 304 where all of it is the same.
#[utoipa::path(
    post,
    path = "/ofrep/v1/evaluate/flags",
    operation_id = "evaluate_flags",
    tag = "flags",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of an earlier answer")),
    request_body(content = Object, description = r#"`{"context": {"targetingKey": "...", ...}}`"#),
    responses(
        (status = 200, body = Evaluations, headers(("ETag" = String, description = "of this answer"))),
        (status = 304, description = "All of it is the same"),
        (status = 400, body = FailureBody, description = "PARSE_ERROR or INVALID_CONTEXT"),
        (status = 401, body = FailureBody), (status = 403, body = FailureBody), (status = 503, body = FailureBody),
    ),
    security((), ("session" = []), ("bearer" = []), ("data_token" = []))
)]
pub(crate) async fn evaluate_flags(
    State(state): State<AccountsState>,
    asker: Asker,
    headers: HeaderMap,
    body: Result<JsonObject, Error>,
) -> Response {
    let evaluated = state.all_evaluated(asker, &headers, body).await;
    evaluated.unwrap_or_else(|failure| failure.answer(None))
}

impl AccountsState {
    async fn all_evaluated(
        &self,
        asker: Asker,
        headers: &HeaderMap,
        body: Result<JsonObject, Error>,
    ) -> Result<Response, Failure> {
        let now = self.clock.now_ms();
        let sight = self.sight(asker, now).await?;
        let context = sent::context(body)?;
        let flags = self.flags(now).await?;
        let seen = flags.iter().filter(|stored| sight.reaches(stored));
        let flags = seen.map(|stored| EvaluationOrFailure::of(stored, &context)).collect();
        Ok(tagged(&Evaluations { flags }, headers)?)
    }
}
