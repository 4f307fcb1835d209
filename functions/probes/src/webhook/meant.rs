//! What a text message means, of somebody who may be watched over, a contact of several others, or both. Pure.
//!
//! ```text
//!   stop, start      to all whom the number concerns
//!   yes              answers what they were asked; else it acknowledges the last alarm that they were told
//!   ok, coming       as an alarm asks for it: it acknowledges, and answers what they were asked as well
//!   no, commands     are theirs who are watched over
//! ```
//!
//! Where it is not clear, an alarm goes on: to alarm one contact more is the lesser evil.

use super::known::Known;
use domain::UserId;
use liveness::{ContactId, ContactSaid, Event, OwnerSaid, contact_said, is_acknowledgement, owner_said};
use sms::{Consent, Incoming};
use store::StoredWatch;

/// What is to be done because of a text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// This happens to who is watched over.
    ByOwner(UserId, Event),
    /// This happens because of a contact.
    ByContact(UserId, Event),
    /// Only an answer is wanted.
    Answer(String),
    /// Nobody understands a contact.
    Hint,
}

/// What a message means to whoever is known by its number.
pub(crate) fn meant(message: &Incoming, known: &Known, now: i64) -> Vec<Meant> {
    let (as_owner, as_contact) = (owner_says(message), contact_says(message));
    let Some(owner) = &known.owner else { return by_contact(message, known, as_contact) };
    let text = || message.text.clone();
    let by_owner = |event| Meant::ByOwner(owner.user, event);
    match as_owner {
        OwnerSaid::OptOut | OwnerSaid::OptIn => {
            let event = if as_owner == OwnerSaid::OptOut { Event::OptOut } else { Event::OptIn };
            [vec![by_owner(event)], by_contact(message, known, as_contact)].concat()
        }
        OwnerSaid::Command(Ok(command)) => match command.event(now, &owner.watch.settings.zone) {
            Some(event) => vec![by_owner(event)],
            None => vec![Meant::Answer(command.answer(&owner.watch))],
        },
        OwnerSaid::Command(Err(error)) => vec![Meant::Answer(error.to_string())],
        OwnerSaid::Bad(is_distress) => vec![by_owner(Event::Bad(text(), is_distress))],
        OwnerSaid::Good => good(owner, &message.text, known),
        OwnerSaid::Unknown if as_contact == ContactSaid::Acknowledge && !acknowledged(known).is_empty() => {
            acknowledged(known)
        }
        OwnerSaid::Unknown => vec![by_owner(Event::Unknown(text()))],
    }
}

/// A yes of somebody who is watched over, and perhaps a contact of others.
fn good(owner: &StoredWatch, text: &str, known: &Known) -> Vec<Meant> {
    let own = vec![Meant::ByOwner(owner.user, Event::Good(text.to_owned()))];
    let is_asked = owner.watch.pending.is_some() || owner.watch.alarm.is_some();
    let as_contact = acknowledged(known);
    match (is_asked, is_acknowledgement(text)) {
        _ if as_contact.is_empty() => own,
        (true, true) => [own, as_contact].concat(),
        (true, false) => own,
        (false, true) => as_contact,
        (false, false) if known.alarm().is_some() => as_contact,
        (false, false) => own,
    }
}

fn by_contact(message: &Incoming, known: &Known, says: ContactSaid) -> Vec<Meant> {
    let all = |event: fn(ContactId) -> Event| -> Vec<Meant> {
        known.contacts.iter().map(|held| of_contact(held, event)).collect()
    };
    match says {
        ContactSaid::OptOut => all(Event::ContactOptedOut),
        ContactSaid::OptIn => all(Event::ContactOptedIn),
        ContactSaid::Acknowledge => acknowledged(known),
        // The provider has answered, or nobody knows them.
        ContactSaid::Unknown if message.consent.is_some() || known.contacts.is_empty() => Vec::new(),
        ContactSaid::Unknown => vec![Meant::Hint],
    }
}

/// What an acknowledgement is of: the last alarm, else whatever waits for their word.
fn acknowledged(known: &Known) -> Vec<Meant> {
    match known.alarm() {
        Some(held) => vec![of_contact(held, Event::Acknowledged)],
        None => known.unanswered().map(|held| of_contact(held, Event::Acknowledged)).collect(),
    }
}

fn of_contact((stored, contact): &(StoredWatch, ContactId), event: fn(ContactId) -> Event) -> Meant {
    Meant::ByContact(stored.user, event(*contact))
}

/// The provider may have words of its own, in any language; they count before ours.
fn owner_says(message: &Incoming) -> OwnerSaid {
    let said = owner_said(&message.text);
    match message.consent {
        Some(Consent::Out) => OwnerSaid::OptOut,
        Some(Consent::In) if said == OwnerSaid::Unknown => OwnerSaid::OptIn,
        _ => said,
    }
}

fn contact_says(message: &Incoming) -> ContactSaid {
    let said = contact_said(&message.text);
    match message.consent {
        Some(Consent::Out) => ContactSaid::OptOut,
        Some(Consent::In) if said == ContactSaid::Unknown => ContactSaid::OptIn,
        _ => said,
    }
}
