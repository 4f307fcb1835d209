//! What people do to a calendar, and what happens to polls meanwhile: steps of random histories.

use fakes::google::{Calendar, Call, Fault};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Something happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Insert(Spec),
    /// Replaces one of the live events.
    Change(u8, Spec),
    Rename(u8, u8),
    Delete(u8),
    /// Takes the event that was deleted last out of the bin.
    Restore,
    /// One occurrence of a series does not take place.
    Cancel(u8, u8),
    /// One occurrence is elsewhere, and perhaps called otherwise.
    Move(u8, u8, i8, Option<u8>),
    /// An exception is deleted, which cancels it.
    DeleteException(u8),
    Zone(u8),
    ExpireSyncTokens,
    /// So many hours pass.
    Pass(u8),
    Poll(Luck),
}

/// How a poll goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Luck {
    Good,
    /// The process dies before its n-th call of the store.
    Dies(u8),
    /// The store fails that call, or its answer is lost.
    StoreFails(u8, bool),
    /// Google fails the n-th page.
    GoogleFails(u8, u8),
}

/// An event as somebody types it.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    title: u8,
    text: u8,
    day: i8,
    hour: Option<u8>,
    length: u8,
    rule: Option<u8>,
}

const TITLES: [&str; 5] = ["#!run", "#!read", "Dentist", "#!run", ""];
const TEXTS: [&str; 6] = [
    "",
    "distance=5",
    "distance=7\nwith:Tom",
    "<p>pages=-3.5</p><p>book:Lem &amp; Co</p>",
    "note",
    "distance=5<br>x=1e3",
];
const RULES: [&str; 5] = [
    "RRULE:FREQ=DAILY",
    "RRULE:FREQ=WEEKLY;BYDAY=MO,TH",
    "RRULE:FREQ=DAILY;COUNT=4",
    "RRULE:FREQ=WEEKLY;UNTIL=20261125T000000Z",
    "RRULE:FREQ=DAILY;INTERVAL=2",
];
pub(crate) const ZONES: [&str; 3] = ["UTC", "Europe/Warsaw", "America/Sao_Paulo"];

/// The days of these histories begin here.
const FIRST_DAY: jiff::civil::Date = jiff::civil::date(2026, 11, 16);

pub(crate) fn steps(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step(), length)
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<u8>;
    prop_oneof![
        5 => spec().prop_map(Step::Insert),
        2 => (which(), spec()).prop_map(|(event, spec)| Step::Change(event, spec)),
        2 => (which(), which()).prop_map(|(event, title)| Step::Rename(event, title)),
        2 => which().prop_map(Step::Delete),
        1 => Just(Step::Restore),
        2 => (which(), 0..10_u8).prop_map(|(event, nth)| Step::Cancel(event, nth)),
        3 => (which(), 0..10_u8, -3..4_i8, proptest::option::of(which())).prop_map(|(e, n, by, t)| Step::Move(e, n, by, t)),
        1 => which().prop_map(Step::DeleteException),
        1 => (0..3_u8).prop_map(Step::Zone),
        1 => Just(Step::ExpireSyncTokens),
        2 => (1..60_u8).prop_map(Step::Pass),
        7 => luck().prop_map(Step::Poll),
    ]
}

fn luck() -> impl Strategy<Value = Luck> {
    prop_oneof![
        2 => Just(Luck::Good),
        3 => (0..25_u8).prop_map(Luck::Dies),
        1 => (0..25_u8, any::<bool>()).prop_map(|(call, done)| Luck::StoreFails(call, done)),
        1 => (0..3_u8, any::<u8>()).prop_map(|(page, how)| Luck::GoogleFails(page, how)),
    ]
}

fn spec() -> impl Strategy<Value = Spec> {
    let hour = proptest::option::weighted(0.7, 0..24_u8);
    let rule = proptest::option::weighted(0.5, 0..u8::try_from(RULES.len()).unwrap());
    (any::<u8>(), any::<u8>(), 0..12_i8, hour, 1..4_u8, rule).prop_map(|(title, text, day, hour, length, rule)| Spec {
        title,
        text,
        day,
        hour,
        length,
        rule,
    })
}

fn pick<'a>(of: &[&'a str], which: u8) -> &'a str {
    of[usize::from(which) % of.len()]
}

impl Spec {
    fn json(&self, zone: &str) -> Value {
        let (start, end) = times(self.day, self.hour, self.length, zone);
        let rules: Vec<&str> = self.rule.iter().map(|&rule| pick(&RULES, rule)).collect();
        json!({
            "summary": pick(&TITLES, self.title), "description": pick(&TEXTS, self.text),
            "start": start, "end": end, "recurrence": rules,
        })
    }
}

/// A span that begins on a day, all-day or at an hour.
fn times(day: i8, hour: Option<u8>, length: u8, zone: &str) -> (Value, Value) {
    let date = FIRST_DAY.saturating_add(jiff::Span::new().days(day));
    match hour {
        None => (json!({"date": date}), json!({"date": date.saturating_add(jiff::Span::new().days(length))})),
        Some(hour) => {
            let start = date.at(i8::try_from(hour).unwrap(), 30, 0, 0);
            let end = start.saturating_add(jiff::Span::new().hours(length));
            (json!({"dateTime": start, "timeZone": zone}), json!({"dateTime": end, "timeZone": zone}))
        }
    }
}

/// A calendar, and what its owner knows of it.
pub(crate) struct Owner {
    pub(crate) calendar: Calendar,
    pub(crate) zone: &'static str,
    live: Vec<(String, Spec)>,
    exceptions: Vec<(String, String)>,
    deleted: Vec<(String, Spec)>,
}

impl Owner {
    pub(crate) fn of(calendar: Calendar) -> Owner {
        calendar.page_size(3);
        calendar.set_time_zone(ZONES[0]);
        Owner { calendar, zone: ZONES[0], live: Vec::new(), exceptions: Vec::new(), deleted: Vec::new() }
    }

    /// Does what a step says of the calendar.
    pub(crate) fn act(&mut self, step: &Step) {
        match step {
            Step::Insert(spec) => {
                let id = self.calendar.insert(spec.json(self.zone));
                self.live.push((id, spec.clone()));
            }
            Step::Change(which, spec) => {
                let zone = self.zone;
                if let Some((id, old)) = self.pick(*which) {
                    // What does not recur cannot begin to: its id would be that of other resources.
                    let spec = Spec { rule: old.rule.and(spec.rule).or(old.rule), ..spec.clone() };
                    *old = spec.clone();
                    let id = id.clone();
                    self.calendar.update(&id, spec.json(zone));
                }
            }
            Step::Rename(which, title) => {
                if let Some((id, spec)) = self.pick(*which) {
                    spec.title = *title;
                    let id = id.clone();
                    self.calendar.patch(&id, json!({"summary": pick(&TITLES, *title)}));
                }
            }
            Step::Delete(which) => {
                if !self.live.is_empty() {
                    let (id, spec) = self.live.swap_remove(usize::from(*which) % self.live.len());
                    self.exceptions.retain(|(series, _)| *series != id);
                    self.calendar.delete(&id);
                    self.deleted.push((id, spec));
                }
            }
            Step::Restore => {
                if let Some((id, spec)) = self.deleted.pop() {
                    self.calendar.restore(&id);
                    self.live.push((id, spec));
                }
            }
            Step::Cancel(which, nth) => self.except(*which, *nth, |calendar, series, start, _, _| {
                (calendar.cancel_occurrence(series, start), false)
            }),
            Step::Move(which, nth, by, title) => self.except(*which, *nth, |calendar, series, start, spec, zone| {
                let day = spec.day + i8::try_from(*nth).unwrap() + by;
                let (start_at, end_at) = times(day, spec.hour, spec.length, zone);
                let mut changes = json!({"start": start_at, "end": end_at});
                if let Some(title) = title {
                    changes["summary"] = pick(&TITLES, *title).into();
                }
                (calendar.override_occurrence(series, start, changes), true)
            }),
            Step::DeleteException(which) => {
                if !self.exceptions.is_empty() {
                    let at = usize::from(*which) % self.exceptions.len();
                    let (_, id) = self.exceptions.swap_remove(at);
                    self.calendar.delete(&id);
                }
            }
            Step::Zone(which) => {
                self.zone = ZONES[usize::from(*which)];
                self.calendar.set_time_zone(self.zone);
            }
            Step::ExpireSyncTokens | Step::Pass(_) | Step::Poll(_) => {}
        }
    }

    fn pick(&mut self, which: u8) -> Option<&mut (String, Spec)> {
        let count = self.live.len().max(1);
        self.live.get_mut(usize::from(which) % count)
    }

    /// Makes an exception to one day of a series, whether or not it has an occurrence then. `make` answers its id, and
    /// whether it is live.
    fn except(&mut self, which: u8, nth: u8, make: impl Fn(&Calendar, &str, &str, &Spec, &str) -> (String, bool)) {
        let zone = self.zone;
        let Some((series, spec)) = self.pick(which).map(|picked| picked.clone()) else { return };
        if spec.rule.is_none() {
            return;
        }
        let (start, _) = times(spec.day + i8::try_from(nth).unwrap(), spec.hour, spec.length, zone);
        let start = start["date"].as_str().or(start["dateTime"].as_str()).unwrap();
        let (id, live) = make(&self.calendar, &series, start, &spec, zone);
        self.exceptions.retain(|(_, known)| *known != id);
        if live {
            self.exceptions.push((series, id));
        }
    }
}

/// Google fails one of the next pages.
pub(crate) fn fail_google(google: &fakes::Google, page: u8, how: u8) {
    for _ in 0..page {
        google.pass_next(Call::Events);
    }
    google.fail_next(
        Call::Events,
        match how % 5 {
            0 => Fault::Status { code: 503, reason: "backendError" },
            1 => Fault::Status { code: 403, reason: "rateLimitExceeded" },
            2 => Fault::CutConnection,
            3 => Fault::HangUp,
            _ => Fault::Status { code: 410, reason: "fullSyncRequired" },
        },
    );
}
