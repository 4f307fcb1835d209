//! What pages become: as they are documented, and as they are when something in them is not.

use calendar::{Change, Event, Origin, When};
use jiff::civil::date;
use serde_json::{Value, json};

use super::*;

fn read(page: &Value) -> Page {
    let body = page.to_string();
    match serde_json::from_str(&body) {
        Ok(events) => Page::of(events),
        Err(_) => Page::mended(&body).expect("a page"),
    }
}

fn items(items: Value) -> Value {
    json!({"kind": "calendar#events", "timeZone": "Europe/Warsaw", "items": items, "nextSyncToken": "s1"})
}

/// Each as it is read, and as it is read when a poison event stands beside it.
fn check(item: Value, expect: Change) {
    let (one, poisoned) = (read(&items(json!([item]))), read(&items(json!([poison(), item]))));
    assert_eq!((one.changes, one.unreadable), (vec![expect.clone()], 0), "{item}");
    assert_eq!((poisoned.changes, poisoned.unreadable), (vec![expect], 1), "{item}");
}

fn poison() -> Value {
    json!({"id": "p", "start": {"dateTime": "soon"}, "end": {"dateTime": "later"}})
}

fn at(text: &str, zone: Option<&str>) -> When {
    When::Time { at: text.parse().expect("a timestamp"), zone: zone.map(str::to_owned) }
}

fn plain(start: When, end: When) -> Event {
    let (summary, description) = ("#! Running".to_owned(), "distance=10".to_owned());
    Event { id: "e".to_owned(), summary, description, start, end, recurrence: vec![], origin: None }
}

#[test]
fn an_event_is_at_a_moment_whatever_its_offset() {
    check(
        json!({"id": "e", "status": "confirmed", "summary": "#! Running", "description": "distance=10",
            "start": {"dateTime": "2026-03-02T10:00:00+01:00"}, "end": {"dateTime": "2026-03-02T10:00:00.876544Z"}}),
        Change::Is(plain(at("2026-03-02T09:00:00Z", None), at("2026-03-02T10:00:00.876544Z", None))),
    );
}

#[test]
fn an_all_day_event_has_dates() {
    let event = plain(When::Date(date(2026, 3, 28)), When::Date(date(2026, 3, 30)));
    check(
        json!({"id": "e", "summary": "#! Running", "description": "distance=10", "endTimeUnspecified": true,
            "start": {"date": "2026-03-28"}, "end": {"date": "2026-03-30"}}),
        Change::Is(event),
    );
}

#[test]
fn what_is_not_said_is_empty() {
    let (start, end) = (at("2026-03-02T09:00:00Z", None), at("2026-03-02T09:00:00Z", None));
    let event = Event { summary: String::new(), description: String::new(), ..plain(start, end) };
    check(
        json!({"id": "e", "start": {"dateTime": "2026-03-02T09:00:00Z"}, "end": {"dateTime": "2026-03-02T09:00:00Z"}}),
        Change::Is(event),
    );
}

#[test]
fn a_series_keeps_its_rules_and_its_zone() {
    let zone = Some("Europe/Warsaw");
    let series = plain(at("2026-03-02T09:00:00Z", zone), at("2026-03-02T10:00:00Z", zone));
    let recurrence = vec!["RRULE:FREQ=WEEKLY".to_owned(), "EXDATE:20260309T090000Z".to_owned()];
    check(
        json!({"id": "e", "summary": "#! Running", "description": "distance=10",
            "start": {"dateTime": "2026-03-02T10:00:00+01:00", "timeZone": "Europe/Warsaw"},
            "end": {"dateTime": "2026-03-02T11:00:00+01:00", "timeZone": "Europe/Warsaw"},
            "recurrence": ["RRULE:FREQ=WEEKLY", "EXDATE:20260309T090000Z"]}),
        Change::Is(Event { recurrence, ..series }),
    );
}

#[test]
fn an_exception_names_its_occurrence_whether_it_moved_or_was_cancelled() {
    let origin = Origin { series: "e".to_owned(), original_start: at("2026-03-09T09:00:00Z", Some("Europe/Warsaw")) };
    let original = json!({"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": "Europe/Warsaw"});
    let moved = plain(at("2026-03-10T09:00:00Z", None), at("2026-03-10T10:00:00Z", None));
    check(
        json!({"id": "e_20260309T090000Z", "summary": "#! Running", "description": "distance=10",
            "start": {"dateTime": "2026-03-10T10:00:00+01:00"}, "end": {"dateTime": "2026-03-10T11:00:00+01:00"},
            "recurringEventId": "e", "originalStartTime": original}),
        Change::Is(Event { id: "e_20260309T090000Z".to_owned(), origin: Some(origin.clone()), ..moved }),
    );
    check(
        json!({"id": "e_20260309T090000Z", "status": "cancelled", "recurringEventId": "e", "originalStartTime": original}),
        Change::Cancelled { id: "e_20260309T090000Z".to_owned(), origin },
    );
}

#[test]
fn any_other_cancelled_event_is_deleted() {
    check(json!({"id": "e", "status": "cancelled"}), Change::Deleted { id: "e".to_owned() });
    check(
        json!({"id": "e", "status": "cancelled", "start": {"dateTime": "soon"}, "end": 7}),
        Change::Deleted { id: "e".to_owned() },
    );
    check(
        json!({"id": "e", "status": "cancelled", "summary": "was", "start": {"date": "2026-03-28"}}),
        Change::Deleted { id: "e".to_owned() },
    );
}

#[test]
fn what_lacks_a_start_an_end_or_an_id_is_counted() {
    let (start, end) = (json!({"date": "2026-03-28"}), json!({"date": "2026-03-29"}));
    for unreadable in [
        json!({"id": "e", "start": start}),
        json!({"id": "e", "end": end}),
        json!({"id": "e", "start": {}, "end": end}),
        json!({"start": start, "end": end}),
        json!({"id": "", "start": start, "end": end}),
        json!({"id": "e", "start": start, "end": end, "recurringEventId": "s"}),
        json!({"id": "e", "start": {"date": "2026-02-30"}, "end": end}),
        json!({"id": "e", "start": {"date": "+12026-02-03"}, "end": end}),
        json!({"id": "e", "start": {"dateTime": "2026-03-28T10:00:00", "timeZone": "Nowhere/None"}, "end": end}),
        json!("e"),
        json!(null),
        poison(),
    ] {
        let page = read(&items(json!([unreadable, {"id": "d", "status": "cancelled"}])));
        assert_eq!((page.changes.len(), page.unreadable), (1, 1), "{unreadable}");
    }
}

#[test]
fn a_time_without_an_offset_is_in_its_own_zone_else_in_its_calendars() {
    for (start, expect) in [
        (json!({"dateTime": "2026-03-02T10:00:00"}), at("2026-03-02T09:00:00Z", None)),
        (
            json!({"dateTime": "2026-03-02T10:00:00.5", "timeZone": "Asia/Tokyo"}),
            at("2026-03-02T01:00:00.5Z", Some("Asia/Tokyo")),
        ),
        (json!({"dateTime": "2026-03-29T02:30:00"}), at("2026-03-29T01:30:00Z", None)),
        (json!({"dateTime": "2026-10-25T02:30:00"}), at("2026-10-25T00:30:00Z", None)),
        (json!({"dateTime": "20260302T100000Z"}), at("2026-03-02T10:00:00Z", None)),
    ] {
        let end = json!({"dateTime": "2026-12-01T10:00:00Z"});
        let event = plain(expect, at("2026-12-01T10:00:00Z", None));
        check(
            json!({"id": "e", "summary": "#! Running", "description": "distance=10", "start": start, "end": end}),
            Change::Is(event),
        );
    }
}

#[test]
fn fields_that_nobody_asked_for_hide_no_event() {
    check(
        json!({"id": "e", "summary": "#! Running", "description": "distance=10", "updated": "yesterday", "attendees": 7,
            "start": {"date": "2026-03-28"}, "end": {"date": "2026-03-29"}}),
        Change::Is(plain(When::Date(date(2026, 3, 28)), When::Date(date(2026, 3, 29)))),
    );
}

#[test]
fn a_poison_event_hides_nothing_of_the_page() {
    let page =
        read(&json!({"timeZone": "Europe/Warsaw", "items": [poison()], "nextPageToken": "p2", "nextSyncToken": ""}));
    assert_eq!((page.next_page.as_deref(), page.sync_token, page.unreadable), (Some("p2"), None, 1));
    assert_eq!(page.time_zone.as_deref(), Some("Europe/Warsaw"));
    assert_eq!(read(&json!({})).changes, []);
}

#[test]
fn what_is_no_page_is_an_error() {
    for (body, expect) in [
        ("", "google_unavailable"),
        (r#"{"items": [{"id": "e"#, "google_unavailable"),
        ("<html>Sorry</html>", "google_malformed"),
        (r#"{"items": 7}"#, "google_malformed"),
    ] {
        assert_eq!(Page::mended(body).err().map(|error| error.code()), Some(expect), "{body}");
    }
}
