//! `POST /ofrep/v1/evaluate/flags/{key}`: what one flag is for whom.

use super::asker::Asker;
use super::failure::{ErrorCode, Failure, FailureBody};
use super::sent;
use super::success::{EvaluationBody, EvaluationOrFailure};
use crate::AccountsState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use web::{Error, JsonObject};

/// What a flag is for whom `context` is about. Whoever shows an access token, a cookie, or a data token that may read (also
/// in `X-API-Key`) asks for any flag; whoever shows nothing for the public ones only.
#[utoipa::path(
    post,
    path = "/ofrep/v1/evaluate/flags/{key}",
    operation_id = "evaluate_flag",
    tag = "flags",
    params(("key" = String, Path, description = "the flag's codename")),
    request_body(content = Object, description = r#"`{"context": {"targetingKey": "...", ...}}`"#),
    responses(
        (status = 200, body = EvaluationBody),
        (status = 400, body = FailureBody, description = "PARSE_ERROR, INVALID_CONTEXT or TARGETING_KEY_MISSING"),
        (status = 401, body = FailureBody), (status = 403, body = FailureBody),
        (status = 404, body = FailureBody, description = "FLAG_NOT_FOUND: there is none, or it is not public"),
        (status = 503, body = FailureBody),
    ),
    security((), ("session" = []), ("bearer" = []), ("data_token" = []))
)]
pub(crate) async fn evaluate_flag(
    State(state): State<AccountsState>,
    Path(key): Path<String>,
    asker: Asker,
    body: Result<JsonObject, Error>,
) -> Response {
    let evaluated = state.evaluated(&key, asker, body).await;
    evaluated.unwrap_or_else(|failure| failure.answer(Some(&key)))
}

impl AccountsState {
    async fn evaluated(&self, key: &str, asker: Asker, body: Result<JsonObject, Error>) -> Result<Response, Failure> {
        let now = self.clock.now_ms();
        let sight = self.sight(asker, now).await?;
        let context = sent::context(body)?;
        let flags = self.flags(now).await?;
        let found = flags.iter().find(|stored| stored.flag.codename.as_str() == key && sight.reaches(stored));
        let stored = found.ok_or_else(|| Failure::of(ErrorCode::FlagNotFound, "there is no such flag"))?;
        let evaluated = EvaluationOrFailure::of(stored, &context);
        let status = match evaluated {
            EvaluationOrFailure::Evaluation(_) => StatusCode::OK,
            EvaluationOrFailure::Failure(_) => StatusCode::BAD_REQUEST,
        };
        Ok((status, Json(evaluated)).into_response())
    }
}
