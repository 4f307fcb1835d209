//! A mail as far as events need it: who sent it and when, one text of it, and the parts that programs wrote.

use crate::links::Links;
use serde_json::Value;
use std::fmt;

/// Who sent a mail, by its From header; empty strings where that tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name shown, else that of the mailing list (List-Id, RFC 2919), else the domain.
    pub name: String,
    /// The address, in lower case.
    pub email: String,
    /// What stands behind the address's `@`.
    pub domain: String,
}

/// A mail that has been read. Debug tells sizes, never what is in it.
#[derive(Clone, PartialEq)]
pub struct Mail {
    /// Message-ID (RFC 5322, 3.6.4) without its brackets; of a mail without one, a hash of the mail.
    pub id: String,
    /// Who sent it.
    pub sender: Sender,
    /// The subject, empty where there is none.
    pub subject: String,
    /// When it was sent, ms since 1970: the Date header, else when it arrived. What "this Friday" is counted from.
    pub sent_at: i64,
    /// What a person reads: one alternative of the body, HTML as text with its links, cut to size.
    pub text: String,
    /// Whether the text is only the beginning.
    pub is_cut: bool,
    pub(crate) links: Links,
    pub(crate) calendars: Vec<CalendarText>,
    pub(crate) markup: Vec<Value>,
}

/// A text/calendar part, or an attachment in that form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CalendarText {
    pub(crate) text: String,
    /// The method that the part's own header names (RFC 6047, 2.4), in upper case.
    pub(crate) method: Option<String>,
}

impl fmt::Debug for Sender {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sender(..)")
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Mail");
        out.field("sent_at", &self.sent_at).field("text_len", &self.text.len()).field("is_cut", &self.is_cut);
        out.field("calendars", &self.calendars.len()).field("markup", &self.markup.len()).finish_non_exhaustive()
    }
}
