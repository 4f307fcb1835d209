//! What becomes of messages: begun, taken by the provider, arrived, or never to arrive.

use crate::turn::Turn;
use crate::{ContactId, MessageId, MessageKind, Pending, Progress, Recipient, Told, Undelivered, words};

impl Turn<'_> {
    /// Whether a message is still to be sent. From now on it may have been, whatever becomes of whoever sends it.
    pub(crate) fn begin(&mut self, id: &MessageId) {
        self.is_wanted = match id.cleared() {
            Some(contact) => self.is_all_clear(contact),
            None => !id.is_followed() || self.begin_followed(id),
        };
    }

    /// Whether a contact may still be told that all is well. Not where another alarm was raised before that went out: they hear
    /// the end of that one. Who is no contact any more, and knows nothing of it, may.
    fn is_all_clear(&mut self, contact: ContactId) -> bool {
        let known = self.watch.contact(contact).cloned();
        let Some(alarm) = &mut self.watch.alarm else { return true };
        if let Some(told) = alarm.told.iter_mut().find(|told| told.contact == contact) {
            told.may_know = true;
        } else {
            let Some(known) = known else { return true };
            alarm.told.insert(0, Told::of_before(&known, self.now));
        }
        false
    }

    fn begin_followed(&mut self, id: &MessageId) -> bool {
        if let Some(pending) = self.question_of(id).filter(|pending| pending.question.is_open()) {
            pending.question = Progress::Begun;
            return true;
        }
        let told = self.told_of(id).filter(|told| told.message.is_open());
        told.map(|told| told.message = Progress::Begun).is_some()
    }

    /// The provider has taken it: what waits for an answer to it counts from then, where that was late.
    pub(crate) fn taken(&mut self, id: &MessageId) {
        let now = self.now;
        if let Some((asked_at, wait)) = self.question_of(id).map(|pending| (pending.asked_at, pending.probe.wait)) {
            let next_at = self.in_time(asked_at) + wait.ms();
            let pending = self.question_of(id).filter(|pending| pending.question.is_open());
            if let Some(pending) = pending {
                pending.question = Progress::Taken;
                pending.next_at = next_at;
            }
            return;
        }
        let Some(told) = self.told_of(id).filter(|told| told.message.is_open()) else { return };
        told.message = Progress::Taken;
        let (contact, at) = (told.contact, told.at);
        let acknowledge = self.watch.settings.acknowledge.ms();
        let counts_from = self.in_time(at);
        let Some(alarm) = &mut self.watch.alarm else { return };
        alarm.stuck_since = None;
        let is_turn = alarm.asked_now().is_some_and(|told| told.contact == contact);
        if alarm.next_at.is_some() && (is_turn || counts_from == now) {
            alarm.next_at = Some(counts_from + acknowledge);
        }
    }

    /// It has arrived.
    pub(crate) fn delivered(&mut self, id: &MessageId) {
        if self.question_of(id).is_some_and(|pending| pending.question.is_open())
            || self.told_of(id).is_some_and(|told| told.message.is_open())
        {
            // The provider's answer was lost, and its word that it has arrived was not.
            self.taken(id);
        }
        if let Some(pending) = self.question_of(id) {
            pending.question = Progress::Delivered;
        } else if let Some(told) = self.told_of(id) {
            told.message = Progress::Delivered;
        }
    }

    /// It will never arrive. That is not silence: whoever cannot be told is passed over at once.
    pub(crate) fn failed(&mut self, id: &MessageId, to: Recipient, why: Undelivered) {
        let now = self.now;
        let (mut is_followed, mut passed_over) = (false, None);
        if let Some(pending) = self.question_of(id) {
            fail(pending, why, now);
            is_followed = true;
        } else if let Some(told) = self.told_of(id) {
            told.message = Progress::Failed(why);
            passed_over = Some(told.contact);
            is_followed = true;
        }
        match (to, why) {
            (Recipient::Owner, Undelivered::OptedOut) => self.opted_out(),
            (Recipient::Contact(contact), Undelivered::OptedOut) => self.contact_lost(contact),
            (Recipient::Contact(contact), Undelivered::Undeliverable) if !is_followed => {
                self.contact_unreached(contact)
            }
            _ => {}
        }
        if let Some(contact) = passed_over {
            self.pass_over(contact);
        }
    }

    /// They take no messages: what was to ask them does not any more, and the deadline stays.
    pub(crate) fn opted_out(&mut self) {
        self.watch.opted_out = true;
        let now = self.now;
        if let Some(pending) = self.watch.pending.as_mut().filter(|pending| pending.question.is_open()) {
            fail(pending, Undelivered::OptedOut, now);
        }
    }

    fn contact_unreached(&mut self, contact: ContactId) {
        let contact = self.watch.contact(contact).filter(|contact| contact.is_told());
        if let Some(text) = contact.map(words::contact_unreached) {
            self.notify_owner(MessageKind::ContactLost, text);
        }
    }

    /// What waits for an answer to this message: the last question, and only that.
    fn question_of(&mut self, id: &MessageId) -> Option<&mut Pending> {
        let is_it = |pending: &&mut Pending| MessageId::question(pending.probe.id, pending.probe.retry_count) == *id;
        self.watch.pending.as_mut().filter(is_it)
    }

    /// Who is told of the alarm by this message: the last one to them, while nobody looks after it, and they are told at all.
    fn told_of(&mut self, id: &MessageId) -> Option<&mut Told> {
        let contacts = &self.watch.contacts;
        let alarm = self.watch.alarm.as_mut()?;
        let probe = alarm.probe.id;
        let is_over = alarm.acknowledged_by.is_some();
        let told = alarm.told.iter_mut().find(|told| MessageId::alarm(probe, told.round, told.contact) == *id)?;
        let is_contact = contacts.iter().any(|contact| contact.id == told.contact && contact.is_told());
        let is_moot = told.message == Progress::Waiting && (is_over || !is_contact);
        (!is_moot).then_some(told)
    }
}

/// A question that will not arrive is followed up, or given up, when an answer to it would have been due.
fn fail(pending: &mut Pending, why: Undelivered, now: i64) {
    pending.question = Progress::Failed(why);
    let due = pending.asked_at + pending.probe.wait.ms();
    pending.next_at = pending.next_at.min(due.max(now));
}
