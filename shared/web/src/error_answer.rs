//! Errors become HTTP here and nowhere else: status, headers, body, and a line in the log for those that are faults.

use crate::error::BUG;
use crate::{Coded, Detail, Error};
use axum::response::{IntoResponse, Response};
use domain::ErrorKind;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use std::collections::BTreeMap;
use std::fmt;

/// The body of an error with a sentence, for the API's description.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ErrorBody {
    /// What is wrong.
    pub detail: String,
}

/// The body of an error with a code, for the API's description.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct CodedBody {
    /// What is wrong.
    pub detail: Coded,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status_override().unwrap_or(status_of(self.kind()));
        log(&self, status);
        let body = body_of(&self);
        let mut response = (status, body).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().extend(self.into_headers());
        response
    }
}

fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Only faults are news; what an asker did wrong stands in the access log with its status.
fn log(error: &Error, status: StatusCode) {
    let status = status.as_u16();
    match error.kind() {
        ErrorKind::Bug => tracing::error!(http.status = status, error = %Causes(error), "request failed"),
        ErrorKind::Unavailable => tracing::warn!(http.status = status, error = %Causes(error), "neighbour unavailable"),
        _ => {}
    }
}

fn body_of(error: &Error) -> Vec<u8> {
    #[derive(serde::Serialize)]
    struct Body<'a> {
        detail: &'a Detail,
        #[serde(flatten)]
        beside: BTreeMap<&'a str, &'a serde_json::Value>,
    }
    let beside = error.said_beside().iter().map(|(name, value)| (*name, value)).collect();
    let body = serde_json::to_vec(&Body { detail: error.detail(), beside });
    body.unwrap_or_else(|_| format!(r#"{{"detail":"{BUG}"}}"#).into_bytes())
}

/// The cause and its causes, outermost first: `a: b: c`.
struct Causes<'a>(&'a Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(outermost) = self.0.cause() else {
            return out.write_str("no cause given");
        };
        write!(out, "{outermost}")?;
        let mut next = outermost.source();
        while let Some(cause) = next {
            write!(out, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Violation;
    use crate::test::{Logged, body_text};
    use domain::Failure;

    #[derive(Debug, thiserror::Error)]
    #[error("the table \"x\" is out")]
    struct Outer(#[source] std::io::Error, ErrorKind);

    impl Failure for Outer {
        fn kind(&self) -> ErrorKind {
            self.1
        }
    }

    fn outer(kind: ErrorKind) -> Error {
        Outer(std::io::Error::other("secret socket"), kind).into()
    }

    #[tokio::test]
    async fn each_kind_has_its_status_and_body() {
        let told = r#"{"detail":"the table \"x\" is out"}"#;
        let cases = [
            (outer(ErrorKind::Invalid), 422, told),
            (outer(ErrorKind::Unauthenticated), 401, told),
            (outer(ErrorKind::Forbidden), 403, told),
            (outer(ErrorKind::NotFound), 404, told),
            (outer(ErrorKind::Conflict), 409, told),
            (outer(ErrorKind::TooLarge), 413, told),
            (outer(ErrorKind::TooMany), 429, told),
            (
                outer(ErrorKind::Unavailable),
                503,
                r#"{"detail":"The service is temporarily unavailable; please try again"}"#,
            ),
            (outer(ErrorKind::Bug), 500, r#"{"detail":"Internal Server Error"}"#),
            (
                Error::coded("ErrorCode.X", Some("Y".to_owned())),
                400,
                r#"{"detail":{"code":"ErrorCode.X","reason":"Y"}}"#,
            ),
            (Error::coded("ErrorCode.X", None), 400, r#"{"detail":"ErrorCode.X"}"#),
            (Error::invalid("zażółć"), 422, r#"{"detail":"zażółć"}"#),
            (Error::conflict("x").beside("success", false), 409, r#"{"detail":"x","success":false}"#),
            (
                Violation::list_type(["body".into()], "x".into()).into(),
                422,
                r#"{"detail":[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":"x"}]}"#,
            ),
        ];
        for (error, status, body) in cases {
            let response = error.into_response();
            assert_eq!(response.status(), status, "{body}");
            assert_eq!(response.headers()["content-type"], "application/json");
            assert_eq!(body_text(response).await, body);
        }
    }

    #[test]
    fn who_is_told_to_come_back_is_told_when() {
        let after = |error: Error| error.into_response().headers().get("retry-after").cloned();
        assert_eq!(after(outer(ErrorKind::Unavailable)), Some("1".parse().unwrap()));
        assert_eq!(after(Error::too_many("Slow down", 60)), Some("60".parse().unwrap()));
        assert_eq!(after(Error::not_found("x")), None);
    }

    #[test]
    fn a_bearer_challenge_is_a_header() {
        let response = Error::unauthenticated("Expected data token").bearer_challenge().into_response();
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }

    #[test]
    fn faults_are_logged_once_with_all_their_causes() {
        for (kind, level) in [(ErrorKind::Bug, "ERROR"), (ErrorKind::Unavailable, "WARN")] {
            let logged = Logged::start();
            let _ = outer(kind).into_response();
            let lines = logged.lines();
            assert_eq!(lines.len(), 1, "{lines:?}");
            assert_eq!(lines[0]["level"], level);
            assert_eq!(lines[0]["fields"]["error"], "the table \"x\" is out: secret socket");
        }
    }

    #[test]
    fn refusals_are_not_logged_whatever_their_status() {
        let logged = Logged::start();
        let closed = Error::forbidden("User registration is disabled").with_status(StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(closed.into_response().status(), 503);
        let _ = Error::conflict("x").into_response();
        assert!(logged.lines().is_empty());
    }

    #[test]
    fn very_many_violations_are_counted_not_listed() {
        let many = (0..5_000).map(|index| Violation::missing(["body".into(), index.into()], "".into())).collect();
        let Detail::Violations(listed) = Error::violations(many).detail().clone() else { panic!("a list") };
        assert_eq!(listed.len(), 1_001);
        assert_eq!(listed[1_000].msg, "Value error, 4000 more are not listed");
    }
}
