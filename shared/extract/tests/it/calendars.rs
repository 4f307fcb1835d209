//! text/calendar parts: zones, days, series, versions, methods.

use crate::support::{Kept, corpus, found, home, invitation, mail, mail_of, one};
use extract::{Doubt, Reading, Status, When, read};

fn check(before: &str, start: &str, wall: &str, zone: Option<&str>, instant: &str) {
    let event = one(&invitation(before, &format!("DTSTAMP:20261101T000000Z\n{start}\nSUMMARY:x\n")));
    let expected = When::Time {
        wall: wall.parse().expect("a time"),
        zone: zone.map(str::to_owned),
        at: instant.parse().expect("a time"),
    };
    assert_eq!(event.facts.start, Some(expected), "{start}");
}

/// A zone that only its description tells: an hour and a half off New York, by the American rules.
const CUSTOM: &str = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n\
    BEGIN:STANDARD\nDTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nTZOFFSETFROM:-0230\nTZOFFSETTO:-0330\nEND:STANDARD\n\
    BEGIN:DAYLIGHT\nDTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0330\nTZOFFSETTO:-0230\nEND:DAYLIGHT\n\
    END:VTIMEZONE\n";

#[test]
fn times_keep_wall_zone_and_instant() {
    let new_york = Some("America/New_York");
    check(
        "",
        "DTSTART;TZID=Europe/Warsaw:20261205T190000",
        "2026-12-05T19:00",
        Some("Europe/Warsaw"),
        "2026-12-05T18:00:00Z",
    );
    check(
        "",
        "DTSTART;TZID=Pacific Standard Time:20260705T190000",
        "2026-07-05T19:00",
        Some("America/Los_Angeles"),
        "2026-07-06T02:00:00Z",
    );
    check("", "DTSTART:20261205T190000Z", "2026-12-05T14:00", new_york, "2026-12-05T19:00:00Z");
    // Floating: as a clock at home shows it.
    check("", "DTSTART:20261205T190000", "2026-12-05T19:00", new_york, "2026-12-06T00:00:00Z");
    // Skipped by the clock: as if it had not been put forward.
    check("", "DTSTART;TZID=America/New_York:20260308T023000", "2026-03-08T02:30", new_york, "2026-03-08T07:30:00Z");
    check(
        CUSTOM,
        "DTSTART;TZID=Customized Time Zone:20261205T190000",
        "2026-12-05T19:00",
        None,
        "2026-12-05T22:30:00Z",
    );
    check(
        CUSTOM,
        "DTSTART;TZID=Customized Time Zone:20260705T190000",
        "2026-07-05T19:00",
        None,
        "2026-07-05T21:30:00Z",
    );
    check(
        CUSTOM,
        "DTSTART;TZID=Customized Time Zone:20260308T030000",
        "2026-03-08T03:00",
        None,
        "2026-03-08T05:30:00Z",
    );
}

#[test]
fn a_zone_that_nobody_knows_is_a_doubt() {
    let event = one(&invitation("", "DTSTART;TZID=Mars/Olympus:20261205T190000\nSUMMARY:x\n"));
    assert_eq!(event.doubts, [Doubt::UnknownZone]);
}

#[test]
fn whole_days_are_days_and_durations_follow_the_clock() {
    let event = one(&invitation("", "DTSTART;VALUE=DATE:20261205\nDURATION:P2D\nSUMMARY:x\n"));
    assert_eq!(event.facts.start, Some(When::Date("2026-12-05".parse().expect("a time"))));
    assert_eq!(event.facts.end, Some(When::Date("2026-12-07".parse().expect("a time"))));
    let event = one(&invitation("", "DTSTART;TZID=America/New_York:20261031T230000\nDURATION:P1DT1H\nSUMMARY:x\n"));
    let Some(When::Time { wall, at, .. }) = event.facts.end else { panic!("a time") };
    assert_eq!(at.to_string(), "2026-11-02T05:00:00Z");
    assert_eq!(wall.to_string(), "2026-11-02T00:00:00");
}

#[test]
fn an_invitation_its_update_and_its_cancellation_leave_one_cancelled_event_in_any_order() {
    let names = ["02-invitation.eml", "03-update.eml", "05-cancellation.eml"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut kept = Kept::default();
        for (at, now) in order.into_iter().zip(1..) {
            let mail = mail(corpus(names[at]));
            kept.take(&mail, &found(&mail), now);
        }
        assert_eq!(kept.events.len(), 1, "{order:?}");
        let event = &kept.events[0];
        assert_eq!(
            (event.facts.status, event.created_at, event.version.sequence),
            (Status::Cancelled, 1, 2),
            "{order:?}"
        );
        let Some(When::Time { wall, .. }) = &event.facts.start else { panic!("a time") };
        assert_eq!(wall.to_string(), "2026-12-11T14:00:00", "{order:?}");
    }
}

#[test]
fn one_occurrence_is_cancelled_and_its_series_goes_on() {
    let mut kept = Kept::default();
    let series = invitation("METHOD:REQUEST\n", "DTSTART:20261205T190000Z\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:x\n");
    kept.take(&series, &found(&series), 1);
    let one_off = invitation(
        "METHOD:CANCEL\n",
        "RECURRENCE-ID:20261206T190000Z\nDTSTART:20261206T190000Z\nSEQUENCE:1\nSUMMARY:x\n",
    );
    assert_eq!(kept.take(&one_off, &found(&one_off), 2), ["created"]);
    let status = kept.events.iter().map(|event| event.facts.status).collect::<Vec<_>>();
    assert_eq!(status, [Status::Confirmed, Status::Cancelled]);
    assert_eq!(kept.events[0].facts.recurrence, ["RRULE:FREQ=DAILY;COUNT=5"]);
}

#[test]
fn an_answer_to_an_invitation_is_no_event_and_no_question() {
    assert_eq!(read(&mail(corpus("06-acceptance.eml")), &home()), Reading::Nothing);
}

#[test]
fn an_attachment_is_a_calendar_by_its_name() {
    assert_eq!(found(&mail(corpus("13-course.eml"))).len(), 3);
}

#[test]
fn a_broken_calendar_is_prose() {
    assert_eq!(read(&mail_of("text/plain", "Dinner at 8?"), &home()), Reading::Prose);
    let broken = mail_of(
        "multipart/mixed; boundary=b",
        "--b\r\nContent-Type: text/plain\r\n\r\nDinner at 8?\r\n\
        --b\r\nContent-Type: text/calendar\r\n\r\nnothing of the kind\r\n--b--\r\n",
    );
    assert_eq!(read(&broken, &home()), Reading::Prose);
}

#[test]
fn a_line_of_dates_is_one_line_in_a_known_zone() {
    let check = |start: &str, line: &str, expected: &[&str]| {
        let lines = format!("SUMMARY:x\nDTSTART{start}\nRRULE:FREQ=DAILY;COUNT=9\n{line}\n");
        let kept = one(&invitation(CUSTOM, &lines)).facts.recurrence;
        assert_eq!(kept[0], "RRULE:FREQ=DAILY;COUNT=9", "{line}");
        assert_eq!(kept[1..], *expected, "{line}");
    };
    let hostile = r#""x\nURL:javascript:x\nBEGIN:VALARM\nACTION:AUDIO\nATTACH:file:///x\nEND:VALARM\nX-Y""#;
    let utc = ":20261201T190000Z";
    check(utc, &format!("EXDATE;TZID={hostile}:20261205T190000"), &[]);
    check(utc, "RDATE;TZID=Mars/Olympus:20261205T190000", &[]);
    // In the zone that the start is kept in: home where nobody knows the stated one.
    let line = format!("EXDATE;TZID={hostile}:20261205T190000");
    check(&format!(";TZID={hostile}:20261201T190000"), &line, &["EXDATE;TZID=America/New_York:20261205T190000"]);
    let custom = "Customized Time Zone";
    let line = format!("EXDATE;TZID={custom}:20261205T190000,20261206T230000");
    check(&format!(";TZID={custom}:20261201T190000"), &line, &["EXDATE:20261205T223000Z,20261207T023000Z"]);
    let line = "EXDATE;TZID=Pacific Standard Time:20261205T190000,20261206T190000Z";
    check(utc, line, &["EXDATE;TZID=America/Los_Angeles:20261205T190000"]);
    check(utc, "EXDATE:20261205T190000Z,20261206", &["EXDATE:20261205T190000Z"]);
    check(";VALUE=DATE:20261201", "EXDATE;VALUE=DATE:20261205", &["EXDATE;VALUE=DATE:20261205"]);
}
