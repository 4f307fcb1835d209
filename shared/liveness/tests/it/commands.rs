//! What can be done by text message.

use crate::stage::{DAY, HOUR, MINUTE, NOW, Stage, WEDNESDAY, log};
use liveness::{Command, Event, OwnerSaid, Refusal, owner_said};

#[test]
fn ping_usage_and_status_only_answer() {
    let mut stage = Stage::on(&["Tom"]);
    let before = stage.watch.clone();
    assert_eq!(stage.says("Ping"), "PONG");
    assert!(stage.says("usage").contains("PROBE"));
    assert_eq!(stage.says("STATUS"), "Next check-in: Wed 25 Nov 18:00. Contacts who would be told: 1.");
    for command in ["probe", "pause", "ping", "usage", "status", "skip", "on", "off"] {
        assert!(stage.says(&format!("{command} --help")).to_lowercase().contains(command), "{command}");
    }
    assert_eq!(stage.watch, before);
}

#[test]
fn a_probe_that_was_asked_for_comes_and_is_followed_up() {
    let mut stage = Stage::with(&["Tom"]);
    assert!(stage.says("probe -in 5 -retries 1 -wait 10").contains("in 5 minutes"));
    stage.pass(HOUR);
    let expected = [
        ("0:05", "owner", "question"),
        ("0:15", "owner", "follow_up"),
        ("0:25", "owner", "alarmed"),
        ("0:25", "one", "alarm"),
        ("0:55", "one", "alarm"),
    ];
    assert_eq!(stage.heard(NOW), log(&expected));
}

#[test]
fn flags_of_probe_are_bounded() {
    let is_probe = |text: &str| matches!(owner_said(text), OwnerSaid::Command(Ok(Command::Probe { .. })));
    for text in ["probe", "Probe -in 0", "probe -retries 0 -wait 5", "probe -wait 120 -in 1440 -retries 6"] {
        assert!(is_probe(text), "{text}");
    }
    let wrong = [
        "probe -in -1",
        "probe -in 1441",
        "probe -retries 7",
        "probe -wait 4",
        "probe -wait 121",
        "probe -in",
        "probe now",
        "probe -in x",
        "probe -in 1.5",
        "probe -in 5 -in 6",
        "probe -in 99999999999999999999",
    ];
    for text in wrong {
        assert!(matches!(owner_said(text), OwnerSaid::Command(Err(_))), "{text}");
    }
}

#[test]
fn a_pause_rests_and_is_remembered_before_it_ends() {
    let mut stage = Stage::daily(&["Tom"]);
    assert!(
        stage.says("pause 3d").starts_with("Check-ins rest until Tue 24 Nov 00:00. Next check-in: Tue 24 Nov 18:00.")
    );
    stage.until(NOW + 3 * DAY + 18 * HOUR);
    assert_eq!(stage.heard(NOW), log(&[("48:00", "owner", "pause_ends"), ("90:00", "owner", "question")]));
    assert_eq!(stage.watch.pause, None);
}

#[test]
fn a_pause_is_bounded_and_ends_with_on() {
    let mut stage = Stage::daily(&["Tom"]);
    for text in ["pause 367d", "pause 2020-01-01", "pause 60w"] {
        assert!(stage.says(text).contains("within the next year"), "{text}");
    }
    for text in ["pause", "pause 0d", "pause -3d", "pause 3", "pause 3d 4d", "pause x"] {
        assert!(stage.says(text).starts_with("PAUSE 3d"), "{text}");
    }
    assert!(stage.says("pause 2026-12-24").contains("Thu 24 Dec 00:00"));
    assert!(stage.says("status").contains("rest until"));
    assert!(stage.says("on").contains("Sat 21 Nov 18:00"));
    assert_eq!(stage.watch.pause, None);
}

#[test]
fn a_check_in_that_is_named_is_left_out_once_and_no_other_is() {
    let mut stage = Stage::on(&["Tom"]);
    let week = |number: i64| WEDNESDAY + number * 7 * DAY;
    for _ in 0..3 {
        stage.does(Event::Skip(Some(week(0)))).unwrap();
        assert_eq!(stage.watch.next_run_at, Some(week(1)));
    }
    let before = stage.watch.clone();
    for other in [week(2), week(0) + 1, week(0) - DAY, week(-1), 0, i64::MIN, i64::MAX] {
        assert_eq!(stage.does(Event::Skip(Some(other))).unwrap_err(), Refusal::NotNext, "{other}");
    }
    assert_eq!(stage.watch, before);
    stage.does(Event::Skip(Some(week(1)))).unwrap();
    assert_eq!(stage.watch.next_run_at, Some(week(2)));
}

#[test]
fn skip_leaves_out_one_check_in() {
    let mut stage = Stage::on(&["Tom"]);
    assert!(stage.says("skip").starts_with("The check-in on Wed 25 Nov 18:00 is left out."));
    stage.until(WEDNESDAY + 6 * DAY);
    assert!(stage.sent.is_empty());
    assert_eq!(stage.watch.next_run_at, Some(WEDNESDAY + 7 * DAY));
}

#[test]
fn off_calls_off_what_waits_and_on_begins_anew() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + MINUTE);
    assert!(stage.says("off").starts_with("Check-ins are off"));
    assert_eq!(stage.last_probe().state.as_str(), "cancelled");
    assert!(stage.says("skip").contains("off") && stage.says("pause 3d").contains("off"));
    stage.sent.clear();
    stage.pass(20 * DAY);
    assert!(stage.sent.is_empty());
    assert!(stage.says("ON").starts_with("Check-ins are on. Next check-in: Wed 16 Dec 18:00."));
}

#[test]
fn off_is_no_answer_to_an_alarm() {
    let mut stage = Stage::daily(&["Tom", "Eva"]);
    stage.until(stage.watch.next_run_at.unwrap() + 4 * HOUR);
    assert!(stage.says("off").contains("An alarm goes on"));
    stage.sent.clear();
    stage.pass(30 * MINUTE);
    assert_eq!(stage.sent.len(), 1, "the next contact is asked all the same");
}

#[test]
fn a_drill_is_marked_and_changes_nothing() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    let before = stage.watch.clone();
    stage.does(liveness::Event::Drill).unwrap();
    stage.deliver();
    assert_eq!(stage.heard(NOW), log(&[("0:00", "one", "drill"), ("0:00", "two", "drill")]));
    assert!(stage.contact_says(1, "OK").starts_with("Thank you"));
    assert_eq!(stage.watch.drill.as_ref().unwrap().confirmed, [liveness::ContactId(1)]);
    assert_eq!((stage.watch.alarm.clone(), stage.watch.next_due()), (before.alarm.clone(), before.next_due()));
    assert_eq!(stage.does(liveness::Event::Drill), Err(liveness::Refusal::DrillTooSoon));
}
