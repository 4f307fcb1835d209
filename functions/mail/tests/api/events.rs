//! Events are found, corrected and reviewed.

use crate::support::{App, prose, tells, told};
use serde_json::json;

#[tokio::test]
async fn events_are_found_by_time_category_source_and_words() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml", "07-ticket.eml", "12-undated.eml", "13-course.eml"]);
    app.ran().await;
    let all = app.titles("").await;
    assert_eq!(all.first().map(String::as_str), Some("Monk & Friends"));
    assert_eq!(all.last().map(String::as_str), Some("Middlemarch reading"), "what has no start is last");
    let check = async |query: &str, expect: &[&str]| assert_eq!(app.titles(query).await, expect, "{query}");
    check("&start=2026-12-01&end=2026-12-19", &["Crawl for beginners", "Crawl for beginners, an hour later"]).await;
    check("&start=2026-12-20T00:30:00Z&end=2026-12-20T00:30:00.001Z", &["Winter Concert"]).await;
    check("&start=2026-12-20T00:30:00Z&end=2026-12-20T00:30:00Z", &[]).await;
    check("&start=2027-01-01", &["Gala"]).await;
    check("&end=2026-11-22", &["Monk & Friends"]).await;
    check("&category=MUSIC", &["Monk & Friends", "Winter Concert"]).await;
    check("&source=swim.example&start=2027-01-01", &["Gala"]).await;
    check("&source=news@LANTERN.example&category=film", &["Silent Film Night"]).await;
    check("&q=harbor+winter", &["Winter Concert"]).await;
    check("&q=jazz", &["Monk & Friends"]).await;
    check("&q=harbor+jazz", &[]).await;
}

#[tokio::test]
async fn pages_of_any_size_bring_each_event_once() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml", "07-ticket.eml", "12-undated.eml", "13-course.eml"]);
    app.ran().await;
    let all = app.events().await;
    assert_eq!(all.len(), 8);
    for limit in [1, 2, 3, 7, 8, 9] {
        assert_eq!(app.events_by(limit, "").await, all, "{limit}");
    }
    assert_eq!(app.events_by(1, "&category=music").await.len(), 2);
}

#[tokio::test]
async fn what_is_no_question_is_refused() {
    let app = App::new().await;
    for query in [
        "start=soon",
        "end=x",
        "start=5&end=4",
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=x",
        "review=maybe",
        "q=a&q=b",
    ] {
        assert_eq!(app.caller.get(&format!("/events?{query}")).await.status, 422, "{query}");
    }
    for id in ["none", &"a".repeat(500)] {
        assert_eq!(app.caller.get(&format!("/events/{id}")).await.status, 404);
        assert_eq!(app.patch(&format!("/events/{id}"), json!({ "review": "approved" })).await.status, 404);
    }
}

#[tokio::test]
async fn what_a_person_has_corrected_no_mail_overwrites() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml"]);
    app.ran().await;
    let event = app.events().await.remove(0);
    let path = format!("/events/{}", event["id"].as_str().unwrap());
    let change = json!({
        "review": "approved", "title": "Review of designs", "start_time": "2026-12-11T09:00", "end_time": null,
        "time_zone": "America/New_York", "tags": ["Work", "work"],
    });
    let changed = app.patch(&path, change).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    app.receive_corpus(&["03-update.eml"]);
    assert_eq!(app.ran().await["updated"], 1);
    let after = app.caller.get(&path).await.json();
    assert_eq!((&after["title"], &after["start_time"]), (&json!("Review of designs"), &json!("2026-12-11T14:00:00Z")));
    assert_eq!(
        (&after["end_time"], &after["tags"], &after["review"]),
        (&json!(null), &json!(["work"]), &json!("approved"))
    );
    assert_eq!(after["location"], "Room 5", "what was not corrected is as the mail says");
    assert_eq!(after["corrected"], json!(["start", "end", "title", "tags"]));
    assert_eq!(after["created_at"], event["created_at"]);
    // It stands where the corrected time is.
    assert_eq!(app.titles("&start=2026-12-11T14:00:00Z&end=2026-12-11T14:00:01Z").await, ["Review of designs"]);
    assert_eq!(app.titles("").await.len(), 1);
}

#[tokio::test]
async fn what_was_rejected_stays_away_whatever_mails_say() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml"]);
    app.ran().await;
    let id = app.events().await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(app.patch(&format!("/events/{id}"), json!({ "review": "rejected" })).await.status, 200);
    app.receive_corpus(&["03-update.eml"]);
    app.ran().await;
    assert_eq!(app.titles("").await.len(), 0);
    assert_eq!(app.titles("&review=rejected").await.len(), 1);
}

#[tokio::test]
async fn a_correction_that_is_none_is_refused_and_changes_nothing() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml"]);
    app.ran().await;
    let id = app.events().await[0]["id"].as_str().unwrap().to_owned();
    let before = app.world.items().await;
    for body in [
        json!({}),
        json!({ "time_zone": "UTC" }),
        json!({ "title": "" }),
        json!({ "title": null }),
        json!({ "title": 5 }),
        json!({ "start_time": "soon" }),
        json!({ "end_time": "2020-01-01T00:00" }),
        json!({ "source_url": "javascript:alert(1)" }),
        json!({ "status": "maybe" }),
        json!({ "review": "maybe" }),
        json!({ "tags": "a" }),
        json!({ "tags": [""] }),
    ] {
        assert_eq!(app.patch(&format!("/events/{id}"), body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn an_invitation_its_update_and_its_cancellation_leave_one_event_cancelled_without_a_model() {
    let app = App::with(&[("OPENAI_MODEL", "off")]).await;
    for name in ["02-invitation.eml", "03-update.eml", "04-late-copy.eml", "05-cancellation.eml"] {
        app.receive_corpus(&[name]);
        app.ran().await;
    }
    let events = app.events().await;
    assert_eq!((events.len(), &events[0]["status"], app.model.calls()), (1, &json!("cancelled"), 0));
}

fn course(uid_lines: &str, method: &str, lines: &str) -> String {
    let calendar = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:course@swim.example\r\n{uid_lines}\
         SUMMARY:Crawl\r\nORGANIZER:mailto:desk@swim.example\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    format!(
        "From: Swim School <desk@swim.example>\r\nSubject: Crawl\r\nDate: Mon, 16 Nov 2026 09:00:00 -0500\r\n\
         Message-ID: <{}@swim.example>\r\nContent-Type: text/calendar; method={method}\r\n\r\n{calendar}",
        lines.len() + uid_lines.len() * 1000
    )
}

#[tokio::test]
async fn the_cancellation_of_a_series_cancels_its_occurrences() {
    let app = App::new().await;
    let series = "DTSTAMP:20261116T100000Z\r\nDTSTART:20261201T180000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n";
    app.receive(course("", "REQUEST", series));
    let moved = "DTSTAMP:20261116T110000Z\r\nSEQUENCE:1\r\nDTSTART:20261208T190000Z\r\n";
    app.receive(course("RECURRENCE-ID:20261208T180000Z\r\n", "REQUEST", moved));
    assert_eq!(app.ran().await["created"], 2);
    app.receive(course("", "CANCEL", "DTSTAMP:20261117T100000Z\r\nSEQUENCE:1\r\nDTSTART:20261201T180000Z\r\n"));
    assert_eq!(app.ran().await["updated"], 2);
    let events = app.events().await;
    assert!(events.iter().all(|event| event["status"] == "cancelled"), "{events:?}");
    assert_eq!(events[1]["start_time"], "2026-12-08T19:00:00Z");
}

#[tokio::test]
async fn two_mailboxes_of_a_user_tell_of_one_event_once() {
    let app = App::new().await;
    let (token, _) = crate::support::token(&app.store, app.user, domain::Capability::Api).await;
    let other = app.google.mailbox("other@example.org");
    other.label(crate::support::EVENTS);
    app.connect(token, "other@example.org").await;
    app.model.answer_where("Picnic", tells(&[told("Picnic", "2026-12-05T12:00")]));
    let mail = prose("Picnic", "ada@example.org");
    app.receive(mail.clone());
    other.receive(mail, &[crate::support::EVENTS]);
    let runs = [app.token, token].map(|token| {
        let (mailboxes, clock) = (app.mailboxes(app.world.store()), app.clock.clone());
        async move { mailboxes.run(app.user, token, clock, i64::MAX).await }
    });
    let [one, two] = runs;
    let (one, two) = tokio::join!(one, two);
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(app.titles("").await, ["Picnic"]);
}
