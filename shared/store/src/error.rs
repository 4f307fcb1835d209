//! What can go wrong between us and the table.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use domain::{ErrorKind, Failure};

/// A failed operation of the store. Display tells this layer only; the cause is its `source()`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A condition did not hold: somebody else was first.
    #[error("the stored state is not the expected one")]
    Conflict,
    /// DynamoDB throttles, is unreachable or in the middle of another transaction on the same items.
    #[error("the table is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A request does not fit into one transaction.
    #[error("These points are too many to be stored at once; send less at a time")]
    TooLarge,
    /// An item does not read back as what was written.
    #[error("a stored item is malformed: {0}")]
    Malformed(&'static str),
    /// A chunk or block does not decode.
    #[error("stored points are malformed")]
    Points(#[from] series::CodecError),
    /// Others kept getting in the way: readers and sealers, or transactions on the same items.
    #[error("what was asked for kept changing meanwhile")]
    Contended,
    /// DynamoDB refused a request that we formed.
    #[error("the table refused a request")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// DynamoDB took only a part of a batch, for lack of capacity.
    pub(crate) fn left_over() -> Error {
        Error::Unavailable("a batch was left unprocessed".into())
    }
}

impl Failure for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::Conflict => ErrorKind::Conflict,
            Error::TooLarge => ErrorKind::TooLarge,
            Error::Unavailable(_) | Error::Contended => ErrorKind::Unavailable,
            Error::Malformed(_) | Error::Points(_) | Error::Refused(_) => ErrorKind::Bug,
        }
    }
}

/// Codes of the DynamoDB API that pass by themselves
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>).
const PASSING: [&str; 7] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "InternalServerError",
    "ServiceUnavailable",
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl<E> From<SdkError<E>> for Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let Some(answered) = error.as_service_error() else {
            return Error::Unavailable(Box::new(error));
        };
        match answered.code() {
            Some("ConditionalCheckFailedException") => Error::Conflict,
            Some("TransactionCanceledException") => cancelled(error),
            Some(code) if !PASSING.contains(&code) => Error::Refused(Box::new(error)),
            _ => Error::Unavailable(Box::new(error)),
        }
    }
}

/// A transaction names a reason per item in its message: a failed condition is final, all other reasons pass.
fn cancelled<E>(error: SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let reasons = error.message().unwrap_or_default();
    if reasons.contains("ConditionalCheckFailed") {
        return Error::Conflict;
    }
    if reasons.contains("ValidationError") {
        return Error::Refused(Box::new(error));
    }
    if reasons.contains("TransactionConflict") {
        return Error::Contended;
    }
    Error::Unavailable(Box::new(error))
}
