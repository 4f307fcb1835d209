//! Time passes: somebody is asked, asked again, and in the end given up.

use crate::settings::MINUTE_MS;
use crate::turn::Turn;
use crate::{
    MaxRetries, MessageId, MessageKind, Origin, Pending, Probe, ProbeId, ProbeState, Progress, Reason, Refusal,
    Undelivered, WaitMinutes, words,
};

/// What is this late is late because nobody looked, or because the provider did not take it; what waits for it then counts
/// from now. Below it the clock's own ticks do not add up.
const LATE_MS: i64 = 5 * MINUTE_MS;
/// The longest that a question waits for its provider: whoever cannot be asked for a day is told about.
const LONGEST_HOLD_MS: i64 = 24 * 60 * MINUTE_MS;
/// The longest wait for a check-in that somebody asked for: a day.
pub(crate) const LONGEST_ASK_MINUTES: u16 = 24 * 60;

impl Turn<'_> {
    /// Whatever time has brought. After it the next due time lies ahead.
    pub(crate) fn time(&mut self) {
        self.pause_passes();
        self.deadline_passes();
        self.asked_for();
        self.run();
        self.escalate();
    }

    /// They ask to be asked. One such wish at a time: a later one takes its place.
    pub(crate) fn ask_in(
        &mut self,
        in_minutes: u16,
        max_retries: MaxRetries,
        wait: WaitMinutes,
    ) -> Result<(), Refusal> {
        self.can_be_asked()?;
        let in_minutes = in_minutes.min(LONGEST_ASK_MINUTES);
        let at = self.now + i64::from(in_minutes) * MINUTE_MS;
        self.watch.asked = Some(crate::Asked { at, max_retries, wait });
        self.answer(words::will_ask(in_minutes));
        Ok(())
    }

    fn pause_passes(&mut self) {
        let Some(pause) = &mut self.watch.pause else { return };
        if pause.until <= self.now {
            self.watch.pause = None;
        } else if pause.remind_at.is_some_and(|at| at <= self.now) {
            pause.remind_at = None;
            self.notify_owner(MessageKind::PauseEnds, words::pause_ends());
        }
    }

    fn asked_for(&mut self) {
        let Some(asked) = self.watch.asked.filter(|asked| asked.at <= self.now) else { return };
        self.watch.asked = None;
        // Whoever is being asked already is not asked twice; that question is followed up.
        if self.watch.pending.is_none() {
            self.ask(Origin::Asked, asked.at, asked.max_retries, asked.wait);
        }
    }

    /// The schedule's time has come. A run that nobody looked at is made up for once, however many there were.
    fn run(&mut self) {
        let Some(at) = self.watch.next_run_at.filter(|at| *at <= self.now) else { return };
        self.watch.next_run_at = self.watch.run_after(self.now);
        if self.watch.pending.is_none() {
            let settings = &self.watch.settings;
            let (max_retries, wait) = (settings.max_retries, settings.wait);
            self.ask(Origin::Scheduled, at, max_retries, wait);
        }
    }

    fn ask(&mut self, origin: Origin, due_at: i64, max_retries: MaxRetries, wait: WaitMinutes) {
        let mut probe = self.probe(origin, max_retries, wait);
        probe.created_at = self.in_time(due_at);
        let text = match origin {
            Origin::Asked => words::asked_for(self.owner),
            _ => words::question(self.owner),
        };
        let question = self.question(MessageId::question(probe.id, 0), MessageKind::Question, text, wait);
        self.keep(&probe);
        let (asked_at, next_at) = (probe.created_at, probe.created_at + wait.ms());
        self.watch.pending = Some(Pending { probe, asked_at, question, next_at });
    }

    /// A new probe, pending and of now.
    pub(crate) fn probe(&mut self, origin: Origin, max_retries: MaxRetries, wait: WaitMinutes) -> Probe {
        self.watch.probes += 1;
        Probe {
            id: ProbeId(self.watch.probes),
            origin,
            state: ProbeState::Pending,
            created_at: self.now,
            updated_at: self.now,
            retry_count: 0,
            max_retries,
            wait,
            last_response: None,
            settled_at: None,
            alarmed: Vec::new(),
            cleared_at: None,
        }
    }

    /// Nobody has answered for as long as was waited: they are asked again, or given up.
    fn deadline_passes(&mut self) {
        let Some(mut pending) = self.watch.pending.take_if(|pending| pending.next_at <= self.now) else { return };
        let held_until = pending.probe.created_at + LONGEST_HOLD_MS;
        if pending.question.is_open() && self.now < held_until {
            // They have not been asked yet. It goes on when the provider has taken the question.
            pending.next_at = held_until;
            self.watch.pending = Some(pending);
            return;
        }
        if pending.probe.max_retries.get() <= pending.probe.retry_count {
            let reason = if pending.question.may_be_read() { Reason::NoAnswer } else { Reason::Unreachable };
            self.settle(&mut pending.probe, ProbeState::Unavailable);
            return self.raise(pending.probe, reason);
        }
        self.ask_again(&mut pending);
        self.watch.pending = Some(pending);
    }

    fn ask_again(&mut self, pending: &mut Pending) {
        let probe = &mut pending.probe;
        probe.retry_count += 1;
        probe.updated_at = self.now;
        let is_last = probe.retry_count == probe.max_retries.get();
        let text = if is_last { words::last_question(probe.wait) } else { words::follow_up() };
        let id = MessageId::question(probe.id, probe.retry_count);
        let wait = probe.wait;
        self.keep(probe);
        pending.question = self.question(id, MessageKind::FollowUp, text, wait);
        pending.asked_at = self.in_time(pending.next_at);
        pending.next_at = pending.asked_at + wait.ms();
    }

    fn question(&mut self, id: MessageId, kind: MessageKind, text: String, wait: WaitMinutes) -> Progress {
        match self.tell_owner(id, kind, text, Some(wait)) {
            true => Progress::Waiting,
            false if self.watch.opted_out => Progress::Failed(Undelivered::OptedOut),
            false => Progress::Failed(Undelivered::Undeliverable),
        }
    }

    /// Ends a probe.
    pub(crate) fn settle(&mut self, probe: &mut Probe, state: ProbeState) {
        probe.state = state;
        probe.settled_at = Some(self.now);
        probe.updated_at = self.now;
        self.keep(probe);
    }

    /// When something counts as done that was due then, and is done now.
    pub(crate) fn in_time(&self, due_at: i64) -> i64 {
        if self.now - due_at < LATE_MS { due_at } else { self.now }
    }
}
