//! Who has a number: who is asked there, and whose contacts have it; as they are just now.

use crate::ProbesState;
use domain::PhoneNumber;
use liveness::{Consent, ContactId, Watch};
use store::{Error, StoredWatch};

/// Whoever may have sent a text message.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Who is asked at the number.
    pub(crate) owner: Option<StoredWatch>,
    /// Whose contacts have it, and which.
    pub(crate) contacts: Vec<(StoredWatch, ContactId)>,
}

impl ProbesState {
    /// Whoever has a number.
    pub(crate) async fn known(&self, number: &PhoneNumber) -> Result<Known, Error> {
        let holders = self.store.watches_by_phone(number).await?;
        let mut known = Known::default();
        if let Some(owner) = holders.owner {
            known.owner = Some(self.store.watches_get(owner).await?);
        }
        for (user, contact) in holders.contacts {
            known.contacts.push((self.store.watches_get(user).await?, contact));
        }
        Ok(known)
    }
}

impl Known {
    /// The alarm that the number was told last and nobody looks after: an acknowledgement is of that one alone, and names it.
    /// Others go on, which is the safe side.
    pub(crate) fn alarm(&self) -> Option<&(StoredWatch, ContactId)> {
        let told = self.contacts.iter().filter_map(|held| Some((told_at(&held.0.watch, held.1)?, held)));
        told.max_by_key(|(at, _)| *at).map(|(_, held)| held)
    }

    /// Whose contacts have not said yet whether they agree, or read the last drill.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = &(StoredWatch, ContactId)> {
        self.contacts.iter().filter(|(stored, contact)| {
            let is_told = |known: &liveness::Contact| known.consent == Consent::Told;
            let drill = stored.watch.drill.as_ref();
            stored.watch.contact(*contact).is_some_and(is_told)
                || drill.is_some_and(|drill| !drill.confirmed.contains(contact))
        })
    }
}

/// When a contact was told of an alarm that nobody looks after.
fn told_at(watch: &Watch, contact: ContactId) -> Option<i64> {
    let alarm = watch.alarm.as_ref().filter(|alarm| alarm.acknowledged_by.is_none())?;
    alarm.told.iter().find(|told| told.contact == contact && told.knows()).map(|told| told.at)
}
