//! What who is watched over can tell us to do by text message.
//!
//! A command is the whole message: "off" switches off, "off to bed" does not. None is a word of the provider's.

use crate::asking::LONGEST_ASK_MINUTES;
use crate::{Event, MaxRetries, WaitMinutes, Watch, Zone, words};
use jiff::civil::Date;

/// An hour, in ms.
const HOUR_MS: i64 = 3_600_000;
/// What `probe` does where it is not told otherwise: in minutes, times, minutes.
const PROBE_IN: u16 = 5;
const PROBE_RETRIES: i64 = 3;
const PROBE_WAIT: i64 = 10;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Whether we are there.
    Ping,
    /// What can be said; of one command where it is named.
    Usage(Option<&'static str>),
    /// How things are.
    Status,
    /// To be asked.
    Probe {
        /// In how many minutes.
        in_minutes: u16,
        /// How often again.
        max_retries: MaxRetries,
        /// How long an answer is waited for.
        wait: WaitMinutes,
    },
    /// No check-ins for so long.
    PauseFor {
        /// In ms.
        ms: i64,
    },
    /// No check-ins until the day begins.
    PauseUntil(Date),
    /// To leave out the next check-in.
    Skip,
    /// Check-ins on.
    On,
    /// Check-ins off.
    Off,
}

/// A command as it cannot be done; the answer says how it can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CommandError(String);

impl Command {
    /// The command that a text is, if it is one.
    pub(crate) fn read(text: &str) -> Option<Result<Command, CommandError>> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (name, rest) = words.split_first()?;
        let simple = |command| (rest.is_empty()).then_some(Ok(command));
        match (*name, rest) {
            (name, ["--help"]) => explained(name).map(|name| Ok(Command::Usage(Some(name)))),
            ("ping", _) => simple(Command::Ping),
            ("usage", _) => simple(Command::Usage(None)),
            ("status", _) => simple(Command::Status),
            ("skip", _) => simple(Command::Skip),
            ("on", _) => simple(Command::On),
            ("off", _) => simple(Command::Off),
            ("probe", flags) => Some(probe(flags).ok_or_else(|| CommandError(words::usage_of_probe()))),
            ("pause", [length]) => Some(pause(length).ok_or_else(|| CommandError(words::usage_of_pause()))),
            ("pause", _) => Some(Err(CommandError(words::usage_of_pause()))),
            _ => None,
        }
    }

    /// What it makes happen at `now` (ms) in a time zone; `None` where it only wants an answer.
    pub fn event(&self, now: i64, zone: &Zone) -> Option<Event> {
        match *self {
            Command::Ping | Command::Usage(_) | Command::Status => None,
            Command::Probe { in_minutes, max_retries, wait } => Some(Event::Ask { in_minutes, max_retries, wait }),
            Command::PauseFor { ms } => Some(Event::Pause(now.saturating_add(ms))),
            Command::PauseUntil(day) => Some(Event::Pause(beginning(day, zone).unwrap_or(now))),
            Command::Skip => Some(Event::Skip(None)),
            Command::On => Some(Event::On),
            Command::Off => Some(Event::Off),
        }
    }

    /// What to answer to one that only wants an answer.
    pub fn answer(&self, watch: &Watch) -> String {
        match self {
            Command::Ping => words::pong(),
            Command::Usage(Some("probe")) => words::usage_of_probe(),
            Command::Usage(Some("pause")) => words::usage_of_pause(),
            Command::Usage(Some(name)) => words::usage_of(name),
            Command::Status => status(watch),
            _ => words::usage(),
        }
    }
}

fn status(watch: &Watch) -> String {
    let zone = &watch.settings.zone;
    let mut facts = vec![words::next_check_in(watch.next_run_at, zone)];
    facts.extend(watch.pause.map(|pause| words::rests(pause.until, zone)));
    let pending = watch.pending.as_ref().map(|pending| &pending.probe);
    facts.extend(pending.map(|probe| words::status_pending(probe.retry_count, probe.max_retries)));
    facts.extend(watch.alarm.as_ref().map(|alarm| words::status_alarm(alarm.acknowledged_by.is_some())));
    facts.push(words::status_contacts(watch.contacts.iter().filter(|contact| contact.is_told()).count()));
    facts.join(" ")
}

fn explained(name: &str) -> Option<&'static str> {
    ["probe", "pause", "ping", "usage", "status", "skip", "on", "off"].into_iter().find(|known| *known == name)
}

/// `-in 5 -retries 3 -wait 10` in any order, each at most once.
fn probe(flags: &[&str]) -> Option<Command> {
    let (mut in_minutes, mut retries, mut wait) = (None, None, None);
    for flag in flags.chunks(2) {
        let [name, value] = flag else { return None };
        let value: i64 = value.parse().ok()?;
        let known = match *name {
            "-in" | "--in" => &mut in_minutes,
            "-retries" | "--retries" => &mut retries,
            "-wait" | "--wait" => &mut wait,
            _ => return None,
        };
        if known.replace(value).is_some() {
            return None;
        }
    }
    let in_minutes = u16::try_from(in_minutes.unwrap_or(PROBE_IN.into())).ok()?;
    Some(Command::Probe {
        in_minutes: Some(in_minutes).filter(|minutes| *minutes <= LONGEST_ASK_MINUTES)?,
        max_retries: MaxRetries::new(retries.unwrap_or(PROBE_RETRIES)).ok()?,
        wait: WaitMinutes::new(wait.unwrap_or(PROBE_WAIT)).ok()?,
    })
}

/// `12h`, `3d`, `2w` or a day.
fn pause(length: &str) -> Option<Command> {
    if let Ok(day) = length.parse::<Date>() {
        return Some(Command::PauseUntil(day));
    }
    let (number, hours) = match length.strip_suffix(['h', 'd', 'w'])? {
        number if length.ends_with('h') => (number, 1),
        number if length.ends_with('d') => (number, 24),
        number => (number, 7 * 24),
    };
    let number = number.parse::<u16>().ok().filter(|number| 0 < *number)?;
    Some(Command::PauseFor { ms: i64::from(number) * hours * HOUR_MS })
}

/// When a day begins.
fn beginning(day: Date, zone: &Zone) -> Option<i64> {
    zone.rules().to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok().map(|at| at.as_millisecond())
}
