//! Thousands of histories: whatever comes in whatever order, and whoever works on it dies after whatever call, no alarm is lost,
//! none is raised after an answer, and nobody gets a message twice unless the provider's answer was lost.

use crate::stage::{DAY, MINUTE, NOW, Stage, details};
use liveness::{AfterAlarm, ContactId, Event, MessageKind, Outcome, ProbeState, Settings, Undelivered};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    Stand(i64),
    Say(&'static str),
    Contact(u32, &'static str),
    Down(bool),
    Lossy(bool),
    Die(u32),
    Refuse(Option<u32>, Option<bool>),
    Undelivered(usize, bool),
    Delivered(usize),
    Remove(u32),
    Add(u32),
    Flag(u32, bool),
    Active(bool, bool),
    Drill,
    /// The deadline passes, and nothing is sent before the next step.
    Deadline,
}

fn a_step() -> impl Strategy<Value = Step> {
    let says = vec![
        "yes",
        "y",
        "no",
        "SOS",
        "what?",
        "hello there",
        "off",
        "on",
        "skip",
        "pause 1d",
        "pause 3d",
        "probe -in 0 -wait 5",
        "probe -in 30 -retries 0",
        "status",
        "STOP",
        "START",
        "help",
    ];
    prop_oneof![
        8 => prop_oneof![0..90_i64, 0..3_000_i64].prop_map(Step::Pass),
        1 => (0..3_000_i64).prop_map(Step::Stand),
        6 => prop::sample::select(says).prop_map(Step::Say),
        3 => (1..4_u32, prop::sample::select(vec!["ok", "STOP", "START", "who?"])).prop_map(|(who, what)| Step::Contact(who, what)),
        2 => any::<bool>().prop_map(Step::Down),
        1 => any::<bool>().prop_map(Step::Lossy),
        6 => (0..9_u32).prop_map(Step::Die),
        2 => (prop::option::of(1..4_u32), prop::option::of(any::<bool>())).prop_map(|(who, how)| Step::Refuse(who, how)),
        1 => (0..5_usize, any::<bool>()).prop_map(|(which, how)| Step::Undelivered(which, how)),
        1 => (0..5_usize).prop_map(Step::Delivered),
        1 => (1..6_u32).prop_map(Step::Remove),
        1 => (1..6_u32).prop_map(Step::Add),
        1 => (1..4_u32, any::<bool>()).prop_map(|(who, how)| Step::Flag(who, how)),
        2 => (any::<bool>(), any::<bool>()).prop_map(|(on, armed)| Step::Active(on, armed)),
        1 => Just(Step::Drill),
        2 => Just(Step::Deadline),
    ]
}

fn undelivered(has_opted_out: bool) -> Undelivered {
    if has_opted_out { Undelivered::OptedOut } else { Undelivered::Undeliverable }
}

fn happen(stage: &mut Stage, step: &Step) {
    let does = |stage: &mut Stage, event| {
        let _: Option<Outcome> = stage.does(event).ok();
        stage.deliver();
    };
    match *step {
        Step::Pass(minutes) => stage.pass(minutes * MINUTE),
        Step::Stand(minutes) => stage.now += minutes * MINUTE,
        Step::Say(text) => drop(stage.says(text)),
        Step::Contact(who, text) => drop(stage.contact_says(who, text)),
        Step::Down(is_down) => stage.is_down = is_down,
        Step::Lossy(loses) => stage.loses_answers = loses,
        Step::Die(calls) => stage.dies_in = Some(calls),
        Step::Refuse(who, Some(how)) => drop(stage.refuses.insert(who.map(ContactId), undelivered(how))),
        Step::Refuse(who, None) => drop(stage.refuses.remove(&who.map(ContactId))),
        Step::Undelivered(which, how) => {
            let sent = stage.sent.iter().rev().nth(which).map(|sent| sent.message.clone());
            sent.into_iter().for_each(|sent| does(stage, Event::Failed(sent.id, sent.to, undelivered(how))));
        }
        Step::Delivered(which) => {
            let sent = stage.sent.iter().rev().nth(which).map(|sent| sent.message.id.clone());
            sent.into_iter().for_each(|id| does(stage, Event::Delivered(id)));
        }
        Step::Remove(who) => does(stage, Event::ContactRemoved(ContactId(who))),
        Step::Add(number) => does(stage, Event::ContactAdded(Box::new(details("Kim", number)))),
        Step::Flag(who, how) => {
            let mut changed = details("Tom", who);
            changed.is_emergency_contact = how;
            does(stage, Event::ContactChanged(ContactId(who), Box::new(changed)));
        }
        Step::Active(active, armed) => {
            let after_alarm = if armed { AfterAlarm::StayArmed } else { AfterAlarm::Disable };
            let settings = Settings { active, after_alarm, ..stage.watch.settings.clone() };
            does(stage, Event::Settings(Box::new(settings)));
        }
        Step::Drill => does(stage, Event::Drill),
        Step::Deadline => {
            if let Some(due) = stage.watch.next_due() {
                stage.now = stage.now.max(due);
                stage.does(Event::Time).unwrap();
            }
        }
    }
}

/// What must hold of each step.
#[derive(Default)]
struct Laws {
    /// Every probe as it stood last.
    settled: BTreeMap<u64, ProbeState>,
    looked_at: usize,
}

impl Laws {
    fn hold(&mut self, stage: &Stage, step: &Step, had_alarm: bool) {
        for probe in stage.probes.values() {
            let first = *self.settled.entry(probe.id.0).or_insert(probe.state);
            assert!(first == ProbeState::Pending || first == probe.state, "a final state changed: {step:?}");
            self.settled.insert(probe.id.0, probe.state);
        }
        let pending: Vec<_> = stage.probes.values().filter(|probe| probe.state == ProbeState::Pending).collect();
        assert_eq!(pending.len(), usize::from(stage.watch.pending.is_some()), "{step:?}");
        if matches!(step, Step::Say("yes" | "y")) {
            assert!(stage.watch.pending.is_none() && stage.watch.alarm.is_none());
        }
        for sent in &stage.sent[self.looked_at..] {
            let is_alarm = sent.message.kind == MessageKind::Alarm;
            assert!(!is_alarm || stage.watch.alarm.is_some() || had_alarm, "an alarm without reason: {step:?}");
        }
        if matches!(step, Step::Say("yes" | "y")) {
            let after = &stage.sent[self.looked_at..];
            assert!(after.iter().all(|sent| sent.message.kind != MessageKind::Alarm), "an alarm after an answer");
        }
        self.looked_at = stage.sent.len();
        let mut sent = BTreeMap::<&str, usize>::new();
        for message in stage.sent.iter().map(|sent| sent.message.id.as_str()) {
            *sent.entry(message).or_default() += 1;
        }
        for (message, times) in sent {
            assert!(times == 1 || stage.unsure.contains(message), "{message} went out {times} times: {step:?}");
        }
    }
}

/// Of those who had an alarm before them when an answer came, each hears that all is well, unless nobody can tell them.
fn everybody_heard_the_end(stage: &Stage) {
    let mut knows: BTreeMap<&str, bool> = BTreeMap::new();
    for sent in &stage.sent {
        match sent.message.kind {
            MessageKind::Alarm => drop(knows.insert(sent.message.phone.as_str(), true)),
            MessageKind::AllClear => drop(knows.insert(sent.message.phone.as_str(), false)),
            _ => {}
        }
    }
    assert!(knows.values().all(|knows| !knows), "somebody does not know that all is well");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn no_alarm_is_lost_and_none_comes_after_an_answer(steps in prop::collection::vec(a_step(), 1..40)) {
        let mut stage = Stage { retries_every: 10 * MINUTE, ..Stage::daily(&["Tom", "Eva", "Kim"]) };
        let mut laws = Laws::default();
        for step in &steps {
            let had_alarm = stage.watch.alarm.is_some();
            happen(&mut stage, step);
            laws.hold(&stage, step, had_alarm);
        }
        // Everything works again, there is somebody to tell, and nobody answers.
        stage.is_down = false;
        stage.loses_answers = false;
        stage.dies_in = None;
        stage.refuses.clear();
        stage.does(Event::OptIn).unwrap();
        stage.deliver();
        let _: Option<Outcome> = stage.does(Event::ContactAdded(Box::new(details("Ben", 77)))).ok();
        let was_waiting = stage.watch.pending.as_ref().map(|pending| pending.probe.id);
        let was_escalating = stage.watch.alarm.as_ref().is_some_and(|alarm| alarm.next_at.is_some());
        let (told, concerns) = (stage.sent.len(), stage.concerns.len());
        stage.pass(3 * DAY);
        let alarms = stage.sent[told..].iter().filter(|sent| sent.message.kind == MessageKind::Alarm).count();
        if let Some(probe) = was_waiting {
            prop_assert!(stage.probes[&probe].state != ProbeState::Pending, "a probe never ends");
            prop_assert!(0 < alarms, "an alarm is lost");
        }
        if was_escalating {
            prop_assert!(0 < alarms || concerns < stage.concerns.len(), "an alarm falls silent");
        }
        prop_assert!(stage.now < NOW + 1_000 * DAY);
    }

    #[test]
    fn whoever_was_alarmed_hears_that_all_is_well(steps in prop::collection::vec(a_step(), 1..40)) {
        let mut stage = Stage { retries_every: 10 * MINUTE, ..Stage::daily(&["Tom", "Eva", "Kim"]) };
        for step in &steps {
            // Messages that arrive, and contacts who take them.
            let is_calm = !matches!(step, Step::Refuse(..) | Step::Undelivered(..) | Step::Contact(_, "STOP"));
            if is_calm {
                happen(&mut stage, step);
            }
        }
        stage.is_down = false;
        stage.loses_answers = false;
        stage.dies_in = None;
        stage.says("yes");
        everybody_heard_the_end(&stage);
    }
}
