//! Mails that nobody wrote in good faith, and bytes that nobody wrote: each ends, without a panic, in little.

use crate::support::{ARRIVED, answered, completion, found, home, invitation, mail, mail_of};
use extract::{Mail, Reading, Unreadable, model, read};
use proptest::prelude::*;

#[test]
fn depth_is_no_end() {
    for html in ["<div>", "<table><tr><td>", "<a href=https://x.org>", "<p itemscope itemprop=x>", "<b itemprop=name>"]
    {
        mail_of("text/html", &format!("{}deep", html.repeat(20_000)));
    }
    let json = format!("<script type=application/ld+json>{}", "[".repeat(100_000));
    assert_eq!(read(&mail_of("text/html", &json), &home()), Reading::Prose);
    let nested = (0..2_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect::<String>();
    let _ = Mail::read(nested.as_bytes(), ARRIVED);
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(90);
    let _ = Mail::read(nested.as_bytes(), ARRIVED);
}

#[test]
fn mails_hidden_in_base64_are_no_way_around_the_limit() {
    // `Content-Type: message/rfc822`, a line end, `X: yy` and two more, in base64.
    let inner = "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KWDogeXkNCg0K".repeat(20_000);
    let outer = format!("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{inner}");
    assert_eq!(Mail::read(outer.as_bytes(), ARRIVED), Err(Unreadable::TooManyForwards));
}

#[test]
fn many_are_some() {
    let events = "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:y\r\nEND:VEVENT\r\n";
    let events = (0..5_000).map(|n| events.replace('x', &n.to_string())).collect::<String>();
    let calendar = mail_of("text/calendar", &format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n"));
    assert_eq!(found(&calendar).len(), 200);
    let event = r#"{"@type":"Event","name":"x"},"#.repeat(5_000);
    assert_eq!(
        found(&mail_of("text/html", &format!("<script type=application/ld+json>[{event}{{}}]</script>"))).len(),
        1
    );
}

#[test]
fn a_series_without_end_or_sense_is_kept_as_it_is_and_not_walked() {
    for rule in ["FREQ=SECONDLY", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;COUNT=4000000000", "FREQ=NEVER", ""] {
        found(&invitation("", &format!("DTSTART:99991231T235959Z\nDURATION:P99999999W\nRRULE:{rule}\nSUMMARY:x\n")));
    }
}

#[test]
fn an_invitation_of_another_cannot_take_over_a_uid() {
    use crate::support::Kept;
    use extract::Status;
    let lines = "DTSTART:20261206T000000Z\nDTSTAMP:20261101T000000Z\nSUMMARY:Fair\nORGANIZER:mailto:ada@example.org\n";
    let invitation = invitation("METHOD:REQUEST\n", lines);
    let hostile = mail(
        "From: z@z.example\r\nMessage-ID: <z@z>\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\n\
         UID:1@example.org\r\nSEQUENCE:9\r\nDTSTART:20261206T000000Z\r\nSUMMARY:Fair\r\nORGANIZER:mailto:z@z.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    let mut kept = Kept::default();
    kept.take(&invitation, &found(&invitation), 1);
    assert_eq!(kept.take(&hostile, &found(&hostile), 2), ["deduplicated"]);
    assert_eq!(kept.events[0].facts.status, Status::Confirmed);
}

/// Lines out of which mails are made.
fn lines() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "From: a@b.org",
        "Subject: =?utf-8?Q?=C3?=",
        "Date: 31 Feb 2026 99:00 +9999",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: text/html; charset=x",
        "Content-Type: text/calendar",
        "Content-Type: message/rfc822",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "--b",
        "--b--",
        "QkVHSU4=",
        "=E9=",
        "BEGIN:VCALENDAR",
        "BEGIN:VTIMEZONE",
        "TZID:Z",
        "BEGIN:STANDARD",
        "DTSTART:20261301T256161",
        "DTSTART;TZID=Z:20261201T190000",
        "TZOFFSETTO:+9999",
        "RRULE:FREQ=YEARLY;BYDAY=9SU;BYMONTH=13",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:x",
        "DURATION:-PT5M",
        "END:VEVENT",
        "END:VCALENDAR",
        "<script type=application/ld+json>",
        "{\"@type\":\"Event\",\"name\":\"x\",\"startDate\":\"2026-12-05T\"}",
        "</script>",
        "<p itemscope itemtype=Event>",
        "<b itemprop='name startDate'>x",
        "\u{fffd}\u{0}é",
    ]);
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.join("\r\n"))
}

proptest! {
    #[test]
    fn no_lines_panic(text in lines()) {
        if let Ok(mail) = Mail::read(text.as_bytes(), ARRIVED) {
            read(&mail, &home());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(mail) = Mail::read(&bytes, ARRIVED) {
            read(&mail, &home());
        }
    }

    #[test]
    fn no_html_panics(html in "[<>/a-z\"'=&;! -]{0,200}") {
        mail_of("text/html", &html);
    }

    #[test]
    fn no_answer_panics(content in "\\PC{0,100}", start in "[0-9TZ:+-]{0,25}") {
        let mail = mail_of("text/plain", "x");
        model::read(content.as_bytes(), &mail, &home());
        model::read(&completion(&content), &mail, &home());
        answered(&mail, &crate::support::told("x", &start, serde_json::json!({ "end": start })));
    }
}
