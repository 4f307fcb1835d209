//! Contacts, schedules that go on, and clocks that stood still.

use crate::stage::{DAY, HOUR, MINUTE, NOW, Stage, WEDNESDAY, details, log, on};
use domain::{Email, PhoneNumber};
use liveness::{ContactDetails, ContactId, Event, MessageKind, ProbeState, Refusal, Settings, Watch};

#[test]
fn a_schedule_that_stays_armed_goes_on_and_alarms_again() {
    let mut stage = Stage::daily(&["Tom"]);
    let first = stage.watch.next_run_at.unwrap();
    stage.until(first + 4 * HOUR);
    stage.contact_says(1, "ok");
    stage.until(first + DAY + 4 * HOUR);
    let states: Vec<_> = stage.probes.values().map(|probe| probe.state).collect();
    assert_eq!(states, [ProbeState::Unavailable; 2]);
    assert_eq!(stage.texts(MessageKind::Alarm).len(), 2);
    stage.sent.clear();
    stage.says("y");
    assert_eq!(stage.heard(first + DAY), log(&[("4:00", "one", "all_clear")]), "one end for both");
    assert!(stage.watch.settings.active);
}

#[test]
fn somebody_who_is_bad_after_being_silent_is_alarmed_about_anew() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 4 * HOUR);
    stage.contact_says(1, "ok");
    assert!(stage.says("no").contains("being told"));
    assert!(stage.texts(MessageKind::Alarm)[1].contains("NOT all right"));
    let alarms = stage.texts(MessageKind::Alarm).len();
    assert!(stage.says("no!").contains("being told"));
    assert_eq!(stage.texts(MessageKind::Alarm).len(), alarms, "once is enough");
}

#[test]
fn a_clock_that_stood_still_asks_once_and_leaves_the_whole_time_to_answer() {
    let mut stage = Stage::daily(&["Tom"]);
    let first = stage.watch.next_run_at.unwrap();
    stage.now = first + 3 * DAY + 5 * HOUR;
    stage.tick();
    assert_eq!(stage.heard(first), log(&[("77:00", "owner", "question")]));
    stage.pass(4 * HOUR - MINUTE);
    assert_eq!(stage.texts(MessageKind::Alarm).len(), 0);
}

#[test]
fn ticks_that_come_late_do_not_add_up() {
    let mut stage = Stage::on(&["Tom"]);
    for hour in 0..4 {
        stage.now = WEDNESDAY + hour * HOUR + 59_000;
        stage.tick();
    }
    assert_eq!(stage.watch.next_due(), Some(WEDNESDAY + 4 * HOUR));
}

#[test]
fn turning_it_on_needs_somebody_to_ask_and_somebody_to_tell() {
    let mut stage = Stage::empty();
    assert_eq!(stage.does(Event::Settings(Box::new(on()))), Err(Refusal::NoEmergencyContact));
    let friend = ContactDetails { is_emergency_contact: false, ..details("Tom", 1) };
    stage.does(Event::ContactAdded(Box::new(friend))).unwrap();
    assert!(stage.waiting.is_empty(), "a friend is not told");
    assert_eq!(stage.does(Event::On), Err(Refusal::NoEmergencyContact));
    stage.does(Event::ContactChanged(ContactId(1), Box::new(details("Tom", 1)))).unwrap();
    assert_eq!(stage.waiting.len(), 1, "an emergency contact is");
    stage.owner.phone = None;
    assert_eq!(stage.does(Event::On), Err(Refusal::NoPhoneNumber));
}

#[test]
fn contacts_are_told_apart_and_are_not_their_own_user() {
    let mut stage = Stage::with(&["Tom"]);
    let add = |details: ContactDetails| Event::ContactAdded(Box::new(details));
    let same_number = ContactDetails { email: Email::parse("other@example.org").unwrap(), ..details("Eva", 1) };
    assert_eq!(stage.does(add(same_number)), Err(Refusal::PhoneNumberTaken));
    let same_email = ContactDetails { phone_number: PhoneNumber::parse("+4850000000").unwrap(), ..details("Eva", 1) };
    assert_eq!(stage.does(add(same_email)), Err(Refusal::EmailTaken));
    let own = ContactDetails { phone_number: stage.owner.phone.clone().unwrap(), ..details("Eva", 2) };
    assert_eq!(stage.does(add(own)), Err(Refusal::OwnPhoneNumber));
    for number in 2..=20 {
        stage.does(add(details("Eva", number))).unwrap();
    }
    assert_eq!(stage.does(add(details("Eva", 21))), Err(Refusal::TooManyContacts));
    assert_eq!(stage.does(Event::ContactRemoved(ContactId(99))), Err(Refusal::UnknownContact));
}

#[test]
fn contacts_are_asked_in_the_order_they_were_put_in() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    for wrong in [vec![1], vec![1, 1], vec![1, 2, 3], vec![]] {
        let order = wrong.into_iter().map(ContactId).collect();
        assert_eq!(stage.does(Event::ContactsOrdered(order)), Err(Refusal::NotAnOrder));
    }
    stage.does(Event::ContactsOrdered(vec![ContactId(2), ContactId(1)])).unwrap();
    stage.says("SOS");
    assert_eq!(stage.heard(NOW), log(&[("0:00", "two", "alarm")]));
}

#[test]
fn a_new_number_is_asked_anew_and_ids_are_never_given_twice() {
    let mut stage = Stage::with(&["Tom", "Eva"]);
    stage.contact_says(2, "STOP");
    let moved = ContactDetails { phone_number: PhoneNumber::parse("+4850000000").unwrap(), ..details("Eva", 2) };
    stage.does(Event::ContactChanged(ContactId(2), Box::new(moved))).unwrap();
    assert!(stage.watch.contacts[1].is_told());
    stage.does(Event::ContactRemoved(ContactId(2))).unwrap();
    stage.does(Event::ContactAdded(Box::new(details("Eva", 2)))).unwrap();
    assert_eq!(stage.watch.contacts[1].id, ContactId(3));
}

#[test]
fn a_contact_who_was_alarmed_and_removed_hears_the_end_of_it() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 4 * HOUR);
    stage.sent.clear();
    stage.does(Event::ContactRemoved(ContactId(1))).unwrap();
    stage.deliver();
    assert_eq!(stage.heard(WEDNESDAY), log(&[("4:00", "two", "alarm")]), "the next one is asked at once");
    stage.says("y");
    assert_eq!(stage.heard(WEDNESDAY), log(&[("4:00", "one", "all_clear"), ("4:00", "two", "all_clear")]));
}

#[test]
fn settings_move_the_schedule_and_leave_what_waits() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + MINUTE);
    let daily = Settings { schedule: liveness::Schedule::parse("@daily").unwrap(), ..on() };
    stage.does(Event::Settings(Box::new(daily.clone()))).unwrap();
    assert_eq!(stage.watch.next_run_at, Some(WEDNESDAY + 6 * HOUR));
    assert!(stage.watch.pending.is_some());
    stage.does(Event::Settings(Box::new(Settings { active: false, ..daily }))).unwrap();
    assert_eq!((stage.watch.next_due(), stage.last_probe().state), (None, ProbeState::Cancelled));
}

#[test]
fn what_is_stored_reads_back_and_shows_no_person_in_debug() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 5 * HOUR);
    stage.does(Event::Drill).unwrap();
    let stored = serde_json::to_string(&stage.watch).unwrap();
    assert_eq!(serde_json::from_str::<Watch>(&stored).unwrap(), stage.watch);
    let shown = format!("{:?}{:?}", stage.watch, stage.waiting);
    assert!(
        !shown.contains("Tom")
            && !shown.contains("+4812")
            && !shown.contains("ALARM")
            && !shown.contains("example.org")
    );
}

#[test]
fn an_all_clear_that_a_new_alarm_has_overtaken_is_not_sent_and_comes_with_the_end_of_that_one() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 4 * HOUR + 30 * MINUTE);
    stage.sent.clear();
    stage.is_down = true;
    stage.says("y");
    stage.says("SOS");
    stage.is_down = false;
    stage.deliver();
    assert_eq!(stage.heard(WEDNESDAY), log(&[("4:30", "one", "alarm")]), "and not that all is well");
    stage.says("y");
    let mut heard = stage.heard(WEDNESDAY);
    heard.sort();
    assert_eq!(heard, log(&[("4:30", "one", "all_clear"), ("4:30", "two", "all_clear")]));
}
