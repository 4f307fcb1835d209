//! One event as schema.org describes it (<https://schema.org/Event>, and what Google documents for mails,
//! <https://developers.google.com/workspace/gmail/markup/reference/event-reservation>).

use crate::draft::Draft;
use crate::event::{Facts, Status};
use crate::when::When;
use jiff::tz::TimeZone;
use serde_json::Value;

/// Events whose type does not end in `Event`.
const OTHER_EVENTS: [&str; 4] = ["Festival", "Hackathon", "CourseInstance", "EventSeries"];

/// Whether a value is of an event's type.
pub(crate) fn is_event(value: &Value) -> bool {
    types(value).any(|kind| kind.ends_with("Event") || OTHER_EVENTS.contains(&kind))
}

/// Whether a value is a journey, which has other names for its times and places.
pub(crate) fn is_trip(value: &Value) -> bool {
    types(value).any(|kind| matches!(kind, "Flight" | "TrainTrip" | "BusTrip" | "BoatTrip"))
}

/// What it says; `is_off` where the reservation for it was cancelled.
pub(crate) fn draft(value: &Value, is_off: bool, home: &TimeZone) -> Draft {
    let when = |names: &[&str]| names.iter().find_map(|name| When::parse(&text(value.get(*name)?)?, home));
    let status = status(value);
    let former = when(&["previousStartDate"]);
    let facts = Facts {
        title: title(value),
        description: property(value, "description"),
        // Of an event put off to no known time, the start is the one that it had.
        start: when(&["startDate", "departureTime", "doorTime"]),
        end: when(&["endDate", "arrivalTime"]),
        location: location(value),
        category: category(value),
        organizer_name: name_of(value, &["organizer", "provider", "airline", "performer"]),
        organizer_email: None,
        organizer_url: value.get("organizer").and_then(first).and_then(|it| property(it, "url")),
        source_url: property(value, "url").or_else(|| property(value, "@id")),
        tags: keywords(value),
        recurrence: Vec::new(),
        status,
    };
    Draft { facts, former, is_cancellation: is_off || status == Status::Cancelled, ..Draft::default() }
}

/// The types' names, without the vocabulary's address.
fn types(value: &Value) -> impl Iterator<Item = &str> {
    let kinds = match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    kinds.iter().filter_map(Value::as_str).map(|kind| kind.rsplit(['/', '#', ':']).next().unwrap_or(kind))
}

/// <https://schema.org/EventStatusType>
fn status(value: &Value) -> Status {
    let stated = property(value, "eventStatus").unwrap_or_default();
    match stated.rsplit(['/', '#']).next().unwrap_or_default() {
        "EventCancelled" | "Cancelled" => Status::Cancelled,
        "EventPostponed" | "Postponed" => Status::Postponed,
        _ => Status::Confirmed,
    }
}

fn title(value: &Value) -> String {
    if let Some(name) = property(value, "name") {
        return name;
    }
    if !is_trip(value) {
        return String::new();
    }
    let number = ["flightNumber", "trainNumber", "busNumber"].iter().find_map(|name| property(value, name));
    let line = value.get("airline").and_then(|airline| property(airline, "iataCode")).unwrap_or_default();
    let place = |names: &[&str]| names.iter().find_map(|name| value.get(*name).and_then(place_name));
    let from = place(&["departureAirport", "departureStation", "departureBusStop", "departureBoatTerminal"]);
    let to = place(&["arrivalAirport", "arrivalStation", "arrivalBusStop", "arrivalBoatTerminal"]);
    let route = from.zip(to).map(|(from, to)| format!("{from} – {to}")).unwrap_or_default();
    let number = format!("{line}{}", number.unwrap_or_default());
    [number, route].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn place_name(place: &Value) -> Option<String> {
    property(place, "name").or_else(|| property(place, "iataCode"))
}

fn location(value: &Value) -> Option<String> {
    const PLACES: [&str; 5] =
        ["location", "departureAirport", "departureStation", "departureBusStop", "departureBoatTerminal"];
    let places = PLACES.iter().find_map(|name| value.get(*name))?;
    let places = many(places).iter().filter_map(place).collect::<Vec<_>>();
    (!places.is_empty()).then(|| places.join("; "))
}

/// A Place with a PostalAddress, a VirtualLocation, or a text.
fn place(value: &Value) -> Option<String> {
    if let Some(text) = text(value) {
        return Some(text);
    }
    let address = value.get("address").and_then(|address| text(address).or_else(|| postal(address)));
    let parts = [property(value, "name"), address.or_else(|| property(value, "url"))];
    let mut named: Vec<String> = parts.into_iter().flatten().collect();
    named.dedup();
    (!named.is_empty()).then(|| named.join(", "))
}

fn postal(address: &Value) -> Option<String> {
    let names = ["streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"];
    let parts: Vec<String> =
        names.iter().filter_map(|name| text(address.get(*name)?).or_else(|| name_in(address.get(*name)?))).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `MusicEvent` is `music`, and a plain `Event` nothing.
fn category(value: &Value) -> Option<String> {
    if is_trip(value) {
        return Some("travel".to_owned());
    }
    types(value).map(|kind| kind.trim_end_matches("Event")).find(|kind| !kind.is_empty()).map(str::to_lowercase)
}

fn name_of(value: &Value, properties: &[&str]) -> Option<String> {
    properties.iter().find_map(|property| {
        let holder = first(value.get(*property)?)?;
        text(holder).or_else(|| name_in(holder))
    })
}

fn name_in(value: &Value) -> Option<String> {
    property(value, "name")
}

fn keywords(value: &Value) -> Vec<String> {
    let Some(keywords) = value.get("keywords") else { return Vec::new() };
    many(keywords)
        .iter()
        .filter_map(text)
        .flat_map(|text| text.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn property(value: &Value, name: &str) -> Option<String> {
    text(first(value.get(name)?)?)
}

fn first(value: &Value) -> Option<&Value> {
    many(value).first()
}

fn many(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        value => std::slice::from_ref(value),
    }
}

/// A text, or a typed one (`{"@value": ...}`); `None` where it is empty.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(properties) => properties.get("@value")?.as_str()?.to_owned(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}
