//! An event: what a mail says of it, and what is known of it by all mails.

use crate::identity::Identity;
use crate::when::When;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How an event was read. Later ones are surer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// A language model read the text.
    Model,
    /// By schema.org markup: JSON-LD or microdata.
    Markup,
    /// By iCalendar: a text/calendar part or an .ics attachment.
    Calendar,
}

/// Whether it takes place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As planned.
    #[default]
    Confirmed,
    /// Not certain yet.
    Tentative,
    /// Put off to a time that is not known.
    Postponed,
    /// It does not take place.
    Cancelled,
}

/// What could be wrong with an event, for whoever reviews it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The mail does not say when it is.
    NoStart,
    /// It was over for more than a day when the mail was sent.
    Past,
    /// The end that the mail gives is before the start, and was left out.
    EndBeforeStart,
    /// The zone that the mail names is not known; the times are as if in the mailbox's.
    UnknownZone,
    /// A link was left out that does not stand in the mail.
    UnseenLink,
}

/// What is said of an event. Debug tells times and status only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Never empty.
    pub title: String,
    /// Plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    /// When it ends, exclusive; never before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<When>,
    /// Where it is, as the mail has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// One word for what it is, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer_name: Option<String>,
    /// Their address, in lower case; only calendars tell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer_email: Option<String>,
    /// Their page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizer_url: Option<String>,
    /// The event's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// In lower case, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// RRULE, RDATE and EXDATE lines (RFC 5545); empty where it does not recur.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recurrence: Vec<String>,
    /// Whether it takes place.
    #[serde(default)]
    pub status: Status,
}

/// Which of two statements is the later (RFC 5546, 2.1.5): the sequence decides, then the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// SEQUENCE of a calendar; 0 elsewhere.
    pub sequence: i64,
    /// DTSTAMP of a calendar, else when the mail was sent, ms since 1970.
    pub stamp: i64,
}

/// What one mail says of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which event it is.
    pub identity: Identity,
    /// What is said of it.
    pub facts: Facts,
    /// How it was read.
    pub method: Method,
    /// How new the statement is.
    pub version: Version,
    /// Whether it is only said to be cancelled: then the other facts may be less than what is known.
    pub is_cancellation: bool,
    /// What could be wrong with it, each once.
    pub doubts: Vec<Doubt>,
}

/// An event by all that mails have said of it. Debug tells id, times and status only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The same at each reading: a hash of what identifies it.
    pub id: String,
    /// Under which events lie that may be the same; see [`Identity::bucket`].
    pub bucket: String,
    /// UID of a calendar, where one had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: Facts,
    /// The location in a form to compare by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalized_location: Option<String>,
    /// Who sent the mail that made it known, by its headers.
    pub source_name: String,
    /// Their address.
    pub source_email: String,
    /// Their domain.
    pub source_domain: String,
    /// The ids of the mails that told of it, the first one first.
    pub email_ids: Vec<String>,
    /// How the facts were read.
    pub method: Method,
    /// How new they are.
    pub version: Version,
    /// What could be wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
    /// When it was first read, ms since 1970. It never changes.
    pub created_at: i64,
    /// When a mail last changed it, ms since 1970.
    pub updated_at: i64,
}

impl fmt::Debug for Facts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Facts");
        out.field("start", &self.start).field("end", &self.end).field("status", &self.status).finish_non_exhaustive()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Event").field("id", &self.id).field("facts", &self.facts).finish_non_exhaustive()
    }
}
