//! JSON-LD and microdata.

use crate::support::{found, mail_of, one};
use extract::{Found, Mail, Status, When};

fn page(markup: &str) -> Mail {
    mail_of("text/html; charset=utf-8", &format!("<p>Hello</p>{markup}"))
}

fn json_ld(json: &str) -> Mail {
    page(&format!("<script type=\"application/ld+json\">{json}</script>"))
}

fn start(event: &Found) -> String {
    match event.facts.start.as_ref().expect("a start") {
        When::Date(date) => date.to_string(),
        When::Time { at, .. } => at.to_string(),
    }
}

#[test]
fn json_ld_is_read_wherever_events_stand() {
    let event = r#"{"@type":"Event","name":"Fair","startDate":"2026-12-05"}"#;
    let table = [
        event.to_owned(),
        format!("[{event}]"),
        format!(r#"{{"@context":"https://schema.org","@graph":[{{"@type":"Person"}},{event}]}}"#),
        format!(r#"{{"@type":"EventReservation","reservationFor":{event}}}"#),
        format!(r#"{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","item":{event}}}]}}"#),
        r#"{"@type":["Thing","http://schema.org/Event"],"name":["Fair"],"startDate":{"@value":"2026-12-05"}}"#
            .to_owned(),
        format!("<!-- {event} -->"),
        format!("/*x*/ [}}</script><script type='application/ld+json; charset=utf-8'>{event}"),
    ];
    for json in table {
        let event = one(&json_ld(&json));
        assert_eq!((event.facts.title.as_str(), start(&event).as_str()), ("Fair", "2026-12-05"), "{json}");
    }
}

#[test]
fn what_is_no_event_is_none() {
    for json in [r#"{"@type":"Order","name":"Shoes"}"#, r#"{"@type":"Event"}"#, "[[[]]]", "{", "", "1"] {
        assert_eq!(found(&json_ld(json)), [], "{json}");
    }
}

#[test]
fn a_status_comes_of_the_event_or_of_its_reservation() {
    let check = |json: &str, status| assert_eq!(one(&json_ld(json)).facts.status, status, "{json}");
    check(r#"{"@type":"Event","name":"x","eventStatus":"https://schema.org/EventCancelled"}"#, Status::Cancelled);
    check(r#"{"@type":"Event","name":"x","eventStatus":"EventPostponed"}"#, Status::Postponed);
    check(r#"{"@type":"Event","name":"x","eventStatus":{"@id":"x"}}"#, Status::Confirmed);
    let event = r#"{"@type":"Event","name":"x"}"#;
    let reservation = format!(
        r#"{{"@type":"EventReservation","reservationStatus":"http://schema.org/ReservationCancelled","reservationFor":{event}}}"#
    );
    check(&reservation, Status::Cancelled);
}

#[test]
fn a_flight_is_a_journey() {
    let event = one(&json_ld(
        r#"{"@type":"FlightReservation","reservationFor":{"@type":"Flight","flightNumber":"110",
            "airline":{"@type":"Airline","name":"United","iataCode":"UA"},
            "departureAirport":{"@type":"Airport","name":"San Francisco Airport","iataCode":"SFO"},
            "departureTime":"2027-03-04T20:15:00-08:00",
            "arrivalAirport":{"@type":"Airport","name":"John F. Kennedy International Airport","iataCode":"JFK"},
            "arrivalTime":"2027-03-05T06:30:00-05:00"}}"#,
    ));
    assert_eq!(event.facts.title, "UA110 San Francisco Airport – John F. Kennedy International Airport");
    assert_eq!(event.facts.location.as_deref(), Some("San Francisco Airport"));
    assert_eq!(event.facts.category.as_deref(), Some("travel"));
    assert_eq!(start(&event), "2027-03-05T04:15:00Z");
}

#[test]
fn microdata_says_the_same() {
    let event = one(&page(
        "<div itemscope itemtype='http://schema.org/EventReservation'><meta itemprop=reservationNumber content=7>\
         <div itemprop=reservationFor itemscope itemtype='http://schema.org/TheaterEvent'>\
         <span itemprop=name>A &amp; <b>B</b></span><time itemprop=startDate datetime='2026-12-05T19:00-05:00'>soon</time>\
         <a itemprop=url href='https://x.org/a'>x</a><p itemprop=location itemscope itemtype='http://schema.org/Place'>\
         <b itemprop=name>Hall</b><span itemprop=address>1 Road</span></p></div></div>",
    ));
    assert_eq!(event.facts.title, "A & B");
    assert_eq!(event.facts.location.as_deref(), Some("Hall, 1 Road"));
    assert_eq!(event.facts.source_url.as_deref(), Some("https://x.org/a"));
    assert_eq!(event.facts.category.as_deref(), Some("theater"));
    assert_eq!(start(&event), "2026-12-06T00:00:00Z");
}
