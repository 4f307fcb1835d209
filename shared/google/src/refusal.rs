//! What it means that an API refuses (<https://developers.google.com/workspace/calendar/api/guides/errors>,
//! <https://developers.google.com/workspace/gmail/api/guides/handle-errors>).

use std::time::Duration;

use ::http::header::RETRY_AFTER;
use ::http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::error::{Error, Outage, Word};
use crate::http::passes;

/// A 403 with one of these reasons says that we ask too often, not that we may not.
const LIMITS: [&str; 4] = ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"];

/// What `status` means, with the headers and the JSON that came with it, if any did.
pub(crate) fn of(status: StatusCode, headers: &HeaderMap, body: Option<&Value>) -> Error {
    match (said(status, body), retry_after(headers)) {
        (Error::Unavailable(_), Some(after)) => Error::Unavailable(Outage::Busy { status, after }),
        (error, _) => error,
    }
}

/// The seconds of `Retry-After`. Google sends no dates there.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u32 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.into()))
}

fn said(status: StatusCode, body: Option<&Value>) -> Error {
    let reasons = details(body, "reason");
    let reason = || Word::of(reasons.first().copied().unwrap_or_default());
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized,
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::GONE => Error::SyncTokenGone,
        StatusCode::BAD_REQUEST if about_the_sync_token(body) => Error::SyncTokenGone,
        StatusCode::FORBIDDEN if reasons.iter().any(|reason| LIMITS.contains(reason)) => {
            Error::Unavailable(Outage::Said(reason()))
        }
        StatusCode::FORBIDDEN => Error::Forbidden(reason()),
        status if passes(status) => Error::Unavailable(Outage::Status(status)),
        status if status.is_client_error() => Error::BadRequest(reason()),
        _ => Error::Malformed("its status"),
    }
}

/// A sync token that never was one is a 400, and only its place or its message tells.
fn about_the_sync_token(body: Option<&Value>) -> bool {
    details(body, "location").contains(&"syncToken")
        || details(body, "reason").contains(&"fullSyncRequired")
        || details(body, "message").iter().any(|message| message.to_ascii_lowercase().contains("sync token"))
}

/// The texts of this `name` in `error.errors`.
fn details<'a>(body: Option<&'a Value>, name: &str) -> Vec<&'a str> {
    let errors = body.and_then(|body| body.pointer("/error/errors")).and_then(Value::as_array);
    errors.into_iter().flatten().filter_map(|error| error.get(name)?.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(status: u16, error: Value, expect: &str) {
        let body = json!({"error": {"code": status, "message": "No text of this is told.", "errors": [error]}});
        let is = of(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), Some(&body));
        assert_eq!(is.code(), expect, "{status} {error}");
        assert!(!format!("{is} {is:?}").contains("text"));
    }

    #[test]
    fn a_refusal_is_told_by_its_status_and_its_reason() {
        for (status, reason, expect) in [
            (401, "authError", "google_unauthorized"),
            (403, "rateLimitExceeded", "google_unavailable"),
            (403, "userRateLimitExceeded", "google_unavailable"),
            (403, "quotaExceeded", "google_unavailable"),
            (403, "insufficientPermissions", "google_forbidden"),
            (403, "accessNotConfigured", "google_forbidden"),
            (404, "notFound", "calendar_not_found"),
            (410, "fullSyncRequired", "sync_token_gone"),
            (410, "updatedMinTooLongAgo", "sync_token_gone"),
            (400, "timeRangeEmpty", "google_bad_request"),
            (405, "httpMethodNotAllowed", "google_bad_request"),
            (408, "timeout", "google_unavailable"),
            (429, "rateLimitExceeded", "google_unavailable"),
            (500, "backendError", "google_unavailable"),
            (503, "backendError", "google_unavailable"),
            (302, "moved", "google_malformed"),
        ] {
            check(status, json!({"domain": "global", "reason": reason}), expect);
        }
    }

    #[test]
    fn a_sync_token_that_never_was_one_is_gone_too() {
        check(
            400,
            json!({"reason": "invalid", "location": "syncToken", "locationType": "parameter"}),
            "sync_token_gone",
        );
        check(400, json!({"reason": "invalid", "message": "Invalid sync token value."}), "sync_token_gone");
        check(400, json!({"reason": "invalid", "location": "pageToken"}), "google_bad_request");
    }

    #[test]
    fn a_status_is_enough_where_the_body_says_nothing() {
        for (status, expect) in [(403, "google_forbidden"), (410, "sync_token_gone"), (502, "google_unavailable")] {
            for body in [None, Some(json!([])), Some(json!({"error": "x"})), Some(json!({"error": {"errors": {}}}))] {
                let is = of(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_ref());
                assert_eq!(is.code(), expect, "{body:?}");
            }
        }
    }

    #[test]
    fn how_long_to_wait_is_told_where_waiting_helps() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "120".parse().unwrap());
        let wait = |status: u16| of(StatusCode::from_u16(status).unwrap(), &headers, None).retry_after();
        assert_eq!((wait(429), wait(503)), (Some(Duration::from_secs(120)), Some(Duration::from_secs(120))));
        assert_eq!((wait(401), wait(403), wait(404)), (None, None, None));
        headers.insert(RETRY_AFTER, "Sat, 21 Nov 2026 06:00:00 GMT".parse().unwrap());
        assert_eq!(of(StatusCode::TOO_MANY_REQUESTS, &headers, None).retry_after(), None);
    }
}
