//! Listing what has changed in a calendar: the requests, the pages, and what Google refuses.

use calendar::Change;
use google::{Changes, Error};
use serde_json::{Value, json};

use crate::stub::{Asked, Reply, Stub};

const CALENDAR: &str = "en.usa#holiday@group.v.calendar.google.com";

/// A page with one deleted event, and where it goes on.
fn page(id: &str, rest: Value) -> Value {
    let mut page = json!({"timeZone": "Europe/Warsaw", "items": [{"id": id, "status": "cancelled"}]});
    page.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    page
}

async fn listed(stub: &Stub, sync_token: Option<&str>) -> Result<Changes, Error> {
    stub.google().changes("access-1", CALENDAR, sync_token).await
}

fn ids(changes: &Changes) -> Vec<&str> {
    let id = |change| match change {
        &Change::Deleted { ref id } | &Change::Cancelled { ref id, .. } => id.as_str(),
        Change::Is(event) => event.id.as_str(),
    };
    changes.changes.iter().map(id).collect()
}

async fn check(replies: impl Into<Vec<Reply>>, sync_token: Option<&str>, expect: &str) {
    let is = listed(&Stub::saying(replies).await, sync_token).await;
    assert_eq!(is.map_or_else(|error| error.code(), |_| "listed"), expect);
}

#[tokio::test]
async fn every_page_is_asked_for_with_the_same_parameters() {
    for sync_token in [None, Some("s/1+=")] {
        let stub = Stub::saying([
            Reply::Json(200, page("a", json!({"nextPageToken": "p2"}))),
            Reply::Json(200, json!({"nextPageToken": "p3", "items": []})),
            Reply::Json(200, page("b", json!({"nextSyncToken": "s2", "timeZone": "Asia/Tokyo"}))),
        ])
        .await;
        let changes = listed(&stub, sync_token).await.expect("changes");
        assert_eq!((ids(&changes), changes.sync_token.as_str()), (vec!["a", "b"], "s2"));
        assert_eq!((changes.time_zone.as_str(), changes.unreadable), ("Europe/Warsaw", 0));

        let asked = stub.asked();
        let pages = asked.iter().map(|asked| asked.parameter("pageToken"));
        assert_eq!(pages.collect::<Vec<_>>(), [None, Some("p2"), Some("p3")]);
        let others = |asked: &Asked| {
            let mut others = asked.query.clone();
            others.retain(|(name, _)| name != "pageToken");
            others.sort();
            others
        };
        assert!(asked.iter().all(|page| others(page) == others(&asked[0])), "{asked:?}");
        assert_eq!(asked[0].parameter("syncToken"), sync_token);
        assert_eq!(asked[0].parameter("maxResults"), Some("2500"));
        for absent in ["singleEvents", "showDeleted", "timeMin", "timeMax", "updatedMin", "orderBy", "q", "iCalUID"] {
            assert_eq!(asked[0].parameter(absent), None, "{absent}");
        }
    }
}

#[tokio::test]
async fn any_calendar_can_be_named() {
    let stub = Stub::saying([Reply::Json(200, json!({"nextSyncToken": "s1"}))]).await;
    let changes = listed(&stub, None).await.expect("changes");
    assert_eq!((changes.changes.len(), changes.time_zone.as_str()), (0, "UTC"));
    let asked = &stub.asked()[0];
    assert_eq!(
        asked.line,
        "GET /calendar/v3/calendars/en%2Eusa%23holiday%40group%2Ev%2Ecalendar%2Egoogle%2Ecom/events"
    );
    assert_eq!(asked.authorization.as_deref(), Some("Bearer access-1"));
}

#[tokio::test]
async fn what_is_asked_for_is_what_is_read() {
    let stub = Stub::saying([Reply::Json(200, json!({"nextSyncToken": "s1"}))]).await;
    listed(&stub, None).await.expect("changes");
    let fields = stub.asked()[0].parameter("fields").expect("fields").to_owned();
    for read in ["nextPageToken", "nextSyncToken", "timeZone", "items", "recurringEventId", "originalStartTime"] {
        assert!(fields.contains(read), "{read}");
    }
    assert!(!fields.contains(char::is_whitespace), "{fields}");
}

#[tokio::test]
async fn one_poison_event_hides_neither_the_others_nor_the_next_page() {
    let poison = json!({"id": "p", "start": {"dateTime": "soon"}, "end": {"dateTime": "later"}});
    let naive =
        json!({"id": "n", "start": {"dateTime": "2026-03-02T10:00:00"}, "end": {"dateTime": "2026-03-02T11:00:00"}});
    let tombstone = json!({"id": "d", "status": "cancelled"});
    let stub = Stub::saying([
        Reply::Json(
            200,
            json!({"timeZone": "Europe/Warsaw", "nextPageToken": "p2", "items": [naive, poison, tombstone]}),
        ),
        Reply::Json(200, page("b", json!({"nextSyncToken": "s2"}))),
    ])
    .await;
    let changes = listed(&stub, Some("s1")).await.expect("changes");
    assert_eq!((ids(&changes), changes.unreadable), (vec!["n", "d", "b"], 1));
    assert_eq!((changes.sync_token.as_str(), changes.time_zone.as_str()), ("s2", "Europe/Warsaw"));
    assert_eq!(format!("{changes:?}"), "Changes(3, and 1 unreadable)");
}

#[tokio::test]
async fn a_listing_that_never_ends_is_given_up() {
    let stub = Stub::playing(|turn, _| Reply::Json(200, page("a", json!({"nextPageToken": format!("p{turn}")})))).await;
    let Err(error) = listed(&stub, Some("s1")).await else { panic!("it does not end") };
    assert_eq!((error.code(), stub.asked().len()), ("google_unavailable", 200));

    let stub =
        Stub::playing(|turn, _| Reply::Json(200, page("a", json!({"nextPageToken": format!("p{}", turn % 2)})))).await;
    let Err(error) = listed(&stub, Some("s1")).await else { panic!("it goes round in a circle") };
    assert_eq!((error.code(), stub.asked().len()), ("google_unavailable", 3));
}

#[tokio::test]
async fn a_listing_that_is_not_whole_is_no_listing() {
    let first = || Reply::Json(200, page("a", json!({"nextPageToken": "p2"})));
    check([Reply::Json(200, page("a", json!({})))], Some("s1"), "google_unavailable").await;
    check(
        [first(), Reply::Json(200, page("b", json!({"nextPageToken": "", "nextSyncToken": ""})))],
        None,
        "google_unavailable",
    )
    .await;
    check([first(), Reply::Json(503, json!({}))], Some("s1"), "google_unavailable").await;
    check([first(), Reply::CutOff], Some("s1"), "google_unavailable").await;
    check([first(), Reply::Json(410, json!({}))], Some("s1"), "sync_token_gone").await;
    let endless = "p".repeat(100_000);
    check([Reply::Json(200, page("a", json!({ "nextPageToken": endless })))], None, "google_malformed").await;
}

#[tokio::test]
async fn only_a_sync_token_that_is_gone_asks_for_a_full_listing() {
    let error = |code: u16, reason: &str| {
        let errors = json!([{"domain": "global", "reason": reason, "message": "Ana's secret"}]);
        Reply::Json(code, json!({"error": {"code": code, "message": "Ana's secret", "errors": errors}}))
    };
    for (reply, expect) in [
        (error(410, "fullSyncRequired"), "sync_token_gone"),
        (error(401, "authError"), "google_unauthorized"),
        (error(403, "userRateLimitExceeded"), "google_unavailable"),
        (error(403, "insufficientPermissions"), "google_forbidden"),
        (error(404, "notFound"), "calendar_not_found"),
        (error(429, "rateLimitExceeded"), "google_unavailable"),
        (error(500, "backendError"), "google_unavailable"),
        (error(400, "required"), "google_bad_request"),
        (Reply::Text(410, "<html>Gone</html>".to_owned()), "sync_token_gone"),
        (Reply::Text(503, String::new()), "google_unavailable"),
        (Reply::Text(404, "nothing".to_owned()), "calendar_not_found"),
        (Reply::Text(200, "<html>Sign in</html>".to_owned()), "google_malformed"),
        (Reply::Text(200, String::new()), "google_unavailable"),
    ] {
        let Err(error) = listed(&Stub::saying([reply]).await, Some("s1")).await else { panic!("{expect}") };
        assert_eq!(error.code(), expect);
        assert!(!format!("{error} {error:?}").contains("Ana"), "{error:?}");
    }
}

#[tokio::test]
async fn without_a_sync_token_none_can_be_gone() {
    check([Reply::Json(410, json!({}))], None, "google_unavailable").await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let stub = Stub::saying([]).await;
    let (google, long) = (stub.google(), "x".repeat(100_000));
    for (access, calendar, sync_token, expect) in [
        ("line\nbreak", "primary", None, "google_unauthorized"),
        ("access-1", long.as_str(), None, "calendar_not_found"),
        ("access-1", "primary", Some(long.as_str()), "sync_token_gone"),
    ] {
        let is = google.changes(access, calendar, sync_token).await;
        assert_eq!(is.err().map(|error| error.code()), Some(expect));
    }
    assert_eq!(stub.asked().len(), 0);
}
