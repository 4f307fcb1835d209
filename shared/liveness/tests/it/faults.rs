//! What earlier servers of this kind got wrong, one by one.

use crate::stage::{DAY, HOUR, MINUTE, NOW, Stage, WEDNESDAY, details, log, on};
use domain::PersonName;
use liveness::{
    Concern, Consent, ContactId, Event, MaxRetries, MessageKind, ProbeState, Refusal, Schedule, ScheduleError,
    Settings, Undelivered, WaitMinutes, Zone,
};

#[test]
fn fault_1_an_outage_of_the_provider_delays_an_alarm_and_does_not_lose_it() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 3 * HOUR + MINUTE);
    stage.sent.clear();
    stage.is_down = true;
    stage.until(WEDNESDAY + 10 * HOUR);
    assert!(stage.sent.is_empty() && stage.concerns.contains(&Concern::AlarmStuck));
    stage.is_down = false;
    stage.until(WEDNESDAY + 10 * HOUR + MINUTE);
    let heard = stage.heard(WEDNESDAY);
    assert_eq!(heard.iter().filter(|(_, whom, what)| (*whom, *what) == ("one", "alarm")).count(), 1, "{heard:?}");
}

#[test]
fn fault_1_whoever_could_not_be_asked_in_an_outage_has_the_whole_time_to_answer_after_it() {
    let mut stage = Stage::on(&["Tom"]);
    stage.is_down = true;
    stage.until(WEDNESDAY + 6 * HOUR);
    stage.is_down = false;
    stage.until(WEDNESDAY + 10 * HOUR + MINUTE);
    let expected = [
        ("6:00", "owner", "question"),
        ("7:00", "owner", "follow_up"),
        ("8:00", "owner", "follow_up"),
        ("9:00", "owner", "follow_up"),
        ("10:00", "owner", "alarmed"),
        ("10:00", "one", "alarm"),
    ];
    assert_eq!(stage.heard(WEDNESDAY), log(&expected));
}

#[test]
fn fault_2_the_last_emergency_contact_stays_while_somebody_may_have_to_be_told() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    let unflagged =
        |name, number| Box::new(liveness::ContactDetails { is_emergency_contact: false, ..details(name, number) });
    stage.does(Event::ContactRemoved(ContactId(1))).unwrap();
    let before = stage.watch.clone();
    assert_eq!(stage.does(Event::ContactRemoved(ContactId(2))), Err(Refusal::LastEmergencyContact));
    assert_eq!(
        stage.does(Event::ContactChanged(ContactId(2), unflagged("Eva", 2))),
        Err(Refusal::LastEmergencyContact)
    );
    assert_eq!(stage.watch, before);
    stage.says("off");
    stage.does(Event::ContactRemoved(ContactId(2))).unwrap();
    assert_eq!(stage.does(Event::On), Err(Refusal::NoEmergencyContact));
    assert_eq!(stage.does(Event::Settings(Box::new(on()))), Err(Refusal::NoEmergencyContact));
}

#[test]
fn fault_3_a_probe_that_was_asked_for_escalates_though_check_ins_are_off() {
    let mut stage = Stage::with(&["Tom"]);
    assert!(!stage.watch.settings.active);
    stage.says("probe -in 0 -retries 0 -wait 5");
    stage.pass(5 * MINUTE);
    assert_eq!(
        stage.heard(NOW),
        log(&[("0:00", "owner", "question"), ("0:05", "owner", "alarmed"), ("0:05", "one", "alarm")])
    );
}

#[test]
fn fault_4_whoever_is_being_asked_is_not_asked_twice_and_one_answer_settles_it() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + MINUTE);
    stage.says("probe -in 1");
    stage.pass(2 * MINUTE);
    stage.says("y");
    stage.pass(5 * HOUR);
    assert_eq!(stage.heard(WEDNESDAY), log(&[("0:00", "owner", "question")]));
    assert!(stage.probes.values().all(|probe| probe.state == ProbeState::Good));
}

#[test]
fn fault_5_an_answer_that_comes_before_the_alarm_has_gone_out_stops_it() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 4 * HOUR - MINUTE);
    stage.sent.clear();
    // The deadline is first, but nothing was sent yet.
    stage.now = WEDNESDAY + 4 * HOUR;
    stage.does(Event::Time).unwrap();
    stage.does(Event::Good("yes".into())).unwrap();
    stage.deliver();
    stage.pass(DAY);
    assert!(stage.texts(MessageKind::Alarm).is_empty() && stage.texts(MessageKind::AllClear).is_empty());
}

#[test]
fn fault_5_an_alarm_that_may_have_gone_out_is_cleared() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 4 * HOUR - MINUTE);
    stage.now = WEDNESDAY + 4 * HOUR;
    let alarm = stage
        .does(Event::Time)
        .unwrap()
        .messages
        .into_iter()
        .find(|message| message.kind == MessageKind::Alarm)
        .unwrap();
    assert!(stage.does(Event::Begin(alarm.id.clone())).unwrap().is_wanted);
    // Whoever sends it dies; the answer comes.
    stage.does(Event::Good("yes".into())).unwrap();
    assert!(!stage.does(Event::Begin(alarm.id)).unwrap().is_wanted);
    stage.deliver();
    assert_eq!(stage.texts(MessageKind::AllClear).len(), 1);
}

#[test]
fn fault_6_text_that_nobody_understands_moves_no_deadline_and_is_answered_with_a_hint() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + MINUTE);
    for minute in 1..240 {
        stage.until(WEDNESDAY + minute * MINUTE);
        let due = stage.watch.next_due();
        assert!(stage.says("out of office").contains("Reply Y"));
        assert_eq!(stage.watch.next_due(), due);
    }
    stage.until(WEDNESDAY + 4 * HOUR);
    assert_eq!(stage.texts(MessageKind::Alarm).len(), 1);
}

#[test]
fn fault_9_several_contacts_are_asked_until_one_acknowledges_and_never_in_silence() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 4 * HOUR - MINUTE);
    stage.sent.clear();
    stage.until(WEDNESDAY + 7 * HOUR + 30 * MINUTE);
    let alarms: Vec<_> = stage.heard(WEDNESDAY).into_iter().filter(|(.., what)| *what == "alarm").collect();
    let expected = [
        ("4:00", "one", "alarm"),
        ("4:30", "two", "alarm"),
        ("5:00", "one", "alarm"),
        ("5:30", "two", "alarm"),
        ("6:00", "one", "alarm"),
        ("6:30", "two", "alarm"),
    ];
    assert_eq!(alarms, log(&expected));
    assert_eq!(stage.concerns, [Concern::NobodyAcknowledges; 3]);
    stage.pass(14 * DAY);
    assert_eq!(stage.texts(MessageKind::Alarm).len(), 2 * 6, "then once a day");
    assert_eq!(stage.concerns.last(), Some(&Concern::GivenUp));
    stage.says("y");
    assert_eq!(stage.texts(MessageKind::AllClear).len(), 2);
}

#[test]
fn fault_9_contacts_are_asked_whether_they_agree_and_agree() {
    let mut stage = Stage::empty();
    stage.does(Event::ContactAdded(Box::new(details("Tom", 1)))).unwrap();
    stage.deliver();
    assert_eq!(stage.heard(NOW), log(&[("0:00", "one", "named")]));
    assert_eq!(stage.watch.contacts[0].consent, Consent::Told);
    assert!(stage.contact_says(1, "ok").starts_with("Thank you"));
    assert_eq!(stage.watch.contacts[0].consent, Consent::Agreed);
}

#[test]
fn fault_11_a_contact_whom_messages_do_not_reach_is_passed_over_at_once() {
    for why in [Undelivered::OptedOut, Undelivered::Undeliverable] {
        let mut stage = Stage::on(&["Tom", "Eva"]);
        stage.refuses.insert(Some(ContactId(1)), why);
        stage.until(WEDNESDAY + 4 * HOUR);
        let heard = stage.heard(WEDNESDAY);
        assert!(heard.contains(&("4:00".to_owned(), "two", "alarm")), "{why:?}: {heard:?}");
        let has_opted_out = stage.watch.contacts[0].consent == Consent::OptedOut;
        assert_eq!(has_opted_out, why == Undelivered::OptedOut);
    }
}

#[test]
fn fault_11_a_message_that_is_reported_undelivered_later_passes_the_alarm_on_too() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 4 * HOUR + MINUTE);
    let alarm = stage.sent.last().unwrap().message.clone();
    stage.does(Event::Failed(alarm.id, alarm.to, Undelivered::Undeliverable)).unwrap();
    stage.deliver();
    assert_eq!(stage.heard(WEDNESDAY).last(), Some(&("4:01".to_owned(), "two", "alarm")));
}

#[test]
fn fault_11_who_loses_a_contact_is_told() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.contact_says(1, "STOP");
    stage.contact_says(1, "STOP");
    assert_eq!(stage.heard(NOW), log(&[("0:00", "owner", "contact_lost")]));
    assert!(!stage.watch.contacts[0].is_told());
    stage.contact_says(1, "START");
    assert!(stage.watch.contacts[0].is_told());
}

#[test]
fn fault_11_whoever_cannot_be_asked_is_told_about_as_that_and_not_as_silent() {
    for refused in [Undelivered::OptedOut, Undelivered::Undeliverable] {
        let mut stage = Stage::on(&["Tom"]);
        stage.refuses.insert(None, refused);
        stage.until(WEDNESDAY + 4 * HOUR);
        assert!(stage.texts(MessageKind::Alarm)[0].contains("do not reach Ada"), "{refused:?}");
    }
}

#[test]
fn fault_18_and_19_settings_are_numbers_within_bounds_and_texts_that_parse() {
    for (number, fits) in [(-1, false), (0, true), (6, true), (7, false), (i64::MAX, false), (i64::MIN, false)] {
        assert_eq!(MaxRetries::new(number).is_ok(), fits, "{number}");
    }
    for (number, fits) in [(4, false), (5, true), (120, true), (121, false), (65_541, false)] {
        assert_eq!(WaitMinutes::new(number).is_ok(), fits, "{number}");
    }
    assert!(Zone::parse("Europe/Warsaw").is_ok() && Zone::parse("Mars/Olympus").is_err() && Zone::parse("").is_err());
    // What was stored is checked as well when it is read.
    let settings = serde_json::to_value(on()).unwrap();
    for (field, wrong) in [
        ("max_retries", 7.into()),
        ("wait", (-5).into()),
        ("wait", "abc".into()),
        ("schedule", 5.into()),
        ("zone", "X".into()),
    ] {
        let mut changed = settings.clone();
        changed[field] = wrong;
        assert!(serde_json::from_value::<Settings>(changed).is_err(), "{field}");
    }
}

#[test]
fn fault_20_nobody_can_be_asked_each_second() {
    assert_eq!(Schedule::parse("@every 1s"), Err(ScheduleError::Malformed));
    assert_eq!(Schedule::parse("@every 1m"), Err(ScheduleError::TooOften));
    assert_eq!(Schedule::parse("* * * * *"), Err(ScheduleError::TooOften));
}

#[test]
fn fault_25_everybody_is_asked_in_their_own_zone_and_by_the_name_they_have_now() {
    let mut stage = Stage::with(&["Tom"]);
    let settings = Settings { zone: Zone::parse("America/New_York").unwrap(), ..on() };
    stage.does(Event::Settings(Box::new(settings))).unwrap();
    stage.owner.first_name = Some(PersonName::parse("Grace").unwrap());
    stage.until(WEDNESDAY + 5 * HOUR);
    assert_eq!(stage.texts(MessageKind::Question), ["Hello Grace, your check-in: are you all right? Reply Y or N."]);
    assert_eq!(stage.sent[0].at, WEDNESDAY + 5 * HOUR);
}

#[test]
fn a_name_cannot_bring_a_link_or_an_order_into_a_message() {
    let mut stage = Stage::with(&["Tom"]);
    stage.owner.first_name = Some(PersonName::parse("http://evil.example/x?y=1 REPLY 'STOP' & <b>").unwrap());
    stage.says("SOS");
    let text = stage.texts(MessageKind::Alarm)[0];
    assert!(text.starts_with("ALARM: httpevilexamplexy RE has told us"), "{text}");
}
