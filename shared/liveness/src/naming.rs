//! Contacts come, change, agree, and go.

use crate::turn::Turn;
use crate::{Consent, Contact, ContactDetails, ContactId, MessageKind, Refusal, words};

/// The most contacts somebody has: far more than are asked before somebody acknowledges, and few enough that what goes to all
/// of them is stored at once.
pub const MOST_CONTACTS: usize = 20;

impl Turn<'_> {
    /// One more contact, the last to be asked.
    pub(crate) fn contact_added(&mut self, details: ContactDetails) -> Result<(), Refusal> {
        if MOST_CONTACTS <= self.watch.contacts.len() {
            return Err(Refusal::TooManyContacts);
        }
        self.check(&details, None)?;
        self.watch.contacts_made += 1;
        let id = ContactId(self.watch.contacts_made);
        let (created_at, updated_at) = (self.now, self.now);
        let mut contact = Contact { id, details, consent: Consent::Unasked, created_at, updated_at };
        self.name(&mut contact);
        self.watch.contacts.push(contact);
        Ok(())
    }

    /// Another number is another telephone: whoever has it is asked anew.
    pub(crate) fn contact_changed(&mut self, id: ContactId, details: ContactDetails) -> Result<(), Refusal> {
        let at = self.place(id)?;
        self.check(&details, Some(id))?;
        let mut contact = self.watch.contacts[at].clone();
        let is_moved = details.phone_number != contact.details.phone_number;
        if is_moved {
            contact.consent = Consent::Unasked;
        }
        contact.details = details;
        contact.updated_at = self.now;
        self.name(&mut contact);
        let is_gone = is_moved || !contact.is_told();
        self.watch.contacts[at] = contact;
        self.somebody_is_left()?;
        if is_gone {
            self.contact_gone(id);
        }
        Ok(())
    }

    /// A contact goes. Somebody who knows of an alarm will be told its end all the same.
    pub(crate) fn contact_removed(&mut self, id: ContactId) -> Result<(), Refusal> {
        let at = self.place(id)?;
        let contact = self.watch.contacts.remove(at);
        if contact.is_told() {
            self.somebody_is_left()?;
        }
        self.contact_gone(id);
        Ok(())
    }

    /// Contacts are asked in this order from now on.
    pub(crate) fn contacts_ordered(&mut self, order: &[ContactId]) -> Result<(), Refusal> {
        let mut named = order.to_vec();
        named.sort_unstable();
        let mut known: Vec<_> = self.watch.contacts.iter().map(|contact| contact.id).collect();
        known.sort_unstable();
        if named != known {
            return Err(Refusal::NotAnOrder);
        }
        self.watch.contacts.sort_by_key(|contact| order.iter().position(|id| *id == contact.id));
        Ok(())
    }

    /// A contact takes no messages from us any more.
    pub(crate) fn contact_opted_out(&mut self, id: ContactId) -> Result<(), Refusal> {
        self.place(id)?;
        self.contact_lost(id);
        Ok(())
    }

    /// A contact takes messages again.
    pub(crate) fn contact_opted_in(&mut self, id: ContactId) -> Result<(), Refusal> {
        let at = self.place(id)?;
        let contact = &mut self.watch.contacts[at];
        contact.consent = Consent::Agreed;
        contact.updated_at = self.now;
        Ok(())
    }

    /// Notes that a contact takes no messages, and tells who counted on them.
    pub(crate) fn contact_lost(&mut self, id: ContactId) {
        let now = self.now;
        let Some(contact) = self.watch.contacts.iter_mut().find(|contact| contact.id == id) else { return };
        let was_told = contact.is_told();
        contact.consent = Consent::OptedOut;
        contact.updated_at = now;
        if was_told {
            let text = words::contact_lost(contact);
            self.notify_owner(MessageKind::ContactLost, text);
        }
        self.contact_gone(id);
    }

    /// An emergency contact is told that they are one, once.
    fn name(&mut self, contact: &mut Contact) {
        if contact.details.is_emergency_contact && contact.consent == Consent::Unasked {
            contact.consent = Consent::Told;
            self.notify_contact(contact, MessageKind::Named, words::named(self.owner));
        }
    }

    fn check(&self, details: &ContactDetails, is: Option<ContactId>) -> Result<(), Refusal> {
        if self.owner.phone.as_ref() == Some(&details.phone_number) {
            return Err(Refusal::OwnPhoneNumber);
        }
        let mut others = self.watch.contacts.iter().filter(|other| Some(other.id) != is);
        if others.clone().any(|other| other.details.phone_number == details.phone_number) {
            return Err(Refusal::PhoneNumberTaken);
        }
        if others.any(|other| other.details.email == details.email) {
            return Err(Refusal::EmailTaken);
        }
        Ok(())
    }

    fn somebody_is_left(&self) -> Result<(), Refusal> {
        match self.watch.needs_somebody() && !self.watch.has_somebody() {
            true => Err(Refusal::LastEmergencyContact),
            false => Ok(()),
        }
    }

    fn place(&self, id: ContactId) -> Result<usize, Refusal> {
        self.watch.contacts.iter().position(|contact| contact.id == id).ok_or(Refusal::UnknownContact)
    }
}
