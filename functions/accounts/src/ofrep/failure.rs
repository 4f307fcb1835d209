//! Why there is no value, in the protocol's words.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use web::Error;

/// The protocol's words (OpenFeature, types: error code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ErrorCode {
    /// There is no such flag, or none that the asker may know of.
    FlagNotFound,
    /// The body is no JSON object.
    ParseError,
    /// The flag depends on who it is.
    TargetingKeyMissing,
    /// The context is none.
    InvalidContext,
    /// Anything else.
    General,
}

/// A failure of the whole request.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Of the protocol.
    Told(ErrorCode, String),
    /// Of another kind: nobody we know, or a neighbour that does not answer.
    Other(Error),
}

/// A failure as it is answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct FailureBody {
    /// Which flag was asked for; absent where all were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
    /// What is wrong, in one word.
    #[serde(rename = "errorCode")]
    pub(crate) error_code: ErrorCode,
    /// What is wrong, as a sentence.
    #[serde(rename = "errorDetails")]
    pub(crate) error_details: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Other(error)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::Other(error.into())
    }
}

impl Failure {
    pub(crate) fn of(code: ErrorCode, details: impl Into<String>) -> Failure {
        Failure::Told(code, details.into())
    }

    /// The answer; `key` is the flag that was asked for, if it was one.
    pub(crate) fn answer(self, key: Option<&str>) -> Response {
        let body =
            |error_code, error_details| Json(FailureBody { key: key.map(str::to_owned), error_code, error_details });
        match self {
            Failure::Told(code, details) => (status(code), body(code, details)).into_response(),
            // Status, headers and log are those of any other route; only the body is the protocol's.
            Failure::Other(error) => {
                let details = sentence(&error);
                let (parts, _) = error.into_response().into_parts();
                let (_, body) = body(ErrorCode::General, details).into_response().into_parts();
                Response::from_parts(parts, body)
            }
        }
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::FlagNotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    }
}

fn sentence(error: &Error) -> String {
    match error.detail() {
        web::Detail::Text(text) => text.to_string(),
        _ => "the request is invalid".to_owned(),
    }
}
