//! Which event it is: deterministic ids, the same event in two mails, who may change one.

use crate::support::{Kept, answered, found, invitation, mail, told};
use extract::{Mail, Status, When};
use serde_json::{Value, json};

fn from(sender: &str, day: u8) -> Mail {
    mail(format!(
        "From: {sender}\r\nDate: {day} Nov 2026 09:00:00 +0000\r\nMessage-ID: <{day}.{sender}>\r\nSubject: x\r\n\r\nhttps://x.org/a"
    ))
}

/// Two mails tell, one after the other; how many events there are then.
fn count(one: (&str, &str, Value), other: (&str, &str, Value)) -> usize {
    let mut kept = Kept::default();
    for (day, (title, start, facts)) in (1..).zip([one, other]) {
        let mail = from(&format!("a@{day}.example"), day);
        kept.take(&mail, &answered(&mail, &told(title, start, facts)), day.into());
    }
    kept.events.len()
}

#[test]
fn an_event_is_its_title_start_and_place() {
    let at = |place: &str| json!({ "location": place });
    let evening = "2026-12-05T19:00";
    let same = [
        (("Fair", evening, at("Hall")), ("FAIR!", evening, at("The Hall, 1 Road"))),
        (("Fair", evening, at("Hall")), ("Fwd: Re: Fair", evening, json!({}))),
        (("Fair", evening, json!({})), ("Fair", "2026-12-06T00:00:00Z", at("Hall"))),
        (("Ünïted – Fair", evening, json!({})), ("ünïted fair", evening, json!({}))),
    ];
    for (one, other) in same {
        assert_eq!(count(one.clone(), other.clone()), 1, "{one:?} {other:?}");
    }
    let other = [
        (("Open house", evening, at("Paris")), ("Open house", evening, at("London"))),
        (("Fair", evening, json!({})), ("Fair", "2026-12-05T20:00", json!({}))),
        (("Fair", evening, json!({})), ("Fair", "2026-12-05", json!({}))),
        (("Fair", evening, json!({})), ("Air", evening, json!({}))),
        // Without a start a title is too little across senders.
        (("Meeting", "", json!({})), ("Meeting", "", json!({}))),
        (("?!", evening, json!({})), ("!!", evening, json!({}))),
    ];
    for (one, other) in other {
        assert_eq!(count(one.clone(), other.clone()), 2, "{one:?} {other:?}");
    }
}

#[test]
fn two_uids_are_two_events_and_a_newsletter_joins_one() {
    let lines = "DTSTART:20261206T000000Z\nDTSTAMP:20261101T000000Z\nSUMMARY:Fair\n";
    let (one, other) = (
        invitation("", lines),
        mail(format!(
            "From: b@b.example\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:2@b.example\r\n{}END:VEVENT\r\nEND:VCALENDAR\r\n",
            lines.replace('\n', "\r\n")
        )),
    );
    let mut kept = Kept::default();
    assert_eq!(kept.take(&one, &found(&one), 1), ["created"]);
    assert_eq!(kept.take(&other, &found(&other), 2), ["created"]);
    let news = from("c@c.example", 3);
    assert_eq!(kept.take(&news, &answered(&news, &told("Fair", "2026-12-05T19:00", json!({}))), 3), ["deduplicated"]);
    assert_eq!(kept.events.len(), 2);
}

#[test]
fn a_newer_mail_of_the_same_sender_changes_and_keeps_when_it_was_created() {
    let mut kept = Kept::default();
    let (first, second) = (from("a@a.example", 1), from("a@a.example", 2));
    let facts = json!({ "location": "Hall", "description": "Old", "source_url": "https://x.org/a" });
    kept.take(&first, &answered(&first, &told("Fair", "2026-12-05T19:00", facts)), 10);
    let facts = json!({ "description": "New", "status": "cancelled" });
    assert_eq!(kept.take(&second, &answered(&second, &told("Fair", "2026-12-05T19:00", facts)), 20), ["updated"]);
    let event = &kept.events[0];
    assert_eq!((event.created_at, event.updated_at, event.facts.status), (10, 20, Status::Cancelled));
    assert_eq!(event.facts.location.as_deref(), Some("Hall"));
    assert_eq!(event.email_ids.len(), 2);
    // The first one, read again, takes nothing back.
    let again = answered(&first, &told("Fair", "2026-12-05T19:00", json!({ "description": "Old" })));
    assert_eq!(kept.take(&first, &again, 30), ["unchanged"]);
}

#[test]
fn a_stranger_adds_what_is_missing_and_changes_nothing() {
    let mut kept = Kept::default();
    let (owner, stranger) = (from("a@a.example", 1), from("z@z.example", 9));
    kept.take(&owner, &answered(&owner, &told("Fair", "2026-12-05T19:00", json!({ "location": "Hall" }))), 10);
    let facts = json!({ "location": "Hall, my cellar", "status": "cancelled", "description": "More" });
    assert_eq!(kept.take(&stranger, &answered(&stranger, &told("Fair", "2026-12-05T19:00", facts)), 20), ["updated"]);
    let event = &kept.events[0];
    assert_eq!((event.facts.status, event.facts.location.as_deref()), (Status::Confirmed, Some("Hall")));
    assert_eq!((event.facts.description.as_deref(), event.source_domain.as_str()), (Some("More"), "a.example"));
}

#[test]
fn an_event_put_off_by_its_markup_is_the_same_event() {
    let page = |day: u8, json: &str| {
        mail(format!(
            "From: a@a.example\r\nDate: {day} Nov 2026 09:00:00 +0000\r\nMessage-ID: <{day}@a>\r\nContent-Type: text/html\r\n\r\n\
            <script type='application/ld+json'>{json}</script>"
        ))
    };
    let first = page(1, r#"{"@type":"Event","name":"Fair","startDate":"2026-12-05T19:00:00-05:00"}"#);
    let second = page(
        2,
        r#"{"@type":"Event","name":"Fair","startDate":"2026-12-12T19:00:00-05:00",
        "previousStartDate":"2026-12-05T19:00:00-05:00","eventStatus":"https://schema.org/EventRescheduled"}"#,
    );
    let mut kept = Kept::default();
    assert_eq!(kept.take(&first, &found(&first), 1), ["created"]);
    assert_eq!(kept.take(&second, &found(&second), 2), ["updated"]);
    let Some(When::Time { wall, .. }) = &kept.events[0].facts.start else { panic!("a time") };
    assert_eq!(wall.to_string(), "2026-12-12T19:00:00");
    assert_eq!(kept.take(&second, &found(&second), 3), ["unchanged"]);
}

#[test]
fn an_event_is_kept_as_json_and_comes_back() {
    let mut kept = Kept::default();
    let mail = invitation("", "DTSTART:20261206T000000Z\nSUMMARY:Fair\nLOCATION:Hall\nRRULE:FREQ=WEEKLY\n");
    kept.take(&mail, &found(&mail), 1);
    let json = serde_json::to_string(&kept.events[0]).unwrap();
    assert_eq!(serde_json::from_str::<extract::Event>(&json).unwrap(), kept.events[0]);
    let shown = format!("{:?} {:?}", kept.events[0], found(&mail)[0]);
    assert!(!shown.contains("Fair") && !shown.contains("Hall"), "{shown}");
}
