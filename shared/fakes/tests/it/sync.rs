//! Listings of a calendar: what is in them, page after page and from one to the next.

use crate::support::{Client, ids, list};
use fakes::google::{Agenda, EditError};
use serde_json::{Value, json};

fn event(id: &str) -> Value {
    json!({ "id": id, "summary": id, "start": { "dateTime": "2026-11-21T09:00:00Z" } })
}

fn daily(id: &str) -> Value {
    json!({
        "id": id, "summary": "daily", "description": "kind:run", "recurrence": ["RRULE:FREQ=DAILY"],
        "start": { "dateTime": "2026-11-21T09:00:00", "timeZone": "Europe/Warsaw" },
        "end": { "dateTime": "2026-11-21T09:30:00", "timeZone": "Europe/Warsaw" },
    })
}

fn agenda(ids: &[&str]) -> Agenda {
    let mut agenda = Agenda::new("ada@example.com");
    ids.iter().for_each(|id| _ = agenda.insert(&event(id)).unwrap());
    agenda
}

/// The sync token of a calendar's whole listing.
fn synced(agenda: &Agenda) -> String {
    text(&list(agenda, &[]).unwrap()["nextSyncToken"])
}

fn since(agenda: &Agenda, token: &str) -> Value {
    list(agenda, &[("syncToken", token)]).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn status(agenda: &Agenda, query: &[(&str, &str)]) -> u16 {
    list(agenda, query).unwrap_err().status
}

#[test]
fn a_first_listing_has_all_but_deleted_events() {
    let mut agenda = agenda(&["run", "swim", "lunch"]);
    agenda.insert(&daily("daily")).unwrap();
    agenda.cancel_occurrence("daily", "2026-11-22T09:00:00").unwrap();
    agenda.delete("swim").unwrap();
    let page = list(&agenda, &[]).unwrap();
    assert_eq!(ids(&page), ["run", "lunch", "daily", "-daily_20261122T080000Z"]);
    assert_eq!(page["items"], json!(agenda.events()));
    let with_deleted = list(&agenda, &[("showDeleted", "true")]).unwrap();
    assert_eq!(ids(&with_deleted), ["run", "lunch", "daily", "-daily_20261122T080000Z", "-swim"]);
}

#[test]
fn a_later_listing_has_what_changed_in_the_order_of_changes() {
    let mut agenda = agenda(&["run", "swim", "lunch"]);
    let token = synced(&agenda);
    assert_eq!(ids(&since(&agenda, &token)), [""; 0]);
    agenda.delete("swim").unwrap();
    agenda.patch("run", &json!({ "summary": "#! run" })).unwrap();
    let page = since(&agenda, &token);
    assert_eq!(ids(&page), ["-swim", "run"]);
    assert_eq!(page["items"][1]["summary"], "#! run");
    assert_eq!(ids(&since(&agenda, &text(&page["nextSyncToken"]))), [""; 0]);
}

#[test]
fn a_deleted_event_is_only_an_id() {
    let mut agenda = agenda(&["run"]);
    let token = synced(&agenda);
    agenda.delete("run").unwrap();
    let items = since(&agenda, &token)["items"].clone();
    assert_eq!(items, json!([{ "kind": "calendar#event", "etag": "\"2\"", "id": "run", "status": "cancelled" }]));
}

#[test]
fn only_the_last_page_has_a_sync_token() {
    let agenda = agenda(&["a", "b", "c", "d"]);
    let first = list(&agenda, &[("maxResults", "2")]).unwrap();
    assert!(first["nextSyncToken"].is_null());
    let second = [("maxResults", "2"), ("pageToken", &text(&first["nextPageToken"]))];
    let second = list(&agenda, &second).unwrap();
    assert_eq!((ids(&first), ids(&second)), (vec!["a".into(), "b".into()], vec!["c".into(), "d".into()]));
    assert!(second["nextPageToken"].is_null() && second["nextSyncToken"].is_string());
}

#[test]
fn a_calendar_may_give_smaller_pages_and_empty_ones() {
    let mut agenda = agenda(&["a", "b"]);
    agenda.page_size(1);
    agenda.empty_first_page(true);
    let (mut query, mut pages) = (vec![], vec![]);
    loop {
        let pairs: Vec<_> = query.iter().map(|token: &String| ("pageToken", token.as_str())).collect();
        let page = list(&agenda, &pairs).unwrap();
        pages.push(ids(&page));
        let Some(next) = page["nextPageToken"].as_str() else { break };
        query = vec![next.to_owned()];
    }
    assert_eq!(pages, [vec![], vec!["a".to_owned()], vec!["b".to_owned()]]);
}

#[test]
fn what_changes_between_pages_comes_with_the_next_listing() {
    let mut agenda = agenda(&["seen", "deleted", "edited", "last"]);
    let first = list(&agenda, &[("maxResults", "1")]).unwrap();
    agenda.patch("seen", &json!({ "summary": "again" })).unwrap();
    agenda.delete("deleted").unwrap();
    agenda.patch("edited", &json!({ "summary": "edited" })).unwrap();
    agenda.insert(&event("new")).unwrap();
    let query = [("maxResults", "1"), ("pageToken", &text(&first["nextPageToken"]))];
    let second = list(&agenda, &query).unwrap();
    assert_eq!((ids(&first), ids(&second)), (vec!["seen".to_owned()], vec!["last".to_owned()]));
    let token = text(&second["nextSyncToken"]);
    assert_eq!(ids(&since(&agenda, &token)), ["seen", "-deleted", "edited", "new"]);
}

#[test]
fn an_exception_is_a_resource_of_its_own() {
    let mut agenda = agenda(&[]);
    agenda.set_time_zone("America/New_York").unwrap();
    agenda.insert(&daily("daily")).unwrap();
    let moved = json!({ "summary": "later", "start": { "dateTime": "2026-11-22T12:00:00Z" } });
    let id = agenda.override_occurrence("daily", "2026-11-22T09:00:00", &moved).unwrap();
    let items = list(&agenda, &[]).unwrap()["items"].clone();
    let original = json!({ "dateTime": "2026-11-22T03:00:00-05:00", "timeZone": "Europe/Warsaw" });
    assert_eq!(
        items[1],
        json!({
            "kind": "calendar#event", "etag": "\"2\"", "id": id, "status": "confirmed", "eventType": "default",
            "summary": "later", "description": "kind:run",
            "start": { "dateTime": "2026-11-22T07:00:00-05:00" },
            "end": { "dateTime": "2026-11-22T07:30:00-05:00" },
            "recurringEventId": "daily", "originalStartTime": original,
        })
    );
    agenda.delete(&id).unwrap();
    let items = list(&agenda, &[]).unwrap()["items"].clone();
    assert_eq!(
        items[1],
        json!({
            "kind": "calendar#event", "etag": "\"3\"", "id": id, "status": "cancelled",
            "recurringEventId": "daily", "originalStartTime": original,
        })
    );
}

#[test]
fn a_deleted_series_takes_its_exceptions_along_in_silence_and_brings_them_back() {
    let mut agenda = agenda(&[]);
    agenda.insert(&daily("daily")).unwrap();
    let exception = agenda.cancel_occurrence("daily", "2026-11-22T08:00:00Z").unwrap();
    let token = synced(&agenda);
    agenda.override_occurrence("daily", "2026-11-23T08:00:00Z", &json!({})).unwrap();
    agenda.delete("daily").unwrap();
    assert_eq!(ids(&since(&agenda, &token)), ["-daily"]);
    assert_eq!(agenda.events(), [Value::Null; 0]);
    assert_eq!(agenda.delete(&exception), Err(EditError::Unknown(exception)));
    agenda.restore("daily").unwrap();
    let back = ["daily", "-daily_20261122T080000Z", "daily_20261123T080000Z"];
    assert_eq!(ids(&since(&agenda, &token)), back);
}

#[test]
fn a_restored_event_is_news() {
    let mut agenda = agenda(&["run"]);
    let token = synced(&agenda);
    agenda.delete("run").unwrap();
    agenda.restore("run").unwrap();
    let page = since(&agenda, &token);
    assert_eq!((ids(&page), &page["items"][0]["summary"]), (vec!["run".to_owned()], &json!("run")));
}

#[test]
fn an_empty_recurrence_is_none() {
    let mut agenda = agenda(&[]);
    let start = json!({ "dateTime": "2026-11-21T09:00:00Z" });
    agenda.insert(&json!({ "id": "run", "recurrence": [], "start": start })).unwrap();
    assert_eq!((&agenda.events()[0]["start"], &agenda.events()[0]["recurrence"]), (&start, &Value::Null));
    assert_eq!(agenda.cancel_occurrence("run", "2026-11-21"), Err(EditError::DoesNotRecur("run".to_owned())));
}

#[test]
fn all_day_events_have_dates_and_their_occurrences_too() {
    let mut agenda = agenda(&[]);
    let holiday = json!({ "id": "holiday", "recurrence": ["RRULE:FREQ=WEEKLY"], "start": { "date": "2026-11-21" } });
    agenda.insert(&holiday).unwrap();
    agenda.override_occurrence("holiday", "2026-11-28", &json!({ "start": { "date": "2026-11-30" } })).unwrap();
    let events = agenda.events();
    assert_eq!(events[0]["end"], json!({ "date": "2026-11-22" }));
    assert_eq!(events[1]["id"], "holiday_20261128");
    assert_eq!(events[1]["originalStartTime"], json!({ "date": "2026-11-28" }));
    assert_eq!(events[1]["end"], json!({ "date": "2026-12-01" }));
}

#[test]
fn times_are_answered_in_the_calendars_zone_or_the_one_asked_for() {
    let mut agenda = agenda(&["run"]);
    let start =
        |agenda: &Agenda, query: &[(&str, &str)]| text(&list(agenda, query).unwrap()["items"][0]["start"]["dateTime"]);
    assert_eq!(start(&agenda, &[]), "2026-11-21T09:00:00Z");
    assert_eq!(start(&agenda, &[("timeZone", "Asia/Kathmandu")]), "2026-11-21T14:45:00+05:45");
    let token = synced(&agenda);
    agenda.set_time_zone("Europe/Warsaw").unwrap();
    assert_eq!(start(&agenda, &[]), "2026-11-21T10:00:00+01:00");
    let later = since(&agenda, &token);
    assert_eq!((ids(&later), &later["timeZone"]), (vec![], &json!("Europe/Warsaw")));
}

#[test]
fn wall_time_is_read_in_the_events_zone_or_else_in_the_calendars() {
    let mut agenda = agenda(&[]);
    agenda.set_time_zone("Europe/Warsaw").unwrap();
    agenda
        .insert(&json!({ "start": { "dateTime": "2026-07-01T09:00:00" }, "recurrence": ["RRULE:FREQ=DAILY"] }))
        .unwrap();
    agenda.insert(&json!({ "start": { "dateTime": "2026-07-01T09:00:00", "timeZone": "Asia/Tokyo" } })).unwrap();
    let events = agenda.events();
    assert_eq!(events[0]["start"], json!({ "dateTime": "2026-07-01T09:00:00+02:00", "timeZone": "Europe/Warsaw" }));
    assert_eq!(events[1]["start"], json!({ "dateTime": "2026-07-01T02:00:00+02:00", "timeZone": "Asia/Tokyo" }));
}

#[test]
fn a_raw_resource_is_listed_as_it_is() {
    let mut agenda = agenda(&[]);
    let resource = json!({ "kind": "calendar#event", "etag": "x", "id": "odd", "start": { "dateTime": "yesterday" } });
    agenda.insert_raw(&resource).unwrap();
    assert_eq!(agenda.events(), [resource]);
}

#[test]
fn sync_tokens_that_are_not_good_are_gone() {
    let mut agenda = agenda(&["run"]);
    let token = synced(&agenda);
    let mut other = Agenda::new("bob@example.com");
    other.insert(&event("run")).unwrap();
    let cases = [("unknown", "nonsense"), ("a page's", "+/="), ("another calendar's", &synced(&other))];
    for (whose, token) in cases {
        assert_eq!(status(&agenda, &[("syncToken", token)]), 410, "{whose}");
    }
    agenda.expire_sync_tokens();
    let gone = list(&agenda, &[("syncToken", &token)]).unwrap_err();
    assert_eq!((gone.status, gone.reason), (410, "fullSyncRequired"));
    assert!(list(&agenda, &[("syncToken", &synced(&agenda))]).is_ok());
}

#[test]
fn parameters_that_cannot_be_are_refused() {
    let agenda = agenda(&["a", "b"]);
    let sync = synced(&agenda);
    let page = text(&list(&agenda, &[("maxResults", "1")]).unwrap()["nextPageToken"]);
    let time = "2026-11-21T00:00:00Z";
    let cases: &[&[(&str, &str)]] = &[
        &[("syncToken", &sync), ("timeMin", time)],
        &[("syncToken", &sync), ("timeMax", time)],
        &[("syncToken", &sync), ("updatedMin", time)],
        &[("syncToken", &sync), ("orderBy", "updated")],
        &[("syncToken", &sync), ("q", "run")],
        &[("syncToken", &sync), ("iCalUID", "x")],
        &[("syncToken", &sync), ("showDeleted", "false")],
        &[("syncToken", &sync), ("singleEvents", "false")],
        &[("pageToken", &page)],
        &[("pageToken", &page), ("maxResults", "2")],
        &[("pageToken", &page), ("maxResults", "1"), ("syncToken", &sync)],
        &[("pageToken", &sync)],
        &[("maxResults", "0")],
        &[("maxResults", "many")],
        &[("singleEvents", "true")],
        &[("timeZone", "Nowhere/City")],
        &[("nonsense", "x")],
    ];
    for case in cases {
        assert_eq!(status(&agenda, case), 400, "{case:?}");
    }
    assert!(list(&agenda, &[("maxResults", "1"), ("pageToken", &page), ("fields", "items"), ("alt", "json")]).is_ok());
    assert!(list(&agenda, &[("maxResults", "9999"), ("singleEvents", "false"), ("showDeleted", "false")]).is_ok());
}

#[test]
fn edits_that_make_no_sense_are_mistakes() {
    let mut agenda = agenda(&["run", "gone"]);
    agenda.delete("gone").unwrap();
    let unknown = |id: &str| Err(EditError::Unknown(id.to_owned()));
    assert_eq!(agenda.insert(&event("gone")), Err(EditError::Exists("gone".to_owned())));
    assert_eq!(agenda.update("gone", &event("gone")), unknown("gone"));
    assert_eq!(agenda.delete("gone"), unknown("gone"));
    assert_eq!(agenda.restore("run"), unknown("run"));
    assert_eq!(agenda.cancel_occurrence("run", "2026-11-21"), Err(EditError::DoesNotRecur("run".to_owned())));
    assert_eq!(agenda.insert(&json!({ "summary": "never" })), Err(EditError::Unreadable("start")));
    assert_eq!(agenda.insert(&json!({ "start": { "date": "soon" } })), Err(EditError::Unreadable("start")));
    assert_eq!(list(&agenda, &[]).map(|page| ids(&page)).unwrap(), ["run"]);
}

#[tokio::test]
async fn calendars_are_listed_and_read_over_http() {
    let client = Client::new().await;
    let work = client.google.calendar("ada@example.com", "w@rk/1");
    work.set_summary("Work");
    work.insert(event("meeting"));
    client.google.calendar("ada@example.com", "primary").insert(event("run"));
    client.google.calendar("bob@example.com", "primary").insert(event("his"));
    let tokens = client.connected().await;
    let token = tokens["access_token"].as_str().unwrap();

    let (_, first) = client.api(token, "users/me/calendarList?maxResults=1").await;
    assert_eq!((&first["items"][0]["id"], &first["items"][0]["primary"]), (&json!("ada@example.com"), &json!(true)));
    let next = format!("users/me/calendarList?maxResults=1&pageToken={}", text(&first["nextPageToken"]));
    let (_, second) = client.api(token, &next).await;
    let item = &second["items"][0];
    assert_eq!((&item["id"], &item["summary"], &item["primary"]), (&json!("w@rk/1"), &json!("Work"), &Value::Null));
    assert_eq!(second["nextPageToken"], Value::Null);

    assert_eq!(ids(&client.api(token, "calendars/primary/events").await.1), ["run"]);
    assert_eq!(ids(&client.api(token, "calendars/ada%40example.com/events").await.1), ["run"]);
    assert_eq!(ids(&client.api(token, "calendars/w%40rk%2F1/events").await.1), ["meeting"]);
    work.remove();
    let (status, body) = client.api(token, "calendars/w%40rk%2F1/events").await;
    assert_eq!((status, &body["error"]["errors"][0]["reason"]), (404, &json!("notFound")));
    assert_eq!(client.api(token, "calendars/bob%40example.com/events").await.0, 404);
    client.google.calendar("ada@example.com", "primary").remove();
    assert_eq!(client.api(token, "calendars/primary/events").await.0, 404);
}
