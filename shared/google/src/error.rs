//! What can go wrong between us and Google.

use std::fmt;
use std::time::Duration;

use ::http::StatusCode;
use domain::{ErrorKind, Failure};

/// A failed operation. Display and the causes tell no token, no code and nothing that people wrote.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user did not consent.
    #[error("consent was denied")]
    Denied,
    /// The API does not take the access token: it has expired, or the grant has ended.
    #[error("Google does not take the access token")]
    Unauthorized,
    /// The code or the refresh token is not good any more: revoked, expired or used. Only a new consent helps.
    #[error("consent is needed again")]
    InvalidGrant,
    /// The sync token is too old, or never was one: begin again with a full listing.
    #[error("Google does not know the sync token any more")]
    SyncTokenGone,
    /// There is no such calendar, or none that this account may see.
    #[error("Google knows no such calendar")]
    NotFound,
    /// The mailbox's history does not go back that far, or never had that id: begin again with a full listing.
    #[error("Google's history of the mailbox begins later")]
    HistoryGone,
    /// The listing's page is not known any more: begin the listing again.
    #[error("Google does not know the page of the listing any more")]
    PageGone,
    /// There is no such mail any more.
    #[error("Google knows no such mail")]
    MailNotFound,
    /// The answer is larger than was wanted; it was not read to its end.
    #[error("Google's answer is too large")]
    TooLarge,
    /// Google understands and does not allow it, for this reason.
    #[error("Google does not allow it: {0}")]
    Forbidden(Word),
    /// It may succeed later.
    #[error("Google is unavailable")]
    Unavailable(#[source] Outage),
    /// The token endpoint refuses for another reason than the grant: most likely our client is not set up as it should
    /// be.
    #[error("Google refused to give a token: {0}")]
    Refused(Word),
    /// The API does not accept the request that we formed.
    #[error("Google does not accept our request: {0}")]
    BadRequest(Word),
    /// Google's answer is not what its documentation says; this part of it.
    #[error("Google's answer is malformed: {0}")]
    Malformed(&'static str),
    /// The user granted less than was asked for.
    #[error("Google did not grant all that was asked for")]
    ScopesMissing,
    /// The grant holds nothing with which the access could be renewed.
    #[error("Google gave no refresh token")]
    NoRefreshToken,
    /// The id_token does not prove whose account it is; this is what is wrong with it.
    #[error("Google's id_token does not verify: {0}")]
    IdentityUnverified(&'static str),
    /// An address that we were told to use is no address; this one.
    #[error("not an http or https address: {0}")]
    Misconfigured(&'static str),
}

/// Why Google counts as unavailable; for the log.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// It answered so.
    #[error("it answered {0}")]
    Status(StatusCode),
    /// It said so.
    #[error("it said {0}")]
    Said(Word),
    /// It answered so, and wants to be left alone for a while.
    #[error("it answered {status}, to ask again after {} s", .after.as_secs())]
    Busy {
        /// What it answered.
        status: StatusCode,
        /// For how long, by its `Retry-After` (RFC 9110, 10.2.3).
        after: Duration,
    },
    /// No connection came about, or it broke before there was an answer.
    #[error("the connection failed")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer ended too early.
    #[error("the answer broke off")]
    BrokenOff,
    /// No whole answer came within this time.
    #[error("no answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The pages of a listing do not add up to the whole; this is why.
    #[error("the listing is incomplete: {0}")]
    Incomplete(&'static str),
}

/// A word out of one of Google's vocabularies, such as `invalid_client` or `accessNotConfigured`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word(String);

/// Longer than any of Google's words. What is longer is text, and text may be personal.
const LONGEST_WORD: usize = 64;

impl Word {
    /// `text` if it is a word, else `unspecified`.
    pub(crate) fn of(text: &str) -> Word {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let good = !text.is_empty() && text.len() <= LONGEST_WORD && text.bytes().all(is_word);
        Word(if good { text } else { "unspecified" }.to_owned())
    }

    /// As Google spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Error {
    /// For how long Google wants to be left alone, if it said.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Unavailable(Outage::Busy { after, .. }) => Some(*after),
            _ => None,
        }
    }

    /// A stable name, for redirects and for what is shown of a connection's state.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Denied => "access_denied",
            Error::Unauthorized => "google_unauthorized",
            Error::InvalidGrant => "invalid_grant",
            Error::SyncTokenGone => "sync_token_gone",
            Error::NotFound => "calendar_not_found",
            Error::HistoryGone => "history_gone",
            Error::PageGone => "page_gone",
            Error::MailNotFound => "mail_not_found",
            Error::TooLarge => "google_too_large",
            Error::Forbidden(_) => "google_forbidden",
            Error::Unavailable(_) => "google_unavailable",
            Error::Refused(_) => "exchange_refused",
            Error::BadRequest(_) => "google_bad_request",
            Error::Malformed(_) => "google_malformed",
            Error::ScopesMissing => "scopes_missing",
            Error::NoRefreshToken => "no_refresh_token",
            Error::IdentityUnverified(_) => "identity_unverified",
            Error::Misconfigured(_) => "google_misconfigured",
        }
    }
}

impl Failure for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::Denied
            | Error::Unauthorized
            | Error::InvalidGrant
            | Error::Forbidden(_)
            | Error::ScopesMissing
            | Error::NoRefreshToken
            | Error::IdentityUnverified(_) => ErrorKind::Forbidden,
            Error::SyncTokenGone | Error::HistoryGone | Error::PageGone => ErrorKind::Conflict,
            Error::NotFound | Error::MailNotFound => ErrorKind::NotFound,
            Error::Unavailable(_) | Error::Malformed(_) | Error::TooLarge => ErrorKind::Unavailable,
            Error::Refused(_) | Error::BadRequest(_) | Error::Misconfigured(_) => ErrorKind::Bug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_told() {
        for (text, expect) in [
            ("invalid_client", "invalid_client"),
            ("accessNotConfigured", "accessNotConfigured"),
            ("", "unspecified"),
            ("ana@example.com", "unspecified"),
            ("Some sentence", "unspecified"),
        ] {
            assert_eq!(Word::of(text).as_str(), expect);
        }
        assert_eq!(Word::of(&"a".repeat(LONGEST_WORD + 1)).as_str(), "unspecified");
    }
}
