//! What Twilio's answer to a message means (<https://www.twilio.com/docs/usage/twilios-response>).

use crate::{Accepted, MessageSid, Outage, Refusal, Refused, SendError, Status};
use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;
use std::time::Duration;

/// Longer than Twilio ever asks for, and as long as any message waits at most between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Codes that are about us: the account, its token, its messaging service, the address for reports. They are the
/// operator's to mend.
const ABOUT_US: [u32; 18] = [
    10001, 20003, 20005, 20006, 20008, 20404, 21603, 21606, 21609, 21659, 21660, 21661, 21701, 21703, 21704, 21705,
    30002, 30127,
];
/// Codes that pass by themselves, whatever the status: too many requests or messages, maintenance.
const PASSING: [u32; 7] = [14107, 20429, 20503, 21611, 21730, 30001, 63038];

/// A message as Twilio shows it.
#[derive(Deserialize)]
struct Resource {
    sid: String,
    status: String,
    error_code: Option<u32>,
}

/// An error as Twilio shows it.
#[derive(Deserialize)]
struct Problem {
    code: u32,
}

/// The message that was taken, or why it was not.
pub(crate) fn read(answer: Response<Bytes>) -> Result<Accepted, SendError> {
    let status = answer.status();
    if status.is_success() {
        return created(status, answer.body());
    }
    let code = serde_json::from_slice(answer.body()).ok().map(|problem: Problem| problem.code);
    Err(refused(status, code, retry_after(answer.headers())))
}

/// What cannot be read is as good as lost: the message is on its way.
fn created(status: StatusCode, body: &[u8]) -> Result<Accepted, SendError> {
    let resource: Resource = serde_json::from_slice(body).map_err(|_| SendError::AnswerLost(Outage::Malformed))?;
    let sid = MessageSid::parse(&resource.sid).ok_or(SendError::AnswerLost(Outage::Malformed))?;
    match Status::parse(&resource.status) {
        Some(how) if how.has_failed() => Err(meaning(status, resource.error_code)),
        how => Ok(Accepted { sid, status: how.unwrap_or(Status::Accepted) }),
    }
}

fn refused(status: StatusCode, code: Option<u32>, retry_after: Option<Duration>) -> SendError {
    let outage = Outage::Answered { status: status.as_u16(), code: code.unwrap_or_default() };
    match status {
        StatusCode::TOO_MANY_REQUESTS => SendError::Busy { retry_after },
        // Words of a gateway that has had no answer itself.
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => SendError::AnswerLost(outage),
        _ if !status.is_client_error() || status == StatusCode::REQUEST_TIMEOUT => SendError::Unavailable(outage),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if !is_known(code) => {
            SendError::NotAllowed { status: status.as_u16(), code: code.unwrap_or_default() }
        }
        // Not a word of Twilio's: somebody else has answered.
        _ if code.is_none() => SendError::Unavailable(outage),
        _ => meaning(status, code),
    }
}

fn is_known(code: Option<u32>) -> bool {
    code.is_some_and(|code| Refusal::of(code).is_some() || PASSING.contains(&code))
}

/// What a code says of a message that did not go out.
fn meaning(status: StatusCode, code: Option<u32>) -> SendError {
    match code {
        Some(code) if PASSING.contains(&code) => SendError::Busy { retry_after: None },
        Some(code) if ABOUT_US.contains(&code) => SendError::NotAllowed { status: status.as_u16(), code },
        code => SendError::Refused(Refused::of(code)),
    }
}

/// In seconds (RFC 9110, 10.2.3); a date, which Twilio does not send, counts as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expect: &str) {
        let answer = Response::builder().status(status).header(RETRY_AFTER, "7");
        let is = match read(answer.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()) {
            Ok(accepted) => format!("{} {}", accepted.sid.as_str(), accepted.status.as_str()),
            Err(SendError::Refused(refused)) => format!("refused: {} {}", refused.why.as_str(), refused.code),
            Err(SendError::NotAllowed { status, code }) => format!("not allowed: {status} {code}"),
            Err(SendError::Busy { retry_after }) => format!("busy: {:?}", retry_after.map(|wait| wait.as_secs())),
            Err(SendError::Unavailable(outage)) => format!("unavailable: {outage}"),
            Err(SendError::AnswerLost(outage)) => format!("lost: {outage}"),
            Err(other) => other.to_string(),
        };
        assert_eq!(is, expect, "{status} {body}");
    }

    #[test]
    fn a_message_that_was_taken_has_a_name() {
        check(201, r#"{"sid":"SM1","status":"accepted","error_code":null,"body":"x"}"#, "SM1 accepted");
        check(200, r#"{"sid":"SM1","status":"queued"}"#, "SM1 queued");
        check(201, r#"{"sid":"SM1","status":"a new word"}"#, "SM1 accepted");
        check(201, r#"{"sid":"SM1","status":"failed","error_code":21610}"#, "refused: opted_out 21610");
        check(201, r#"{"sid":"SM1","status":"failed","error_code":30001}"#, "busy: None");
        check(201, r#"{"sid":"SM1","status":"failed","error_code":30002}"#, "not allowed: 201 30002");
        check(201, r#"{"sid":"SM1","status":"undelivered"}"#, "refused: unknown 0");
    }

    #[test]
    fn what_was_taken_and_cannot_be_read_may_be_on_its_way() {
        for body in ["", "<html>", r#"{"sid":"SM1""#, r#"{"sid":"#, r#"{"sid":"SM 1","status":"queued"}"#, "[]"] {
            check(201, body, "lost: its answer is malformed");
        }
    }

    #[test]
    fn a_refusal_is_told_by_its_code() {
        for (status, code, expect) in [
            (400, 21211, "refused: no_such_number 21211"),
            (400, 21408, "refused: country 21408"),
            (403, 21408, "refused: country 21408"),
            (400, 21608, "refused: trial 21608"),
            (400, 21610, "refused: opted_out 21610"),
            (400, 21614, "refused: cannot_receive 21614"),
            (400, 21617, "refused: text 21617"),
            (400, 29999, "refused: unknown 29999"),
            (401, 20003, "not allowed: 401 20003"),
            (403, 20003, "not allowed: 403 20003"),
            (403, 20008, "not allowed: 403 20008"),
            (404, 20404, "not allowed: 404 20404"),
            (400, 21703, "not allowed: 400 21703"),
            (400, 21609, "not allowed: 400 21609"),
            (429, 20429, "busy: Some(7)"),
            (429, 63038, "busy: Some(7)"),
            (400, 21611, "busy: None"),
            (500, 20500, "unavailable: it answered 500, code 20500"),
            (503, 20503, "unavailable: it answered 503, code 20503"),
            (504, 20504, "lost: it answered 504, code 20504"),
        ] {
            check(status, &format!(r#"{{"code":{code},"message":"To +48123456789","status":{status}}}"#), expect);
        }
    }

    #[test]
    fn who_is_not_twilio_refuses_nothing_for_good() {
        for (status, expect) in [
            (302, "unavailable: it answered 302, code 0"),
            (400, "unavailable: it answered 400, code 0"),
            (401, "not allowed: 401 0"),
            (404, "not allowed: 404 0"),
            (407, "unavailable: it answered 407, code 0"),
            (408, "unavailable: it answered 408, code 0"),
            (429, "busy: Some(7)"),
            (500, "unavailable: it answered 500, code 0"),
            (502, "lost: it answered 502, code 0"),
        ] {
            check(status, "<html>Sorry, +48123456789</html>", expect);
        }
    }

    #[test]
    fn a_wait_is_in_seconds_and_has_an_end() {
        for (text, expect) in [("7", Some(7)), ("999999999", Some(3_600)), ("Sun, 06 Nov 1994 08:49:37 GMT", None)] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            assert_eq!(retry_after(&headers), expect.map(Duration::from_secs));
        }
    }
}
