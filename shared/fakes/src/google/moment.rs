//! When an event begins or ends, as the Calendar API writes it (the resource's `start`, `end`, `originalStartTime`).

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// A date of an all-day event, or a moment with the zone in which its event recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Date(Date),
    Time { at: Timestamp, zone: Option<String> },
}

impl Moment {
    /// Reads `{"date": ..}` or `{"dateTime": .., "timeZone": ..}`; wall time without an offset is in its `timeZone`, or
    /// else in `calendar`.
    pub(super) fn read(value: &Value, calendar: &TimeZone) -> Option<Moment> {
        if let Some(date) = value.get("date").and_then(Value::as_str) {
            return Some(Moment::Date(date.parse().ok()?));
        }
        let text = value.get("dateTime")?.as_str()?;
        let Some(zone) = value.get("timeZone").and_then(Value::as_str) else {
            return Some(Moment::Time { at: timestamp(text, calendar)?, zone: None });
        };
        let at = timestamp(text, &TimeZone::get(zone).ok()?)?;
        Some(Moment::Time { at, zone: Some(zone.to_owned()) })
    }

    /// Reads the start of an occurrence of the series that begins at `self`: a date (`2026-11-21`), a moment, or wall
    /// time in the series' zone.
    pub(super) fn occurrence(&self, text: &str, calendar: &TimeZone) -> Option<Moment> {
        let Moment::Time { zone, .. } = self else {
            return Some(Moment::Date(text.parse().ok()?));
        };
        let wall = zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| calendar.clone());
        Some(Moment::Time { at: timestamp(text, &wall)?, zone: zone.clone() })
    }

    /// As long after `self` as `end` is after `start`.
    pub(super) fn after(&self, start: &Moment, end: &Moment) -> Option<Moment> {
        match (self, start, end) {
            (Moment::Date(at), Moment::Date(start), Moment::Date(end)) => {
                Some(Moment::Date(at.checked_add(start.until(*end).ok()?).ok()?))
            }
            (Moment::Time { at, zone }, Moment::Time { at: start, .. }, Moment::Time { at: end, .. }) => {
                let at = at.checked_add(start.duration_until(*end)).ok()?;
                Some(Moment::Time { at, zone: zone.clone() })
            }
            _ => None,
        }
    }

    /// A day or an hour after `self`: the end of an event that is sent without one.
    pub(super) fn default_end(&self) -> Option<Moment> {
        match self {
            Moment::Date(date) => Some(Moment::Date(date.tomorrow().ok()?)),
            Moment::Time { at, zone } => Some(Moment::Time { at: at.checked_add(1.hour()).ok()?, zone: zone.clone() }),
        }
    }

    /// The same with a zone of its own: an event that recurs must have one.
    pub(super) fn zoned(self, calendar: &TimeZone) -> Moment {
        match self {
            Moment::Time { at, zone: None } => {
                Moment::Time { at, zone: Some(calendar.iana_name().unwrap_or("UTC").to_owned()) }
            }
            moment => moment,
        }
    }

    /// As the API answers: the offset is that of the zone the answer is given in (the calendar's, unless the request
    /// asks for another), whatever zone the event itself is in.
    pub(super) fn render(&self, answer: &TimeZone) -> Value {
        match self {
            Moment::Date(date) => json!({ "date": date.to_string() }),
            Moment::Time { at, zone: None } => json!({ "dateTime": rfc3339(*at, answer) }),
            Moment::Time { at, zone: Some(zone) } => json!({ "dateTime": rfc3339(*at, answer), "timeZone": zone }),
        }
    }

    /// What Google puts behind the series' id to form an occurrence's: `20261121` or `20261121T080000Z`.
    pub(super) fn suffix(&self) -> String {
        match self {
            Moment::Date(date) => date.strftime("%Y%m%d").to_string(),
            Moment::Time { at, .. } => at.strftime("%Y%m%dT%H%M%SZ").to_string(),
        }
    }
}

fn timestamp(text: &str, wall: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let local: DateTime = text.parse().ok()?;
    Some(local.to_zoned(wall.clone()).ok()?.timestamp())
}

fn rfc3339(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let offset = if zoned.offset().seconds() == 0 { "Z" } else { "%:z" };
    zoned.strftime(&format!("%Y-%m-%dT%H:%M:%S%.f{offset}")).to_string()
}
