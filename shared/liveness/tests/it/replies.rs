//! What people say.

use crate::stage::{DAY, HOUR, MINUTE, Stage, WEDNESDAY, on};
use liveness::{ContactSaid, Event, OwnerSaid, Schedule, Settings, contact_said, owner_said};

#[test]
fn all_right_is_said_in_many_ways() {
    let good = [
        "y",
        "Y",
        " Yes ",
        "yes!",
        "YES!!!",
        "yeah",
        "yh",
        "Yep.",
        "ok",
        "Ok 👍",
        "okay",
        "I'm ok",
        "Im OK",
        "I’m fine, thanks!",
        "i am good",
        "all good",
        "All right",
        "yes, all good",
        "👍",
        "👍👍",
        "🙂",
        "not bad",
        "no problem",
        "no worries",
        "Sí",
        "si",
        "oui",
        "ja",
        "tak",
        "da, да",
        "wszystko dobrze",
        "alles gut",
        "estoy bien",
        "ça va bien, merci",
        "still alive",
        "fine",
    ];
    for text in good {
        assert_eq!(owner_said(text), OwnerSaid::Good, "{text}");
    }
}

#[test]
fn not_all_right_is_said_in_many_ways() {
    for text in [
        "n",
        "N",
        "no",
        "No.",
        "nope",
        "nah",
        "na",
        "nein",
        "não",
        "not ok",
        "I'm not ok",
        "im not good",
        "Nicht gut",
        "👎",
        "bad",
        "no no",
    ] {
        assert_eq!(owner_said(text), OwnerSaid::Bad(false), "{text}");
    }
    let distress = [
        "no, help",
        "No help!!",
        "help me",
        "please help",
        "I need help",
        "SOS",
        "sos!",
        "🆘",
        "call 911",
        "emergency",
        "send help please",
        "yes but I need help",
        "I fell",
        "pomocy",
        "Hilfe",
        "I'm hurt",
    ];
    for text in distress {
        assert_eq!(owner_said(text), OwnerSaid::Bad(true), "{text}");
    }
}

#[test]
fn what_could_be_either_is_asked_about() {
    let unclear = [
        "",
        " ",
        "?",
        "who is this",
        "yes no",
        "ok no",
        "yesterday",
        "nobody",
        "On my way",
        "off to bed",
        "maybe",
        "later",
        "help",
        "HELP!",
        "info",
        "I am at work, ok?",
        "🤷",
        "status report please",
        "ping pong",
        "not",
        "1",
    ];
    for text in unclear {
        assert_eq!(owner_said(text), OwnerSaid::Unknown, "{text}");
    }
}

#[test]
fn words_of_the_provider_are_none_of_ours() {
    for text in ["STOP", "stop.", "StopAll", "UNSUBSCRIBE", "cancel", "End", "quit"] {
        assert_eq!(owner_said(text), OwnerSaid::OptOut, "{text}");
        assert_eq!(contact_said(text), ContactSaid::OptOut, "{text}");
    }
    for text in ["start", "UNSTOP"] {
        assert_eq!(owner_said(text), OwnerSaid::OptIn, "{text}");
        assert_eq!(contact_said(text), ContactSaid::OptIn, "{text}");
    }
    // The provider takes them only where they are the whole message.
    assert_eq!(owner_said("stop it"), OwnerSaid::Unknown);
}

#[test]
fn contacts_take_charge_in_many_ways() {
    for text in ["ok", "OK!", "ack", "yes", "👍", "Coming", "I am ok", "sure", "on it", "On my way!"] {
        assert_eq!(contact_said(text), ContactSaid::Acknowledge, "{text}");
    }
    for text in ["no", "who is Ada?", "help", "", "not ok", "ok no"] {
        assert_eq!(contact_said(text), ContactSaid::Unknown, "{text}");
    }
}

#[test]
fn a_no_that_answers_nothing_alarms_nobody_and_says_how_to_call_for_help() {
    let mut stage = Stage::on(&["Tom"]);
    let answer = stage.says("no");
    assert!(answer.contains("SOS") && stage.sent.is_empty() && stage.probes.is_empty(), "{answer}");
}

#[test]
fn a_call_for_help_needs_no_question() {
    let mut stage = Stage::with(&["Tom"]);
    assert!(stage.says("SOS").contains("being told"));
    assert_eq!(stage.sent.len(), 1);
    assert_eq!(stage.last_probe().origin.as_str(), "distress");
    assert_eq!(stage.last_probe().response_ms(), None);
}

#[test]
fn who_calls_for_help_and_has_nobody_is_told_so() {
    let mut stage = Stage::empty();
    assert!(stage.says("help me").contains("NOBODY"));
    assert_eq!(stage.concerns, [liveness::Concern::NobodyToTell]);
}

#[test]
fn an_early_word_is_an_answer_to_the_check_in_of_the_day() {
    let mut stage = Stage::on(&["Tom"]);
    assert!(stage.says("ok").contains("nobody has asked"), "four days before");
    stage.until(WEDNESDAY - 2 * HOUR);
    assert!(stage.says("ok").contains("Next check-in: Wed 2 Dec 18:00"));
    assert_eq!(stage.last_probe().origin.as_str(), "early");
    stage.until(WEDNESDAY + HOUR);
    assert!(stage.sent.is_empty());
}

#[test]
fn an_early_word_that_is_said_twice_stands_for_one_check_in() {
    let mut stage = Stage::with(&["Tom"]);
    let schedule = Schedule::parse("0,15 18 * * *").unwrap();
    stage.does(Event::Settings(Box::new(Settings { schedule, ..on() }))).unwrap();
    let six = stage.watch.next_run_at.unwrap();
    stage.until(six - 5 * MINUTE);
    for _ in 0..3 {
        stage.says("ok");
        assert_eq!(stage.watch.next_run_at, Some(six + 15 * MINUTE));
    }
    stage.until(six + 10 * MINUTE);
    stage.says("ok");
    assert_eq!(stage.watch.next_run_at, Some(six + DAY), "from halfway on it is meant for the second");
}

#[test]
fn who_answers_twice_is_asked_again_the_next_day() {
    let mut stage = Stage::daily(&["Tom"]);
    stage.until(stage.watch.next_run_at.unwrap() + MINUTE);
    stage.says("yes");
    let next = stage.watch.next_run_at;
    assert!(stage.says("yes, I'm fine").contains("nobody has asked"));
    assert_eq!(stage.watch.next_run_at, next);
}

#[test]
fn an_answer_is_kept_without_what_is_no_text_and_only_its_beginning() {
    let mut stage = Stage::on(&["Tom"]);
    stage.until(WEDNESDAY);
    stage.says(&format!("\u{7}what{}", "x".repeat(1000)));
    let kept = stage.last_probe().last_response.clone().unwrap();
    assert!(kept.starts_with("whatx") && kept.chars().count() == 160);
}
