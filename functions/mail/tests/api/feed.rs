//! A calendar to subscribe to.

use crate::support::App;
use calcard::icalendar::ICalendarComponentType;
use calcard::{Entry, Parser};
use http::StatusCode;
use serde_json::json;

async fn address(app: &App) -> String {
    let made = app.caller.post("/events/feed", "").await;
    assert_eq!(made.status, 201, "{}", made.text());
    let url = made.json()["url"].as_str().unwrap().to_owned();
    url.strip_prefix("https://api.example").unwrap().to_owned()
}

async fn course(app: &App) {
    app.receive_corpus(&["01-newsletter.eml", "02-invitation.eml", "12-undated.eml", "13-course.eml"]);
    app.ran().await;
}

#[tokio::test]
async fn the_feed_has_the_events_for_whoever_knows_its_address() {
    let app = App::new().await;
    course(&app).await;
    let feed = app.nobody.get(&address(&app).await).await;
    assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, Some("text/calendar; charset=utf-8")));
    let Entry::ICalendar(calendar) = Parser::new(feed.text()).entry() else { panic!("a calendar: {}", feed.text()) };
    let of = |kind| calendar.components.iter().filter(move |component| component.component_type == kind).count();
    // All but the one without a start.
    assert_eq!((of(ICalendarComponentType::VEvent), of(ICalendarComponentType::VTimezone)), (7, 1));
    let text = feed.text().replace("\r\n ", "");
    for line in [
        "UID:80cad8f3c986f64f3087f8f81b43a8e4@events.impulses",
        "DTSTART:20261121T010000Z",
        "DTSTART;TZID=Europe/Berlin:20261201T180000",
        "RRULE:FREQ=WEEKLY;COUNT=8;BYDAY=TU",
        "EXDATE;TZID=Europe/Berlin:20261222T180000,20261229T180000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261208T180000",
        "DTSTART;VALUE=DATE:20270130",
        "LOCATION:The Lantern\\, 12 Dock Street\\, Brooklyn",
        "TZOFFSETFROM:+0200",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(feed.text().lines().all(|line| line.len() <= 76), "{text}");
}

#[tokio::test]
async fn a_wrong_address_is_none_and_a_new_one_ends_the_old_one() {
    let app = App::new().await;
    let first = address(&app).await;
    assert_eq!(app.nobody.get(&first).await.status, 200);
    let second = address(&app).await;
    assert_eq!(app.nobody.get(&first).await.status, 404);
    assert_eq!(app.nobody.get(&second).await.status, 200);
    for wrong in ["/events.ics", "/events.ics?key=", "/events.ics?key=nonsense", "/events.ics?key=a&key=b"] {
        assert_eq!(app.nobody.get(wrong).await.status, 404, "{wrong}");
    }
    assert!(!app.world.items().await.join(" ").contains(second.split('=').nth(1).unwrap()), "only its hash is stored");
    assert_eq!(app.caller.delete("/events/feed").await.status, 200);
    assert_eq!(app.nobody.get(&second).await.status, 404);
    assert_eq!(app.caller.delete("/events/feed").await.status, 200);
}

#[tokio::test]
async fn whoever_has_the_feed_is_not_sent_it_again() {
    let app = App::new().await;
    course(&app).await;
    let address = address(&app).await;
    let first = app.nobody.get(&address).await;
    let tag = first.header("etag").unwrap();
    for known in [tag.to_owned(), format!("W/{tag}"), format!("\"x\", {tag}")] {
        let again = app.nobody.with("if-none-match", &known).get(&address).await;
        assert_eq!((again.status, again.text()), (StatusCode::NOT_MODIFIED, ""), "{known}");
    }
    let id = app.events().await[0]["id"].as_str().unwrap().to_owned();
    app.patch(&format!("/events/{id}"), json!({ "review": "rejected" })).await;
    let changed = app.nobody.with("if-none-match", tag).get(&address).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(!changed.text().contains("Monk"));
}
