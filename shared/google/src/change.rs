//! What Google tells of one event, in our words
//! (<https://developers.google.com/workspace/calendar/api/v3/reference/events>).

use calendar::{Change, Event, Origin, When};
use chrono::{Datelike, NaiveDate, Utc};
use google_calendar3::api;
use jiff::Timestamp;
use jiff::civil::Date;

/// The `status` of an event that does not take place.
pub(crate) const CANCELLED: &str = "cancelled";
const NANOSECONDS: i128 = 1_000_000_000;

/// None if it lacks what every event has: an id, a start and an end, and an exception the start of its occurrence.
///
/// `endTimeUnspecified` changes nothing: an end is given all the same.
pub(crate) fn change(event: api::Event) -> Option<Change> {
    let id = event.id.filter(|id| !id.is_empty())?;
    let original_start = event.original_start_time.and_then(when);
    let is_exception = event.recurring_event_id.is_some();
    let origin = event.recurring_event_id.zip(original_start);
    let origin = origin.map(|(series, original_start)| Origin { series, original_start });
    if event.status.as_deref() == Some(CANCELLED) {
        return Some(match origin {
            Some(origin) => Change::Cancelled { id, origin },
            None => Change::Deleted { id },
        });
    }
    if is_exception && origin.is_none() {
        return None;
    }
    Some(Change::Is(Event {
        id,
        summary: event.summary.unwrap_or_default(),
        description: event.description.unwrap_or_default(),
        start: when(event.start?)?,
        end: when(event.end?)?,
        recurrence: event.recurrence.unwrap_or_default(),
        origin,
    }))
}

fn when(time: api::EventDateTime) -> Option<When> {
    match time.date_time {
        Some(at) => Some(When::Time { at: timestamp(at)?, zone: time.time_zone }),
        None => time.date.and_then(date).map(When::Date),
    }
}

fn timestamp(at: chrono::DateTime<Utc>) -> Option<Timestamp> {
    let nanoseconds = i128::from(at.timestamp()) * NANOSECONDS + i128::from(at.timestamp_subsec_nanos());
    Timestamp::from_nanosecond(nanoseconds).ok()
}

fn date(date: NaiveDate) -> Option<Date> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}
