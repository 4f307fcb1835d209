//! Everything that decides what happens next to one user: it is stored as one item, under one version.
//!
//! So of an answer and a deadline that come at the same moment exactly one is first, and the other one sees it.

use crate::{Alarm, Contact, ContactId, MaxRetries, Probe, Progress, Settings, WaitMinutes};
use serde::{Deserialize, Serialize};

/// The state of one user's check-ins. Debug shows neither names nor numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// How they want to be watched over.
    pub settings: Settings,
    /// Their contacts, in the order in which they are asked.
    pub contacts: Vec<Contact>,
    /// When the schedule comes next, in ms; absent while it is off.
    pub next_run_at: Option<i64>,
    /// The question that waits for an answer: never more than one.
    pub pending: Option<Pending>,
    /// A check-in that they asked for.
    pub asked: Option<Asked>,
    /// Until when the schedule rests.
    pub pause: Option<Pause>,
    /// An alarm that no answer has ended.
    pub alarm: Option<Alarm>,
    /// The last drill.
    pub drill: Option<Drill>,
    /// Whether they take no messages from us.
    pub opted_out: bool,
    /// How many probes there were.
    pub probes: u64,
    /// How many contacts there were.
    pub contacts_made: u32,
    /// How many notices were sent.
    pub notices: u64,
}

/// A question that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The probe, which is in the state pending.
    pub probe: Probe,
    /// When it was asked last, in ms.
    pub asked_at: i64,
    /// How far that message has come.
    pub question: Progress,
    /// When they are asked again, or given up, in ms.
    pub next_at: i64,
}

/// A check-in that somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When, in ms.
    pub at: i64,
    /// How often they are asked again.
    pub max_retries: MaxRetries,
    /// How long an answer is waited for, each time.
    pub wait: WaitMinutes,
}

/// A time in which the schedule rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its end, in ms.
    pub until: i64,
    /// When they are reminded of it, in ms; absent once they were, and for short ones.
    pub remind_at: Option<i64>,
}

/// A drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// When it was, in ms.
    pub at: i64,
    /// Who has confirmed it.
    pub confirmed: Vec<ContactId>,
}

impl Watch {
    /// Of somebody who has done nothing yet.
    pub fn new(settings: Settings) -> Watch {
        Watch {
            settings,
            contacts: Vec::new(),
            next_run_at: None,
            pending: None,
            asked: None,
            pause: None,
            alarm: None,
            drill: None,
            opted_out: false,
            probes: 0,
            contacts_made: 0,
            notices: 0,
        }
    }

    /// When time itself changes something next, in ms: then [`crate::Event::Time`] is due.
    pub fn next_due(&self) -> Option<i64> {
        let times = [
            self.next_run_at,
            self.pending.as_ref().map(|pending| pending.next_at),
            self.asked.map(|asked| asked.at),
            self.pause.and_then(|pause| pause.remind_at),
            self.pause.map(|pause| pause.until),
            self.alarm.as_ref().and_then(|alarm| alarm.next_at),
        ];
        times.into_iter().flatten().min()
    }

    /// A contact, if there is it.
    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == id)
    }

    /// Whether somebody would be told of an alarm.
    pub fn has_somebody(&self) -> bool {
        self.contacts.iter().any(Contact::is_told)
    }

    /// Whether a contact may have to be told of an alarm: then the last one cannot go.
    pub(crate) fn needs_somebody(&self) -> bool {
        let is_alarmed = self.alarm.as_ref().is_some_and(|alarm| alarm.next_at.is_some());
        self.settings.active || self.pending.is_some() || self.asked.is_some() || is_alarmed
    }

    /// When the schedule comes next after `now` (ms), a pause left aside; absent while it is off.
    pub(crate) fn run_after(&self, now: i64) -> Option<i64> {
        let rests_until = self.pause.map_or(now, |pause| now.max(pause.until - 1));
        self.settings.active.then(|| self.settings.schedule.next_after(rests_until, &self.settings.zone))?
    }
}
