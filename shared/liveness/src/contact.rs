//! Whom an alarm is told to.

use domain::{Email, PersonName, PhoneNumber};
use serde::{Deserialize, Serialize};

/// A contact among those of their user; never given to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContactId(pub u32);

/// Whether a contact wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nobody has asked: they are no emergency contact, nor ever were one.
    Unasked,
    /// They were told that they are a contact, and have not said no.
    Told,
    /// They have agreed.
    Agreed,
    /// They take no messages from us, and are passed over.
    OptedOut,
}

/// What somebody tells of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDetails {
    /// The first name.
    pub first_name: PersonName,
    /// The last name.
    pub last_name: PersonName,
    /// Where they are texted. No other contact of the user has it.
    pub phone_number: PhoneNumber,
    /// Their e-mail address.
    pub email: Email,
    /// Whether they are told of alarms.
    pub is_emergency_contact: bool,
}

/// A contact. Debug shows neither names nor where they are reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Which of the user's contacts it is.
    pub id: ContactId,
    /// What its user has told.
    #[serde(flatten)]
    pub details: ContactDetails,
    /// Whether they want to be told.
    pub consent: Consent,
    /// In ms.
    pub created_at: i64,
    /// In ms.
    pub updated_at: i64,
}

impl Contact {
    /// Whether an alarm is told to them.
    pub fn is_told(&self) -> bool {
        self.details.is_emergency_contact && self.consent != Consent::OptedOut
    }
}
