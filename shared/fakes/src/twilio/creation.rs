//! What Twilio checks before it makes a message, in its order as far as that shows
//! (<https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>).

use super::problem::Problem;
use super::state::{ACCOUNT_SID, MESSAGING_SERVICE_SID, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use url::{Url, form_urlencoded};

/// As long as a text may be, in characters.
const LONGEST_BODY: usize = 1_600;
/// Seconds that a message may be worth anything (<https://www.twilio.com/docs/api/errors/21624>).
const VALIDITY_PERIODS: std::ops::RangeInclusive<u32> = 1..=36_000;
/// Digits of a number (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Numbers that fail in the same way for everybody
/// (<https://www.twilio.com/docs/iam/test-credentials#test-sms-messages>).
const MAGIC: [(&str, u32); 5] = [
    ("+15005550001", 21211),
    ("+15005550002", 21612),
    ("+15005550003", 21408),
    ("+15005550004", 21610),
    ("+15005550009", 21614),
];

/// A request, as far as it matters.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) authorization: Option<&'a str>,
    pub(super) body: &'a [u8],
}

/// What a message is made of.
pub(super) struct Wanted {
    pub(super) to: String,
    pub(super) body: String,
    pub(super) status_callback: Option<String>,
    pub(super) validity_period: Option<u32>,
}

impl State {
    /// What is wanted, if all of it is in order.
    pub(super) fn checked(&self, asked: &Asked<'_>) -> Result<Wanted, Problem> {
        let (account, path) = (ACCOUNT_SID, format!("/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"));
        let expected = format!("Basic {}", STANDARD.encode(format!("{account}:{}", self.auth_token)));
        if asked.authorization != Some(&expected) {
            return Err(Problem::new(401, 20003, "Authenticate"));
        }
        if asked.path != path {
            return Err(Problem::new(404, 20404, format!("The requested resource {} was not found", asked.path)));
        }
        if asked.method != "POST" {
            return Err(Problem::new(405, 20004, "Method not allowed"));
        }
        self.wanted(asked.body)
    }

    fn wanted(&self, form: &[u8]) -> Result<Wanted, Problem> {
        let fields: Vec<_> = form_urlencoded::parse(form).into_owned().collect();
        let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let to = field("To").filter(|to| !to.is_empty()).ok_or_else(no_recipient)?;
        let service = field("MessagingServiceSid").ok_or_else(no_sender)?;
        if service != MESSAGING_SERVICE_SID {
            return Err(Problem::bad(21705, format!("The Messaging Service Sid {service} is invalid.")));
        }
        let body = field("Body").filter(|body| !body.is_empty()).ok_or_else(no_text)?;
        if LONGEST_BODY < body.chars().count() {
            return Err(Problem::bad(21617, "The concatenated message body exceeds the 1600 character limit."));
        }
        let status_callback = field("StatusCallback");
        if status_callback.as_deref().is_some_and(|url| !is_web_address(url)) {
            return Err(Problem::bad(21609, "The StatusCallback URL is not a valid URL."));
        }
        let validity = field("ValidityPeriod");
        let validity_period = validity.as_deref().map(str::parse).transpose().ok();
        let is_good = |period: &Option<u32>| period.is_none_or(|period| VALIDITY_PERIODS.contains(&period));
        let validity_period = validity_period.filter(is_good).ok_or_else(no_validity)?;
        self.may_be_reached(&to)?;
        Ok(Wanted { to, body, status_callback, validity_period })
    }

    fn may_be_reached(&self, to: &str) -> Result<(), Problem> {
        if let Some((_, code)) = MAGIC.iter().find(|(number, _)| *number == to) {
            return Err(Problem::bad(*code, format!("{to} is a number for tests.")));
        }
        if !is_number(to) {
            return Err(Problem::bad(21211, format!("The 'To' number {to} is not a valid phone number.")));
        }
        if self.opted_out.contains(to) {
            return Err(Problem::bad(21610, "Attempt to send to unsubscribed recipient"));
        }
        Ok(())
    }
}

fn no_recipient() -> Problem {
    Problem::bad(21604, "A 'To' phone number is required.")
}

fn no_sender() -> Problem {
    Problem::bad(21603, "A 'From' phone number is required.")
}

fn no_validity() -> Problem {
    Problem::bad(21624, "Invalid validity period value")
}

fn no_text() -> Problem {
    Problem::bad(21619, "A text message body or media urls must be specified.")
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
