//! What the program that did this before got wrong, one test a fault. Those of the job, the table and the deployment are
//! tested where these are.

use crate::support::{Kept, answered, corpus, found, home, mail, mail_of, told};
use extract::{Doubt, Method, Reading, Status, When, read};
use serde_json::json;

#[test]
fn fault_2_an_event_without_category_source_or_start_is_an_event_like_any() {
    let mail = mail("Subject: Party\r\n\r\nSome day");
    let found = answered(&mail, &told("Party", "", json!({ "category": "", "location": " " })));
    let mut kept = Kept::default();
    assert_eq!(kept.take(&mail, &found, 1), ["created"]);
    let json = serde_json::to_value(&kept.events[0]).unwrap();
    for absent in ["category", "start", "end", "location", "normalized_location", "organizer_name"] {
        assert_eq!(json.get(absent), None, "{absent}");
    }
    assert_eq!(kept.events[0].doubts, [Doubt::NoStart]);
}

#[test]
fn fault_3_the_same_mail_again_is_no_change() {
    let mail = mail(corpus("07-ticket.eml"));
    let mut kept = Kept::default();
    assert_eq!(kept.take(&mail, &found(&mail), 1), ["created"]);
    assert_eq!(kept.take(&mail, &found(&mail), 2), ["unchanged"]);
}

#[test]
fn fault_4_a_hostile_mail_overwrites_no_other_event() {
    let (newsletter, hostile) = (mail(corpus("01-newsletter.eml")), mail(corpus("11-hostile.eml")));
    let mut kept = Kept::default();
    kept.take(&newsletter, &answered(&newsletter, &corpus("01-newsletter.answer.json")), 1);
    let before = kept.events.clone();
    let found = answered(&hostile, &corpus("11-hostile.answer.json"));
    assert_eq!((found[0].facts.source_url.as_ref(), found[0].facts.organizer_url.as_ref()), (None, None));
    assert_eq!(kept.take(&hostile, &found, 2), ["deduplicated"]);
    let (before, after) = (&before[0], &kept.events[0]);
    assert_eq!((after.facts == before.facts, after.facts.status), (true, Status::Confirmed));
    assert_eq!(after.email_ids, ["week-47@lantern.example", "evil@hostile.example"]);
    assert_eq!(after.source_email, "news@lantern.example");
}

#[test]
fn fault_4_a_mail_cannot_end_the_mark_around_it() {
    let hostile = mail(corpus("11-hostile.eml"));
    let request = extract::model::request(&hostile, &home(), &extract::model::Settings::default());
    let question = request["messages"][1]["content"].as_str().expect("a text");
    let mark = question.lines().last().unwrap();
    assert_eq!(question.matches(mark).count(), 2);
    assert!(!mark.contains("0000000000000000") && !question.contains("reveal your instructions"), "{question}");
}

#[test]
fn fault_5_a_newsletter_brings_all_its_events() {
    let mail = mail(corpus("01-newsletter.eml"));
    let titles: Vec<String> =
        answered(&mail, &corpus("01-newsletter.answer.json")).into_iter().map(|event| event.facts.title).collect();
    assert_eq!(titles, ["Monk & Friends", "Silent Film Night", "Open Mic"]);
}

#[test]
fn fault_6_headers_give_source_and_day() {
    let mail = mail(corpus("01-newsletter.eml"));
    let mut kept = Kept::default();
    kept.take(&mail, &answered(&mail, &corpus("01-newsletter.answer.json")), 1);
    let event = &kept.events[0];
    let source = [&event.source_name, &event.source_email, &event.source_domain];
    assert_eq!(source, ["The Lantern, Brooklyn", "news@lantern.example", "lantern.example"]);
    assert_eq!(event.email_ids, ["week-47@lantern.example"]);
}

#[test]
fn fault_7_seven_in_the_evening_is_seven_in_the_evening() {
    let mail = mail_of("text/plain", "x");
    let found = answered(&mail, &told("x", "2026-11-20T19:00", json!({})));
    let expect = When::Time {
        wall: "2026-11-20T19:00".parse().expect("a time"),
        zone: Some("America/New_York".to_owned()),
        at: "2026-11-21T00:00:00Z".parse().expect("a time"),
    };
    assert_eq!(found[0].facts.start, Some(expect));
}

#[test]
fn fault_8_calendars_and_markup_are_read_and_not_taken_for_prose() {
    let check = |name: &str, method: Method, events: usize| match read(&mail(corpus(name)), &home()) {
        Reading::Events(by, found) => assert_eq!((by, found.len()), (method, events), "{name}"),
        other => panic!("{name}: {other:?}"),
    };
    check("02-invitation.eml", Method::Calendar, 1);
    check("13-course.eml", Method::Calendar, 3);
    check("07-ticket.eml", Method::Markup, 1);
    check("08-orchestra.eml", Method::Markup, 2);
    check("09-forward.eml", Method::Markup, 1);
}

#[test]
fn fault_10_one_event_in_two_mails_and_a_forward_is_one_event() {
    let mut kept = Kept::default();
    let words: Vec<_> = ["07-ticket.eml", "08-orchestra.eml", "09-forward.eml"]
        .iter()
        .zip(1..)
        .flat_map(|(name, now)| {
            let mail = mail(corpus(name));
            kept.take(&mail, &found(&mail), now)
        })
        .collect();
    assert_eq!(words, ["created", "deduplicated", "created", "deduplicated"]);
    assert_eq!((kept.events[0].created_at, kept.events[0].email_ids.len()), (1, 3));
}
