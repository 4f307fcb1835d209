//! An alarm: whom it was told, who looks after it, and when the next one is asked.
//!
//! Contacts are asked one after the other, each for as long as they have to acknowledge; one who cannot be reached is passed
//! over at once. When nobody is left it begins again with the first, and an operator is told: it never ends in silence.

use crate::{Contact, ContactId, Probe, Progress, Undelivered};
use domain::{PersonName, PhoneNumber};
use serde::{Deserialize, Serialize};

/// So many rounds follow each other at once, or after [`ROUND_WAIT_MS`] where nobody was reached...
pub(crate) const QUICK_ROUNDS: u32 = 3;
/// ...and so many there are altogether, the later ones a day after each other: somebody may have been away for a week.
pub(crate) const MOST_ROUNDS: u32 = 9;
/// How long a contact's message may wait for the provider before the next contact is asked all the same: no alarm may hang on
/// one message.
pub(crate) const LONGEST_HOLD_MS: i64 = 3_600_000;
/// How long it rests after a round in which nobody was reached.
pub(crate) const ROUND_WAIT_MS: i64 = 3_600_000;
/// How long it rests after each of the later rounds.
pub(crate) const LATE_ROUND_WAIT_MS: i64 = 86_400_000;

/// Why an alarm was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody answered.
    NoAnswer,
    /// Nobody could be asked: messages did not arrive.
    Unreachable,
    /// They said that they are not all right.
    Bad,
}

/// An alarm that no answer has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// The probe that raised it.
    pub probe: Probe,
    /// Why.
    pub reason: Reason,
    /// When it was raised, in ms.
    pub raised_at: i64,
    /// Which time around the contacts are asked: 1 at first.
    pub round: u32,
    /// Who was told, or is to be; whom it was told last comes last.
    pub told: Vec<Told>,
    /// Who looks after it.
    pub acknowledged_by: Option<ContactId>,
    /// When the next contact is asked, or the next round begins, in ms; absent once somebody looks after it, or the last
    /// round is over.
    pub next_at: Option<i64>,
    /// Since when the provider takes no message of this alarm, in ms, if an operator was told so.
    pub stuck_since: Option<i64>,
}

/// A contact who was told, or is to be. Debug shows neither name nor number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whom.
    pub contact: ContactId,
    /// Their name then: they may be no contact any more when all is well.
    pub first_name: PersonName,
    /// Where they were texted.
    pub phone: PhoneNumber,
    /// In which round they were asked last.
    pub round: u32,
    /// When, in ms.
    pub at: i64,
    /// How far that message has come.
    pub message: Progress,
    /// Whether any message of this alarm may have come before their eyes, or one of before it that nothing has cleared.
    pub may_know: bool,
}

impl Alarm {
    /// Whom it is told just now: in this round, the last one.
    pub(crate) fn asked_now(&self) -> Option<&Told> {
        self.told.iter().rfind(|told| told.round == self.round)
    }

    pub(crate) fn was_asked(&self, contact: ContactId) -> bool {
        self.told.iter().any(|told| told.contact == contact && told.round == self.round)
    }
}

impl Told {
    /// Somebody who has not been asked because of this alarm, and knows of one of before.
    pub(crate) fn of_before(contact: &Contact, now: i64) -> Told {
        Told {
            contact: contact.id,
            first_name: contact.details.first_name.clone(),
            phone: contact.details.phone_number.clone(),
            round: 0,
            at: now,
            message: Progress::Failed(Undelivered::Undeliverable),
            may_know: true,
        }
    }

    /// Whether they may have read of an alarm that nothing has cleared.
    pub fn knows(&self) -> bool {
        self.may_know || self.message.may_be_read()
    }
}
