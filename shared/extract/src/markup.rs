//! Events that markup tells of: where in JSON-LD they stand. Reservations hold the event they are for; lists, graphs
//! and items of lists hold many.

use crate::calendar_part::MOST_EVENTS;
use crate::event::{Found, Method};
use crate::mail::Mail;
use crate::schema_org::{draft, is_event, is_trip};
use jiff::tz::TimeZone;
use serde_json::Value;

/// Properties in which events may stand.
const HOLDERS: [&str; 8] =
    ["@graph", "reservationFor", "itemListElement", "item", "mainEntity", "event", "events", "subReservation"];
/// Deeper than a list in a graph in a reservation.
const DEEPEST: usize = 16;

/// The events of a mail's JSON-LD and microdata.
pub(crate) fn read(mail: &Mail, home: &TimeZone) -> Vec<Found> {
    let mut events = Vec::new();
    for value in &mail.markup {
        gather(value, false, 0, &mut events);
    }
    let drafts = events.into_iter().take(MOST_EVENTS).map(|(value, is_off)| draft(value, is_off, home));
    drafts.filter_map(|draft| draft.finish(mail, Method::Markup, home)).collect()
}

/// `is_off`: whether it stands in a reservation that was cancelled.
fn gather<'a>(value: &'a Value, is_off: bool, depth: usize, events: &mut Vec<(&'a Value, bool)>) {
    if DEEPEST < depth || MOST_EVENTS <= events.len() {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, is_off, depth + 1, events)),
        Value::Object(properties) => {
            let is_off = is_off || is_cancelled_reservation(value);
            if is_event(value) || is_trip(value) {
                events.push((value, is_off));
                return;
            }
            for holder in HOLDERS {
                if let Some(inner) = properties.get(holder) {
                    gather(inner, is_off, depth + 1, events);
                }
            }
        }
        _ => {}
    }
}

/// <https://schema.org/ReservationStatusType>
fn is_cancelled_reservation(value: &Value) -> bool {
    let status = value.get("reservationStatus").and_then(Value::as_str).unwrap_or_default();
    status.ends_with("ReservationCancelled")
}
