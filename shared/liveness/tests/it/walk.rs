//! The walk from the first question to the all-clear, with every message and every time.

use crate::stage::{DAY, HOUR, MINUTE, Stage, WEDNESDAY, log};
use liveness::{ContactId, MessageKind, ProbeState};

fn asked_in_vain() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![
        ("0:00", "owner", "question"),
        ("1:00", "owner", "follow_up"),
        ("2:00", "owner", "follow_up"),
        ("3:00", "owner", "follow_up"),
        ("4:00", "owner", "alarmed"),
        ("4:00", "one", "alarm"),
    ]
}

#[test]
fn asked_silent_alarm_next_contact_late_answer_all_clear() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 5 * HOUR - MINUTE);
    let mut expected = asked_in_vain();
    expected.push(("4:30", "two", "alarm"));
    assert_eq!(stage.heard(WEDNESDAY), log(&expected));

    let probe = stage.last_probe().clone();
    assert_eq!((probe.state, probe.retry_count), (ProbeState::Unavailable, 3));
    assert_eq!(probe.alarmed.iter().map(|told| told.contact.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((probe.created_at, probe.settled_at), (WEDNESDAY, Some(WEDNESDAY + 4 * HOUR)));
    assert!(!stage.watch.settings.active, "an alarm switches it off");

    let answer = stage.says("Yes, sorry!");
    assert!(answer.contains("all-clear") && answer.contains("ON"), "{answer}");
    assert_eq!(stage.heard(WEDNESDAY), log(&[("4:59", "one", "all_clear"), ("4:59", "two", "all_clear")]));
    assert_eq!(stage.last_probe().cleared_at, Some(WEDNESDAY + 5 * HOUR - MINUTE));
    assert_eq!(stage.last_probe().state, ProbeState::Unavailable, "states are final");

    stage.pass(30 * DAY);
    assert_eq!(stage.heard(WEDNESDAY), log(&[]), "then there is peace");
    assert_eq!(stage.concerns, []);
}

#[test]
fn a_contact_who_looks_after_it_is_the_last_one_asked() {
    let mut stage = Stage::on(&["Tom", "Eva", "Kim"]);
    stage.until(WEDNESDAY + 4 * HOUR + 40 * MINUTE);
    stage.sent.clear();
    assert_eq!(stage.contact_says(2, "Who is Ada?"), "");
    assert!(stage.contact_says(2, "On it").starts_with("Thank you"));
    stage.pass(5 * DAY);
    assert_eq!(stage.heard(WEDNESDAY), log(&[("4:40", "one", "looked_after")]));
    assert_eq!(stage.watch.alarm.as_ref().unwrap().acknowledged_by, Some(ContactId(2)));
    stage.says("y");
    assert_eq!(stage.heard(WEDNESDAY + 5 * DAY), log(&[("4:40", "one", "all_clear"), ("4:40", "two", "all_clear")]));
}

#[test]
fn an_answer_in_time_ends_it() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 3 * HOUR + 59 * MINUTE);
    stage.sent.clear();
    assert_eq!(stage.says(" YES "), "Thank you, good to hear.");
    stage.pass(3 * HOUR);
    assert_eq!(stage.heard(WEDNESDAY), log(&[]));
    let probe = stage.last_probe();
    assert_eq!((probe.state, probe.response_ms()), (ProbeState::Good, Some(3 * HOUR + 59 * MINUTE)));
    assert!(stage.watch.settings.active);
    assert_eq!(stage.watch.next_run_at, Some(WEDNESDAY + 7 * DAY));
}

#[test]
fn whoever_is_not_all_right_is_helped_at_once() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY + 5 * MINUTE);
    let answer = stage.says("No, help");
    assert!(answer.contains("being told now"), "{answer}");
    assert_eq!(stage.heard(WEDNESDAY), log(&[("0:00", "owner", "question"), ("0:05", "one", "alarm")]));
    assert_eq!(stage.last_probe().state, ProbeState::Bad);
}

#[test]
fn what_messages_say_is_short_and_clear() {
    let mut stage = Stage::on(&["Tom", "Eva"]);
    stage.until(WEDNESDAY + 5 * HOUR - MINUTE);
    stage.says("y");
    assert_eq!(stage.texts(MessageKind::Question), ["Hello Ada, your check-in: are you all right? Reply Y or N."]);
    assert_eq!(
        stage.texts(MessageKind::FollowUp)[1],
        "We have not heard from you yet. Are you all right? Reply Y or N."
    );
    assert_eq!(
        stage.texts(MessageKind::FollowUp)[2],
        "Last time we ask: are you all right? Reply Y or N. In 60 minutes your contacts are told."
    );
    assert_eq!(
        stage.texts(MessageKind::Alarm)[0],
        "ALARM: Ada does not answer our check-ins. Please find out how they are. Reply OK if you look after it."
    );
    assert_eq!(
        stage.texts(MessageKind::AllClear)[0],
        "ALL CLEAR: Ada has answered and is all right. Thank you for being there."
    );
    for sent in &stage.sent {
        assert!(sent.message.text.len() <= 160 && sent.message.text.is_ascii(), "{}", sent.message.text);
    }
}
