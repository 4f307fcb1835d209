//! A user with contacts, a clock that ticks each minute, and a provider with faults.

use domain::{Email, PersonName, PhoneNumber};
use liveness::{
    Command, Concern, ContactDetails, ContactId, ContactSaid, Event, Message, MessageKind, Outcome, Owner, OwnerSaid,
    Probe, ProbeId, Recipient, Refusal, Schedule, Settings, Undelivered, Watch, Zone, contact_said, owner_said, step,
};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// Saturday, 2026-11-21T00:00:00Z.
pub(crate) const NOW: i64 = 1_795_219_200_000;
/// Wednesday, 18:00: when the schedule of everybody here comes first.
pub(crate) const WEDNESDAY: i64 = NOW + 4 * DAY + 18 * HOUR;

/// What went out.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) at: i64,
    pub(crate) message: Message,
}

pub(crate) struct Stage {
    pub(crate) watch: Watch,
    pub(crate) owner: Owner,
    pub(crate) now: i64,
    pub(crate) sent: Vec<Sent>,
    pub(crate) waiting: Vec<Message>,
    pub(crate) concerns: Vec<Concern>,
    pub(crate) probes: BTreeMap<ProbeId, Probe>,
    /// The provider takes nothing.
    pub(crate) is_down: bool,
    /// The provider takes the next messages, and its answers are lost.
    pub(crate) loses_answers: bool,
    /// Whoever works on what is due dies after so many calls of the store and of the provider; the next one lives.
    pub(crate) dies_in: Option<u32>,
    /// Whom the provider refuses.
    pub(crate) refuses: BTreeMap<Whom, Undelivered>,
    /// How often whoever sends messages tries again, in ms.
    pub(crate) retries_every: i64,
    /// Messages that were sent again because an answer was lost.
    pub(crate) unsure: BTreeSet<String>,
}

/// Whom a message goes to; nobody is the owner.
pub(crate) type Whom = Option<ContactId>;

pub(crate) fn details(name: &str, number: u32) -> ContactDetails {
    ContactDetails {
        first_name: PersonName::parse(name).unwrap(),
        last_name: PersonName::parse("Smith").unwrap(),
        phone_number: PhoneNumber::parse(&format!("+4812000{number:04}")).unwrap(),
        email: Email::parse(&format!("{number}@example.org")).unwrap(),
        is_emergency_contact: true,
    }
}

pub(crate) fn on() -> Settings {
    Settings { active: true, ..Settings::default_in(Zone::utc()) }
}

impl Stage {
    /// Nobody to tell, and nothing on.
    pub(crate) fn empty() -> Stage {
        Stage {
            watch: Watch::new(Settings::default_in(Zone::utc())),
            owner: Owner {
                first_name: Some(PersonName::parse("Ada").unwrap()),
                phone: Some(PhoneNumber::parse("+48120009999").unwrap()),
            },
            now: NOW,
            sent: Vec::new(),
            waiting: Vec::new(),
            concerns: Vec::new(),
            probes: BTreeMap::new(),
            is_down: false,
            loses_answers: false,
            dies_in: None,
            refuses: BTreeMap::new(),
            retries_every: MINUTE,
            unsure: BTreeSet::new(),
        }
    }

    /// Contacts of these names, who know it, and nothing on.
    pub(crate) fn with(names: &[&str]) -> Stage {
        let mut stage = Stage::empty();
        for (number, name) in (1..).zip(names) {
            stage.does(Event::ContactAdded(Box::new(details(name, number)))).unwrap();
        }
        stage.deliver();
        stage.sent.clear();
        stage
    }

    /// The same, on.
    pub(crate) fn on(names: &[&str]) -> Stage {
        let mut stage = Stage::with(names);
        stage.does(Event::Settings(Box::new(on()))).unwrap();
        stage
    }

    /// The same, on every day at 18:00, and going on after alarms.
    pub(crate) fn daily(names: &[&str]) -> Stage {
        let mut stage = Stage::with(names);
        let settings = Settings {
            schedule: Schedule::parse("0 18 * * *").unwrap(),
            after_alarm: liveness::AfterAlarm::StayArmed,
            ..on()
        };
        stage.does(Event::Settings(Box::new(settings))).unwrap();
        stage
    }

    /// Something happens now; nothing is sent yet.
    pub(crate) fn does(&mut self, event: Event) -> Result<Outcome, Refusal> {
        let outcome = step(&self.watch, &self.owner, event, self.now)?;
        self.watch = outcome.watch.clone();
        self.waiting.extend(outcome.messages.iter().cloned());
        self.concerns.extend(&outcome.concerns);
        for probe in &outcome.probes {
            self.probes.insert(probe.id, probe.clone());
        }
        Ok(outcome)
    }

    /// Whoever is watched over says something, and whatever follows is sent. Answers what they are answered.
    pub(crate) fn says(&mut self, text: &str) -> String {
        let answer = self.hears(text);
        self.deliver();
        answer
    }

    fn hears(&mut self, text: &str) -> String {
        let event = match owner_said(text) {
            OwnerSaid::Good => Event::Good(text.to_owned()),
            OwnerSaid::Bad(is_distress) => Event::Bad(text.to_owned(), is_distress),
            OwnerSaid::Unknown => Event::Unknown(text.to_owned()),
            OwnerSaid::OptOut => Event::OptOut,
            OwnerSaid::OptIn => Event::OptIn,
            OwnerSaid::Command(Err(error)) => return error.to_string(),
            OwnerSaid::Command(Ok(command)) => match self.event_of(&command) {
                Some(event) => event,
                None => return command.answer(&self.watch),
            },
        };
        let is_unknown = matches!(event, Event::Unknown(_));
        let due = self.watch.next_due();
        let done = self.does(event);
        assert!(!is_unknown || self.watch.next_due() == due, "text that nobody understands moved a deadline");
        match done {
            Ok(outcome) => outcome.answer.unwrap_or_default(),
            Err(refusal) => refusal.to_string(),
        }
    }

    fn event_of(&self, command: &Command) -> Option<Event> {
        command.event(self.now, &self.watch.settings.zone)
    }

    /// A contact says something.
    pub(crate) fn contact_says(&mut self, contact: u32, text: &str) -> String {
        let contact = ContactId(contact);
        let event = match contact_said(text) {
            ContactSaid::Acknowledge => Event::Acknowledged(contact),
            ContactSaid::OptOut => Event::ContactOptedOut(contact),
            ContactSaid::OptIn => Event::ContactOptedIn(contact),
            ContactSaid::Unknown => return String::new(),
        };
        let answer = self.does(event).ok().and_then(|outcome| outcome.answer).unwrap_or_default();
        self.deliver();
        answer
    }

    /// Time passes, tick by tick.
    pub(crate) fn until(&mut self, end: i64) {
        self.tick();
        while self.now < end {
            // Nothing happens at the ticks between.
            let busy = !self.waiting.is_empty();
            let next = if busy {
                self.now + self.retries_every
            } else {
                self.watch.next_due().unwrap_or(end).max(self.now + MINUTE)
            };
            self.now = next.min(end);
            self.tick();
        }
    }

    pub(crate) fn pass(&mut self, time: i64) {
        self.until(self.now + time);
    }

    pub(crate) fn tick(&mut self) {
        if self.watch.next_due().is_some_and(|due| due <= self.now) {
            self.does(Event::Time).unwrap();
            assert!(self.watch.next_due().is_none_or(|due| self.now < due), "time comes to an end: {:?}", self.watch);
            self.dies();
        }
        self.deliver();
    }

    /// Whoever sends messages tries all that wait. What they leave when they die is stored, and waits for the next.
    pub(crate) fn deliver(&mut self) {
        for message in std::mem::take(&mut self.waiting) {
            if self.is_dead() {
                self.waiting.push(message);
                continue;
            }
            if !self.does(Event::Begin(message.id.clone())).unwrap().is_wanted {
                continue;
            }
            if self.dies() || self.is_down {
                self.waiting.push(message);
                continue;
            }
            self.take(message);
        }
        if self.is_dead() {
            self.dies_in = None;
            return;
        }
        if self.waiting.iter().any(|message| !self.unsure.contains(message.id.as_str())) && !self.is_down {
            self.deliver(); // Something came of it.
        }
    }

    fn take(&mut self, message: Message) {
        let whom = match message.to {
            Recipient::Owner => None,
            Recipient::Contact(contact) => Some(contact),
        };
        if let Some(why) = self.refuses.get(&whom).copied() {
            if self.dies() {
                self.waiting.push(message);
                return;
            }
            self.does(Event::Failed(message.id, message.to, why)).unwrap();
            self.dies();
            return;
        }
        self.sent.push(Sent { at: self.now, message: message.clone() });
        if self.dies() || self.loses_answers {
            self.unsure.insert(message.id.as_str().to_owned());
            self.waiting.push(message);
            return;
        }
        self.does(Event::Taken(message.id)).unwrap();
        self.dies();
    }

    fn is_dead(&self) -> bool {
        self.dies_in == Some(0)
    }

    /// Another call was made; whether whoever made it has died of it.
    fn dies(&mut self) -> bool {
        self.dies_in = self.dies_in.map(|left| left.saturating_sub(1));
        self.is_dead()
    }

    /// What went out since the last look: when after `start`, to whom, what about.
    pub(crate) fn heard(&mut self, start: i64) -> Vec<(String, &'static str, &'static str)> {
        let when = |at: i64| format!("{}:{:02}", (at - start).div_euclid(HOUR), (at - start).rem_euclid(HOUR) / MINUTE);
        let sent = std::mem::take(&mut self.sent);
        sent.iter().map(|sent| (when(sent.at), whom(&sent.message), sent.message.kind.as_str())).collect()
    }

    pub(crate) fn texts(&self, kind: MessageKind) -> Vec<&str> {
        self.sent.iter().filter(|sent| sent.message.kind == kind).map(|sent| sent.message.text.as_str()).collect()
    }

    pub(crate) fn last_probe(&self) -> &Probe {
        self.probes.values().next_back().unwrap()
    }
}

fn whom(message: &Message) -> &'static str {
    match message.to {
        Recipient::Owner => "owner",
        Recipient::Contact(ContactId(1)) => "one",
        Recipient::Contact(ContactId(2)) => "two",
        Recipient::Contact(_) => "three",
    }
}

/// What went out, as a test writes it.
pub(crate) fn log(entries: &[(&str, &'static str, &'static str)]) -> Vec<(String, &'static str, &'static str)> {
    entries.iter().map(|(at, whom, what)| ((*at).to_owned(), *whom, *what)).collect()
}
