//! What a flag is for somebody, in the protocol's shape.

use super::failure::{ErrorCode, FailureBody};
use ::flags::{Context, evaluate};
use serde::Serialize;
use serde_json::Value;
use store::StoredFlag;
use utoipa::ToSchema;

/// What a flag is.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvaluationBody {
    /// The flag's codename.
    key: String,
    /// The variant's value.
    value: Value,
    /// `STATIC`, `DEFAULT`, `TARGETING_MATCH`, `SPLIT` or `DISABLED`.
    reason: &'static str,
    /// The variant's name.
    variant: String,
    /// Of the flag.
    metadata: Metadata,
}

/// What is said of the flag itself.
#[derive(Serialize, ToSchema)]
struct Metadata {
    /// Rises with each change.
    version: u64,
}

/// One of many.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum EvaluationOrFailure {
    Evaluation(EvaluationBody),
    Failure(FailureBody),
}

impl EvaluationOrFailure {
    /// What the flag is for whom the context is about.
    pub(crate) fn of(stored: &StoredFlag, context: &Context) -> EvaluationOrFailure {
        let key = stored.flag.codename.to_string();
        match evaluate(&stored.flag, context) {
            Ok(is) => EvaluationOrFailure::Evaluation(EvaluationBody {
                key,
                value: is.value,
                reason: is.reason.as_str(),
                variant: is.variant,
                metadata: Metadata { version: stored.version },
            }),
            Err(missing) => EvaluationOrFailure::Failure(FailureBody {
                key: Some(key),
                error_code: ErrorCode::TargetingKeyMissing,
                error_details: missing.to_string(),
            }),
        }
    }
}
