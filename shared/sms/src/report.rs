//! What becomes of a message that we sent
//! (<https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks>).

use crate::{Form, FormError, MessageSid, Refused, Status};

/// Where we are told, behind our own address.
pub const REPORTS_PATH: &str = "/webhook/sms/status";
/// Between whose message it is and which; no query encodes it.
const SEPARATOR: char = '.';

/// The address at which Twilio is to report on a message, by a name of ours in the query.
pub(crate) fn address(our_address: &str, whose: &str, id: &str) -> String {
    format!("{our_address}{REPORTS_PATH}?message={whose}{SEPARATOR}{id}")
}

/// Whose message a report is on, and which, out of the parameter `message` of its address.
pub fn reported_name(message: &str) -> Option<(&str, &str)> {
    message.split_once(SEPARATOR)
}

/// A report on a message. There is none of its first state; others may be left out, come twice, or in another order
/// ([`Status::follows`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Twilio's name for the message.
    pub sid: MessageSid,
    /// How far it is; `None` for a state that we do not know.
    pub status: Option<Status>,
    /// Why, if it has failed.
    pub refused: Option<Refused>,
}

impl Report {
    /// Out of a form that [`is_signed`](crate::is_signed).
    pub fn read(form: &Form) -> Result<Report, FormError> {
        let sid = form.get("MessageSid").and_then(MessageSid::parse).ok_or(FormError::Missing("MessageSid"))?;
        let status = Status::parse(form.get("MessageStatus").ok_or(FormError::Missing("MessageStatus"))?);
        let code = form.get("ErrorCode").and_then(|code| code.parse().ok());
        let has_failed = status.is_some_and(Status::has_failed);
        Ok(Report { sid, status, refused: has_failed.then(|| Refused::of(code)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    fn read(form: &str) -> Result<Report, FormError> {
        Report::read(&Form::parse(form.as_bytes()).unwrap())
    }

    #[test]
    fn a_report_says_how_far_a_message_is_and_why_not_further() {
        for (form, status, why) in [
            ("MessageStatus=sent", Some(Status::Sent), None),
            ("MessageStatus=delivered&ErrorCode=", Some(Status::Delivered), None),
            ("MessageStatus=failed&ErrorCode=21610", Some(Status::Failed), Some((21610, Refusal::OptedOut))),
            (
                "MessageStatus=undelivered&ErrorCode=30003",
                Some(Status::Undelivered),
                Some((30003, Refusal::Unreachable)),
            ),
            ("MessageStatus=undelivered&ErrorCode=99", Some(Status::Undelivered), Some((99, Refusal::Unknown))),
            ("MessageStatus=canceled", Some(Status::Canceled), Some((0, Refusal::Unknown))),
            ("MessageStatus=a+new+word", None, None),
        ] {
            let report = read(&format!("MessageSid=SM1&SmsSid=SM1&{form}")).unwrap();
            assert_eq!((report.status, report.refused.map(|refused| (refused.code, refused.why))), (status, why));
        }
    }

    #[test]
    fn half_a_report_is_none() {
        assert_eq!(read("MessageStatus=sent"), Err(FormError::Missing("MessageSid")));
        assert_eq!(read("MessageSid=SM1"), Err(FormError::Missing("MessageStatus")));
    }
}
