//! The list of an account's calendars.

use serde_json::json;

use crate::stub::{Reply, Stub};

#[tokio::test]
async fn all_pages_are_one_list() {
    let stub = Stub::saying([
        Reply::Json(200, json!({"nextPageToken": "p2", "items": [
            {"id": "ana@example.com", "summary": "Ana", "timeZone": "Europe/Warsaw", "primary": true},
            {"id": "en.usa#holiday@group.v.calendar.google.com", "summary": "Holidays", "summaryOverride": "Days off"},
        ]})),
        Reply::Json(200, json!({"nextSyncToken": "s1", "items": [{"id": "team", "timeZone": "Asia/Tokyo"}, {}]})),
    ])
    .await;
    let calendars = stub.google().calendars("access-1").await.expect("a list");
    let told = calendars.iter().map(|of| (of.id.as_str(), of.summary.as_str(), of.time_zone.as_str(), of.primary));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("ana@example.com", "Ana", "Europe/Warsaw", true),
            ("en.usa#holiday@group.v.calendar.google.com", "Days off", "UTC", false),
            ("team", "", "Asia/Tokyo", false),
        ]
    );
    assert_eq!(format!("{:?}", calendars[0]), "CalendarListed(..)");

    let asked = stub.asked();
    assert_eq!(asked.iter().map(|asked| asked.parameter("pageToken")).collect::<Vec<_>>(), [None, Some("p2")]);
    for asked in &asked {
        assert_eq!(asked.line, "GET /calendar/v3/users/me/calendarList");
        assert_eq!(asked.authorization.as_deref(), Some("Bearer access-1"));
        assert_eq!(asked.parameter("maxResults"), Some("250"));
    }
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_an_error() {
    let circle = Reply::Json(200, json!({"nextPageToken": "p2", "items": []}));
    for (replies, expect) in [
        (vec![circle.clone(), circle], "google_unavailable"),
        (vec![Reply::Json(401, json!({}))], "google_unauthorized"),
        (vec![Reply::CutOff], "google_unavailable"),
        (vec![Reply::Json(200, json!({"items": 7}))], "google_malformed"),
    ] {
        let is = Stub::saying(replies).await.google().calendars("access-1").await;
        assert_eq!(is.err().map(|error| error.code()), Some(expect));
    }
}
