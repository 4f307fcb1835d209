//! An alarm is raised, goes from contact to contact, and is acknowledged.

use crate::alarm::{LATE_ROUND_WAIT_MS, LONGEST_HOLD_MS, MOST_ROUNDS, QUICK_ROUNDS, ROUND_WAIT_MS};
use crate::turn::Turn;
use crate::{
    AfterAlarm, Alarm, Alarmed, Concern, Consent, Contact, ContactId, Message, MessageId, MessageKind, Probe,
    ProbeState, Progress, Reason, Recipient, Refusal, Told, Undelivered, words,
};

/// After so long without the provider taking an alarm's message, an operator is told: longer than a throttled minute lasts.
const STUCK_MS: i64 = 15 * 60_000;

impl Turn<'_> {
    /// Raises an alarm because of a probe that has ended. One that goes on already begins anew with this one's reason; whoever
    /// knows of it will be told its end.
    pub(crate) fn raise(&mut self, probe: Probe, reason: Reason) {
        let before = self.watch.alarm.take();
        let mut told = before.map(|alarm| alarm.told).unwrap_or_default();
        for known in &mut told {
            known.may_know = known.knows();
            known.round = 0;
        }
        self.watch.alarm = Some(Alarm {
            probe,
            reason,
            raised_at: self.now,
            round: 1,
            told,
            acknowledged_by: None,
            next_at: Some(self.now),
            stuck_since: None,
        });
        let is_off = self.watch.settings.after_alarm == AfterAlarm::Disable;
        if is_off {
            self.disarm();
        }
        if reason != Reason::Bad {
            self.notify_owner(MessageKind::Alarmed, words::alarmed(is_off));
        }
        self.escalate();
    }

    /// Switches the schedule off, and calls off what waits.
    pub(crate) fn disarm(&mut self) {
        self.watch.settings.active = false;
        self.watch.next_run_at = None;
        self.watch.asked = None;
        self.cancel_pending();
    }

    pub(crate) fn cancel_pending(&mut self) {
        if let Some(mut pending) = self.watch.pending.take() {
            self.settle(&mut pending.probe, ProbeState::Cancelled);
        }
    }

    /// Asks the next contact, where it is time to.
    pub(crate) fn escalate(&mut self) {
        let Some(mut alarm) = self.watch.alarm.take() else { return };
        if alarm.next_at.is_some_and(|at| at <= self.now) {
            self.go_on(&mut alarm);
        }
        self.watch.alarm = Some(alarm);
    }

    fn go_on(&mut self, alarm: &mut Alarm) {
        let held = alarm.asked_now().filter(|told| told.message.is_open() && self.now < told.at + LONGEST_HOLD_MS);
        if let Some(since) = held.map(|told| told.at) {
            // They have not been asked yet: the provider does not answer.
            return self.wait_for_provider(alarm, since);
        }
        match self.next_contact(alarm) {
            Some(contact) => self.tell(alarm, &contact),
            None => self.end_round(alarm),
        }
    }

    fn wait_for_provider(&mut self, alarm: &mut Alarm, since: i64) {
        let look_again = self.now + self.watch.settings.acknowledge.ms();
        alarm.next_at = Some(look_again.min(since + LONGEST_HOLD_MS));
        if alarm.stuck_since.is_none() && STUCK_MS <= self.now - since {
            alarm.stuck_since = Some(since);
            self.concern(Concern::AlarmStuck);
        }
    }

    fn next_contact(&self, alarm: &Alarm) -> Option<Contact> {
        self.watch.contacts.iter().find(|contact| contact.is_told() && !alarm.was_asked(contact.id)).cloned()
    }

    fn tell(&mut self, alarm: &mut Alarm, contact: &Contact) {
        alarm.next_at = Some(self.now + self.watch.settings.acknowledge.ms());
        alarm.probe.alarmed.push(Alarmed { contact: contact.id, at: self.now });
        alarm.probe.updated_at = self.now;
        self.keep(&alarm.probe);
        note(alarm, contact, self.now);
        self.send(Message {
            id: MessageId::alarm(alarm.probe.id, alarm.round, contact.id),
            kind: MessageKind::Alarm,
            to: Recipient::Contact(contact.id),
            phone: contact.details.phone_number.clone(),
            text: words::alarm(self.owner, alarm.reason),
            wait: None,
        });
    }

    /// Everybody was asked. An operator is told, and it begins again with the first.
    fn end_round(&mut self, alarm: &mut Alarm) {
        let was_somebody_asked = alarm.told.iter().any(|told| told.round == alarm.round);
        let was_somebody_reached =
            alarm.told.iter().any(|told| told.round == alarm.round && told.message.may_be_read());
        let is_last = MOST_ROUNDS <= alarm.round;
        self.concern(match (is_last, was_somebody_asked) {
            (true, _) => Concern::GivenUp,
            (false, true) => Concern::NobodyAcknowledges,
            (false, false) => Concern::NobodyToTell,
        });
        if is_last {
            alarm.next_at = None;
            return;
        }
        let wait = match alarm.round < QUICK_ROUNDS {
            true if was_somebody_reached => 0,
            true => ROUND_WAIT_MS,
            false => LATE_ROUND_WAIT_MS,
        };
        alarm.round += 1;
        alarm.next_at = Some(self.now + wait);
        if wait == 0 {
            self.go_on(alarm);
        }
    }

    /// A contact says that they look after it. Where there is nothing to look after, they agree to be one.
    pub(crate) fn acknowledged(&mut self, id: ContactId) -> Result<(), Refusal> {
        let now = self.now;
        let alarmed = self.watch.alarm.as_ref().and_then(|alarm| alarm.told.iter().find(|told| told.contact == id));
        let told = alarmed.filter(|told| told.knows()).cloned();
        let contact = self.watch.contacts.iter_mut().find(|contact| contact.id == id);
        if contact.is_none() && told.is_none() {
            return Err(Refusal::UnknownContact);
        }
        if let Some(contact) = contact.filter(|contact| contact.consent != Consent::Agreed) {
            contact.consent = Consent::Agreed;
            contact.updated_at = now;
        }
        match told {
            Some(told) => self.looked_after(&told),
            None => self.confirmed(id),
        }
        Ok(())
    }

    fn looked_after(&mut self, by: &Told) {
        let Some(mut alarm) = self.watch.alarm.take() else { return };
        let is_first = alarm.acknowledged_by.is_none();
        if is_first {
            alarm.acknowledged_by = Some(by.contact);
            alarm.next_at = None;
            for told in alarm.told.iter().filter(|told| told.contact != by.contact && told.message.may_be_read()) {
                if let Some(contact) = self.watch.contact(told.contact).filter(|contact| contact.is_told()).cloned() {
                    self.notify_contact(&contact, MessageKind::LookedAfter, words::looked_after(self.owner, by));
                }
            }
        }
        self.watch.alarm = Some(alarm);
        self.answer(words::acknowledged(self.owner));
    }

    fn confirmed(&mut self, id: ContactId) {
        if let Some(drill) = &mut self.watch.drill
            && !drill.confirmed.contains(&id)
        {
            drill.confirmed.push(id);
        }
        self.answer(words::agreed(self.owner));
    }

    /// Somebody is not told any more: no contact now, or one who takes no messages. What they have read they know.
    pub(crate) fn contact_gone(&mut self, id: ContactId) {
        let Some(alarm) = &mut self.watch.alarm else { return };
        if let Some(told) = alarm.told.iter_mut().find(|told| told.contact == id) {
            told.may_know = told.knows();
            told.message = Progress::Failed(Undelivered::OptedOut);
        }
        self.pass_over(id);
    }

    /// Where it was their turn, the next one is asked at once.
    pub(crate) fn pass_over(&mut self, id: ContactId) {
        let Some(alarm) = &mut self.watch.alarm else { return };
        if alarm.next_at.is_some() && alarm.asked_now().is_some_and(|told| told.contact == id) {
            alarm.next_at = Some(self.now);
            self.escalate();
        }
    }
}

/// Notes whom an alarm is told in this round.
fn note(alarm: &mut Alarm, contact: &Contact, now: i64) {
    let known = alarm.told.iter().position(|told| told.contact == contact.id).map(|at| alarm.told.remove(at));
    let may_know = known.is_some_and(|told| told.knows());
    alarm.told.push(Told {
        contact: contact.id,
        first_name: contact.details.first_name.clone(),
        phone: contact.details.phone_number.clone(),
        round: alarm.round,
        at: now,
        message: Progress::Waiting,
        may_know,
    });
}
