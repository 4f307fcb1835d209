//! A contact as their user sees one.

use domain::UserId;
use liveness::{Consent, Contact, Watch};
use serde::Serialize;
use utoipa::ToSchema;
use views::in_seconds;

/// A contact.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactBody {
    /// A number among their user's contacts, never given to another.
    id: u32,
    /// Whose contact they are.
    user_id: String,
    first_name: String,
    last_name: String,
    /// In the one form of E.164.
    phone_number: String,
    /// As it is compared: in lower case.
    email: String,
    /// Whether they are told of alarms.
    is_emergency_contact: bool,
    /// `unasked`, `told` (that they are one), `agreed`, or `opted_out`: then they are passed over.
    consent: &'static str,
    /// In seconds, UTC: `2026-11-21T01:44:58+00:00`.
    created_at: String,
    /// In seconds, UTC.
    updated_at: String,
}

impl ContactBody {
    pub(crate) fn of(user: UserId, contact: &Contact) -> ContactBody {
        let details = &contact.details;
        ContactBody {
            id: contact.id.0,
            user_id: user.to_string(),
            first_name: details.first_name.as_str().to_owned(),
            last_name: details.last_name.as_str().to_owned(),
            phone_number: details.phone_number.as_str().to_owned(),
            email: details.email.as_str().to_owned(),
            is_emergency_contact: details.is_emergency_contact,
            consent: word(contact.consent),
            created_at: in_seconds(contact.created_at),
            updated_at: in_seconds(contact.updated_at),
        }
    }

    /// All of them, in the order in which they are asked.
    pub(crate) fn all(user: UserId, watch: &Watch) -> Vec<ContactBody> {
        watch.contacts.iter().map(|contact| ContactBody::of(user, contact)).collect()
    }
}

fn word(consent: Consent) -> &'static str {
    match consent {
        Consent::Unasked => "unasked",
        Consent::Told => "told",
        Consent::Agreed => "agreed",
        Consent::OptedOut => "opted_out",
    }
}
