//! A step while it is made.

use crate::{Concern, Contact, Message, MessageId, MessageKind, Outcome, Owner, Probe, Recipient, WaitMinutes, Watch};

/// A step while it is made: the watch so far, and what it has come to.
pub(crate) struct Turn<'a> {
    pub(crate) watch: Watch,
    pub(crate) owner: &'a Owner,
    pub(crate) now: i64,
    pub(crate) is_wanted: bool,
    probes: Vec<Probe>,
    messages: Vec<Message>,
    answer: Option<String>,
    concerns: Vec<Concern>,
}

impl<'a> Turn<'a> {
    pub(crate) fn new(watch: Watch, owner: &'a Owner, now: i64) -> Turn<'a> {
        let (probes, messages, concerns) = (Vec::new(), Vec::new(), Vec::new());
        Turn { watch, owner, now, is_wanted: false, probes, messages, answer: None, concerns }
    }

    pub(crate) fn into_outcome(self) -> Outcome {
        let Turn { watch, probes, messages, answer, concerns, is_wanted, .. } = self;
        Outcome { watch, probes, messages, answer, concerns, is_wanted }
    }

    /// Notes a probe as it is now.
    pub(crate) fn keep(&mut self, probe: &Probe) {
        self.probes.retain(|kept| kept.id != probe.id);
        self.probes.push(probe.clone());
    }

    pub(crate) fn answer(&mut self, text: impl Into<String>) {
        self.answer = Some(text.into());
    }

    pub(crate) fn concern(&mut self, concern: Concern) {
        self.concerns.push(concern);
    }

    /// To who is watched over; to nobody where they have no number, or take no messages.
    pub(crate) fn tell_owner(
        &mut self,
        id: MessageId,
        kind: MessageKind,
        text: String,
        wait: Option<WaitMinutes>,
    ) -> bool {
        let phone = self.owner.phone.clone().filter(|_| !self.watch.opted_out);
        let is_told = phone.is_some();
        let to = Recipient::Owner;
        self.messages.extend(phone.map(|phone| Message { id, kind, to, phone, text, wait }));
        is_told
    }

    pub(crate) fn notify_owner(&mut self, kind: MessageKind, text: String) {
        let id = self.notice_id();
        self.tell_owner(id, kind, text, None);
    }

    pub(crate) fn notify_contact(&mut self, contact: &Contact, kind: MessageKind, text: String) {
        let id = self.notice_id();
        let (to, phone) = (Recipient::Contact(contact.id), contact.details.phone_number.clone());
        self.send(Message { id, kind, to, phone, text, wait: None });
    }

    pub(crate) fn send(&mut self, message: Message) {
        self.messages.push(message);
    }

    fn notice_id(&mut self) -> MessageId {
        self.watch.notices += 1;
        MessageId::notice(self.watch.notices)
    }
}
