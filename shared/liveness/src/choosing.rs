//! Whoever is watched over chooses how.

use crate::turn::Turn;
use crate::{Drill, MessageKind, Pause, Refusal, Settings, words};

/// The longest pause: a year and a day.
const LONGEST_PAUSE_MS: i64 = 366 * 86_400_000;
/// So long before a pause ends they are reminded of it...
const REMIND_BEFORE_MS: i64 = 86_400_000;
/// ...where it is longer than this.
const REMINDED_OF_MS: i64 = 2 * REMIND_BEFORE_MS;
/// The least time between two drills: each goes to every contact, and a test that comes too often is no longer looked at.
const DRILL_EVERY_MS: i64 = 3_600_000;

impl Turn<'_> {
    /// They want to be watched over in another way. Switching it off calls off what waits; an alarm goes on.
    pub(crate) fn settings(&mut self, settings: Settings) -> Result<(), Refusal> {
        let before = std::mem::replace(&mut self.watch.settings, settings);
        let settings = &self.watch.settings;
        let is_switched = before.active != settings.active;
        let is_moved = before.schedule != settings.schedule || before.zone != settings.zone;
        if is_switched && settings.active {
            self.can_be_asked()?;
        }
        if is_switched && !settings.active {
            self.disarm();
        }
        if is_switched || is_moved {
            self.watch.next_run_at = self.watch.run_after(self.now);
        }
        Ok(())
    }

    /// The schedule is to be on, and not to rest.
    pub(crate) fn on(&mut self) -> Result<(), Refusal> {
        self.can_be_asked()?;
        if !self.watch.settings.active || self.watch.pause.is_some() {
            self.watch.settings.active = true;
            self.watch.pause = None;
            self.watch.next_run_at = self.watch.run_after(self.now);
        }
        let answer = words::is_on(self.watch.next_run_at, &self.watch.settings.zone, self.watch.alarm.is_some());
        self.answer(answer);
        Ok(())
    }

    /// The schedule is to be off. It is no answer to an alarm, which goes on.
    pub(crate) fn off(&mut self) {
        self.disarm();
        self.watch.pause = None;
        self.answer(words::is_off(self.watch.alarm.is_some()));
    }

    /// The schedule rests until then (ms), and what waits is called off.
    pub(crate) fn pause(&mut self, until: i64) -> Result<(), Refusal> {
        if !self.watch.settings.active {
            return Err(Refusal::Inactive);
        }
        let length = until.checked_sub(self.now).filter(|length| (1..=LONGEST_PAUSE_MS).contains(length));
        let length = length.ok_or(Refusal::BadPause)?;
        let remind_at = (REMINDED_OF_MS <= length).then_some(until - REMIND_BEFORE_MS);
        self.cancel_pending();
        self.watch.pause = Some(Pause { until, remind_at });
        self.watch.next_run_at = self.watch.run_after(self.now);
        let answer = words::paused(until, self.watch.next_run_at, &self.watch.settings.zone);
        self.answer(answer);
        Ok(())
    }

    /// The schedule leaves out its next run. One that is named may have been left out already.
    pub(crate) fn skip(&mut self, named: Option<i64>) -> Result<(), Refusal> {
        let next = self.watch.next_run_at.ok_or(Refusal::Inactive)?;
        let run = named.unwrap_or(next);
        if run == next {
            self.watch.next_run_at = self.watch.run_after(next);
        } else if !self.was_left_out(run, next) {
            return Err(Refusal::NotNext);
        }
        let answer = words::skipped(run, self.watch.next_run_at, &self.watch.settings.zone);
        self.answer(answer);
        Ok(())
    }

    /// Whether a run that is still to come is the last before the next one.
    fn was_left_out(&self, run: i64, next: i64) -> bool {
        let is_run = self.watch.run_after(run.saturating_sub(1)) == Some(run);
        self.now < run && is_run && self.watch.run_after(run) == Some(next)
    }

    /// All contacts are told that it is only a test. Nothing else changes.
    pub(crate) fn drill(&mut self) -> Result<(), Refusal> {
        let contacts: Vec<_> = self.watch.contacts.iter().filter(|contact| contact.is_told()).cloned().collect();
        if contacts.is_empty() {
            return Err(Refusal::NoEmergencyContact);
        }
        if self.watch.drill.as_ref().is_some_and(|drill| self.now < drill.at + DRILL_EVERY_MS) {
            return Err(Refusal::DrillTooSoon);
        }
        self.watch.drill = Some(Drill { at: self.now, confirmed: Vec::new() });
        for contact in &contacts {
            self.notify_contact(contact, MessageKind::Drill, words::drill(self.owner));
        }
        self.answer(words::drilled(contacts.len()));
        Ok(())
    }

    /// Whether there is somebody to ask, and somebody to tell.
    pub(crate) fn can_be_asked(&self) -> Result<(), Refusal> {
        if self.owner.phone.is_none() {
            return Err(Refusal::NoPhoneNumber);
        }
        self.watch.has_somebody().then_some(()).ok_or(Refusal::NoEmergencyContact)
    }
}
