//! A message that is to be sent, to whom, and what it is about.

use crate::{ContactId, ProbeId, WaitMinutes};
use domain::PhoneNumber;
use serde::{Deserialize, Serialize};

/// A message among those of its user. It follows from what the message is about, so that the same thing is never said
/// twice under two names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

impl MessageId {
    /// Of a question: 0 for the first of a probe.
    pub fn question(probe: ProbeId, attempt: u16) -> MessageId {
        MessageId(format!("ask-{}-{attempt}", probe.0))
    }

    /// That tells a contact of an alarm; each round they are told once.
    pub fn alarm(probe: ProbeId, round: u32, contact: ContactId) -> MessageId {
        MessageId(format!("alarm-{}-{round}-{}", probe.0, contact.0))
    }

    /// That tells whom an alarm had been told that all is well.
    pub fn clear(probe: ProbeId, contact: ContactId) -> MessageId {
        MessageId(format!("clear-{}-{}", probe.0, contact.0))
    }

    /// Of anything else, numbered.
    pub fn notice(number: u64) -> MessageId {
        MessageId(format!("notice-{number}"))
    }

    /// Takes one that was stored or came back.
    pub fn stored(text: impl Into<String>) -> MessageId {
        MessageId(text.into())
    }

    /// As text: letters, digits and `-`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whom it tells that all is well, if it does.
    pub(crate) fn cleared(&self) -> Option<ContactId> {
        let (_, contact) = self.0.strip_prefix("clear-")?.rsplit_once('-')?;
        contact.parse().ok().map(ContactId)
    }

    /// Whether the state of its user depends on it: it is begun and ended through [`crate::step`].
    pub fn is_followed(&self) -> bool {
        self.0.starts_with("ask-") || self.0.starts_with("alarm-")
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Who is watched over.
    Owner,
    /// One of their contacts.
    Contact(ContactId),
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// The first question of a probe.
    Question,
    /// A further one.
    FollowUp,
    /// An alarm.
    Alarm,
    /// The end of one: all is well.
    AllClear,
    /// Somebody else looks after it.
    LookedAfter,
    /// Only a test.
    Drill,
    /// Somebody was made a contact.
    Named,
    /// To who is watched over: their contacts are being told.
    Alarmed,
    /// To who is watched over: a contact takes no messages.
    ContactLost,
    /// To who is watched over: a pause ends.
    PauseEnds,
}

impl MessageKind {
    /// Its word in the store, on the wire and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageKind::Question => "question",
            MessageKind::FollowUp => "follow_up",
            MessageKind::Alarm => "alarm",
            MessageKind::AllClear => "all_clear",
            MessageKind::LookedAfter => "looked_after",
            MessageKind::Drill => "drill",
            MessageKind::Named => "named",
            MessageKind::Alarmed => "alarmed",
            MessageKind::ContactLost => "contact_lost",
            MessageKind::PauseEnds => "pause_ends",
        }
    }
}

/// A message that is to be sent. Debug shows neither the number nor the text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which one it is.
    pub id: MessageId,
    /// What it is about.
    pub kind: MessageKind,
    /// To whom.
    pub to: Recipient,
    /// Where they are texted.
    pub phone: PhoneNumber,
    /// What it says.
    pub text: String,
    /// How long an answer to it is waited for, where one is: after that it is worth nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<WaitMinutes>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Message({} to {:?})", self.id.as_str(), self.to)
    }
}

/// Why a message will never arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undelivered {
    /// Whoever has the number wants no messages from us (Twilio's error 21610).
    OptedOut,
    /// It cannot be delivered to that number.
    Undeliverable,
}

/// How far a message is known to have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nobody has tried to send it.
    Waiting,
    /// Somebody has begun to: it may have gone out.
    Begun,
    /// The provider has it.
    Taken,
    /// It is on the telephone.
    Delivered,
    /// It will never arrive.
    Failed(Undelivered),
}

impl Progress {
    /// Whether it is not known yet if the provider has it.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Progress::Waiting | Progress::Begun)
    }

    /// Whether somebody may have read it.
    pub(crate) fn may_be_read(self) -> bool {
        matches!(self, Progress::Begun | Progress::Taken | Progress::Delivered)
    }
}
