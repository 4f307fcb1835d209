//! The one error that a handler answers with: what the asker is told, and apart from it what only the log is told.

use crate::Violation;
use axum::BoxError;
use domain::{ErrorKind, Failure};
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::borrow::Cow;

/// What a client is told of a fault of ours.
pub(crate) const BUG: &str = "Internal Server Error";
/// What a client is told of a neighbour that does not answer.
const UNAVAILABLE: &str = "The service is temporarily unavailable; please try again";
/// After how many seconds a client may try again: DynamoDB's throttling and a lost connection mostly pass within one.
const UNAVAILABLE_RETRY_SECONDS: u32 = 1;
/// A list of violations ends here, or 6 MB of bad points would make an answer larger than an answer may be.
const MOST_VIOLATIONS: usize = 1_000;

/// An error as it is answered. Its [`axum::response::IntoResponse`] gives it its status and logs it, once.
#[derive(Debug)]
pub struct Error(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: ErrorKind,
    detail: Detail,
    beside: Vec<(&'static str, serde_json::Value)>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    cause: Option<BoxError>,
}

/// What the client is told: the `detail` of the body.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Detail {
    /// A sentence.
    Text(Cow<'static, str>),
    /// All that is wrong with the request.
    Violations(Vec<Violation>),
    /// A word that never changes, for clients that tell by it what is wrong.
    Coded(Coded),
}

/// A word for what is wrong, as clients of the earlier server know it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Coded {
    /// Which it is: `ErrorCode.` and a word.
    #[schema(value_type = String)]
    pub code: &'static str,
    /// Why, in a word that never changes either.
    pub reason: String,
}

impl Error {
    /// An error that the asker can mend. Faults are made with [`Error::bug`] and [`Error::unavailable`].
    pub fn new(kind: ErrorKind, detail: impl Into<Cow<'static, str>>) -> Error {
        Error::with_detail(kind, Detail::Text(detail.into()))
    }

    /// 422 with a sentence.
    pub fn invalid(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Invalid, detail)
    }

    /// 422 with a list; of very many only the first are listed, and how many more there were.
    pub fn violations(mut violations: Vec<Violation>) -> Error {
        let more = violations.len().saturating_sub(MOST_VIOLATIONS);
        violations.truncate(MOST_VIOLATIONS);
        if more > 0 {
            violations.push(Violation::value_error(["body".into()], format!("{more} more are not listed")));
        }
        Error::with_detail(ErrorKind::Invalid, Detail::Violations(violations))
    }

    /// 400 with a code: alone as the detail or, where there is one, beside the reason.
    pub fn coded(code: &'static str, reason: Option<String>) -> Error {
        let detail = match reason {
            Some(reason) => Detail::Coded(Coded { code, reason }),
            None => Detail::Text(code.into()),
        };
        Error::with_detail(ErrorKind::Invalid, detail).with_status(StatusCode::BAD_REQUEST)
    }

    /// 401.
    pub fn unauthenticated(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Unauthenticated, detail)
    }

    /// 403.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Forbidden, detail)
    }

    /// 404.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::NotFound, detail)
    }

    /// 409.
    pub fn conflict(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::Conflict, detail)
    }

    /// 413.
    pub fn too_large(detail: impl Into<Cow<'static, str>>) -> Error {
        Error::new(ErrorKind::TooLarge, detail)
    }

    /// 429, with the seconds after which another try may succeed.
    pub fn too_many(detail: impl Into<Cow<'static, str>>, retry_after_seconds: u32) -> Error {
        Error::new(ErrorKind::TooMany, detail).retry_after(retry_after_seconds)
    }

    /// 503: a neighbour does not answer. The cause is for the log.
    pub fn unavailable(cause: impl Into<BoxError>) -> Error {
        Error::new(ErrorKind::Unavailable, UNAVAILABLE).retry_after(UNAVAILABLE_RETRY_SECONDS).caused_by(cause)
    }

    /// 500: our own fault. The cause is for the log.
    pub fn bug(cause: impl Into<BoxError>) -> Error {
        Error::new(ErrorKind::Bug, BUG).caused_by(cause)
    }

    /// Answers another status than the kind's, where the contract demands it.
    pub fn with_status(mut self, status: StatusCode) -> Error {
        self.0.status = Some(status);
        self
    }

    /// Says after how many seconds another try may succeed.
    pub fn retry_after(self, seconds: u32) -> Error {
        self.with_header(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// Says which scheme would have been listened to (RFC 6750, 3). Never `Basic`: browsers would ask for a password.
    pub fn bearer_challenge(self) -> Error {
        self.with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// Adds a header to the answer.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Error {
        self.0.headers.insert(name, value);
        self
    }

    /// Says more beside `detail`, in the words of clients that read another shape.
    pub fn beside(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Error {
        self.0.beside.push((name, value.into()));
        self
    }

    /// Keeps the cause for the log.
    pub fn caused_by(mut self, cause: impl Into<BoxError>) -> Error {
        self.0.cause = Some(cause.into());
        self
    }

    /// Its kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What the client is told.
    pub fn detail(&self) -> &Detail {
        &self.0.detail
    }

    /// What only the log is told.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    pub(crate) fn said_beside(&self) -> &[(&'static str, serde_json::Value)] {
        &self.0.beside
    }

    pub(crate) fn status_override(&self) -> Option<StatusCode> {
        self.0.status
    }

    pub(crate) fn into_headers(self) -> HeaderMap {
        self.0.headers
    }

    fn with_detail(kind: ErrorKind, detail: Detail) -> Error {
        let (beside, headers) = (Vec::new(), HeaderMap::new());
        Error(Box::new(Parts { kind, detail, beside, status: None, headers, cause: None }))
    }
}

/// What blames the asker is told to the asker; what does not is told to the log.
impl<F: Failure> From<F> for Error {
    fn from(failure: F) -> Error {
        match failure.kind() {
            ErrorKind::Unavailable => Error::unavailable(failure),
            ErrorKind::Bug => Error::bug(failure),
            kind => Error::new(kind, failure.to_string()),
        }
    }
}

/// One violation alone.
impl From<Violation> for Error {
    fn from(violation: Violation) -> Error {
        Error::violations(vec![violation])
    }
}
