//! Whoever is watched over says something.

use crate::turn::Turn;
use crate::{Alarm, Consent, Message, MessageId, MessageKind, Origin, Probe, ProbeState, Reason, Recipient, words};

/// How much of an answer is kept, in characters: what one message of the widest alphabet holds, and a bit.
const KEPT_CHARS: usize = 160;
/// How long before a run somebody may say that they are well, so that nobody asks: half a day, or half the time between two
/// runs where that is less. What they say earlier belongs to the run before, or to nothing.
const EARLY_MS: i64 = 12 * 3_600_000;

impl Turn<'_> {
    /// They are all right: whatever waits for an answer has it, and whoever was alarmed is told.
    pub(crate) fn good(&mut self, text: &str) {
        self.watch.opted_out = false;
        let pending = self.watch.pending.take();
        let alarm = self.watch.alarm.take();
        let (was_asked, was_alarmed) = (pending.is_some(), alarm.is_some());
        if let Some(pending) = pending {
            self.settle_as_said(pending.probe, ProbeState::Good, text);
        }
        if let Some(alarm) = alarm {
            self.clear(alarm, text);
        }
        match (was_alarmed, was_asked) {
            (true, _) => self.answer(words::cleared(self.watch.settings.active)),
            (false, true) => self.answer(words::thanks()),
            (false, false) => self.good_unasked(text),
        }
    }

    fn good_unasked(&mut self, text: &str) {
        let Some(next) = self.watch.next_run_at.filter(|at| self.is_early(*at)) else {
            let answer = words::nobody_asked(self.watch.next_run_at, &self.watch.settings.zone);
            return self.answer(answer);
        };
        let settings = &self.watch.settings;
        let (max_retries, wait) = (settings.max_retries, settings.wait);
        let early = self.probe(Origin::Early, max_retries, wait);
        self.settle_as_said(early, ProbeState::Good, text);
        self.watch.next_run_at = self.watch.run_after(next);
        let answer = words::early(self.watch.next_run_at, &self.watch.settings.zone);
        self.answer(answer);
    }

    /// Not where a run that lies before the next one is done with already: what they say again stands for no other.
    fn is_early(&self, next: i64) -> bool {
        if self.now < next && self.watch.run_after(self.now) != Some(next) {
            return false;
        }
        let between = self.watch.run_after(next).map_or(EARLY_MS, |later| (later - next) / 2);
        next - self.now <= EARLY_MS.min(between)
    }

    /// They are not: an alarm is raised at once. A mere "no" that answers nothing is no alarm; a call for help always is.
    pub(crate) fn bad(&mut self, text: &str, is_distress: bool) {
        let probe = match self.watch.pending.take() {
            Some(pending) => pending.probe,
            None if self.watch.alarm.as_ref().is_some_and(|alarm| alarm.reason == Reason::Bad) => {
                return self.answer(words::help_is_asked());
            }
            None if is_distress || self.watch.alarm.is_some() => {
                let settings = &self.watch.settings;
                let (max_retries, wait) = (settings.max_retries, settings.wait);
                self.probe(Origin::Distress, max_retries, wait)
            }
            None => return self.answer(words::no_question()),
        };
        let probe = self.settle_as_said(probe, ProbeState::Bad, text);
        let has_somebody = self.watch.has_somebody();
        self.raise(probe, Reason::Bad);
        self.answer(if has_somebody { words::help_is_asked() } else { words::nobody_to_ask() });
    }

    /// Nobody understands it: they are told what can be said, and no deadline moves.
    pub(crate) fn unknown(&mut self, text: &str) {
        if let Some(pending) = &mut self.watch.pending {
            pending.probe.last_response = Some(kept(text));
            let probe = pending.probe.clone();
            self.keep(&probe);
            return self.answer(words::hint());
        }
        self.answer(if self.watch.alarm.is_some() { words::hint() } else { words::hint_unasked() });
    }

    fn settle_as_said(&mut self, mut probe: Probe, state: ProbeState, text: &str) -> Probe {
        probe.last_response = Some(kept(text));
        self.settle(&mut probe, state);
        probe
    }

    /// Everybody who may know of an alarm is told that all is well; who was to be told and is not yet, will not be.
    fn clear(&mut self, mut alarm: Alarm, text: &str) {
        for told in &alarm.told {
            let takes_none = self.watch.contact(told.contact).is_some_and(|known| known.consent == Consent::OptedOut);
            if takes_none || !told.knows() {
                continue;
            }
            let message = Message {
                id: MessageId::clear(alarm.probe.id, told.contact),
                kind: MessageKind::AllClear,
                to: Recipient::Contact(told.contact),
                phone: told.phone.clone(),
                text: words::all_clear(self.owner),
                wait: None,
            };
            self.send(message);
        }
        alarm.probe.last_response = Some(kept(text));
        alarm.probe.cleared_at = Some(self.now);
        alarm.probe.updated_at = self.now;
        self.keep(&alarm.probe);
    }
}

/// The beginning of what somebody said.
fn kept(text: &str) -> String {
    text.trim().chars().filter(|char| !char.is_control()).take(KEPT_CHARS).collect()
}
