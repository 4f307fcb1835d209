//! What should be stored: a pure function of calendars as Google lists them now, and of the time.

use crate::stage::{Points, add};
use calendar::{Entry, Event, Origin, When};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;

/// The points of a calendar in this zone.
pub(crate) fn points(listed: &[Value], zone: &str, now: i64) -> Points {
    let zone = TimeZone::get(zone).unwrap();
    let entries: BTreeMap<&str, Entry> = listed.iter().filter_map(entry).collect();
    let mut points = Points::new();
    for (id, entry) in &entries {
        let of_it = entries.values().filter_map(Entry::origin).filter(|origin| origin.series == *id);
        let exceptions: Vec<When> = of_it.map(|origin| origin.original_start.clone()).collect();
        for (metric, columns) in calendar::points(id, entry, &exceptions, &zone, now).points {
            add(&mut points, &metric, &columns);
        }
    }
    points
}

fn entry(resource: &Value) -> Option<(&str, Entry)> {
    let id = resource["id"].as_str().unwrap();
    let origin = resource["recurringEventId"]
        .as_str()
        .map(|series| Origin { series: series.to_owned(), original_start: when(&resource["originalStartTime"]) });
    if resource["status"] == "cancelled" {
        return Some((id, calendar::cancelled(&origin.unwrap())));
    }
    let text = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
    let recurrence = resource["recurrence"].as_array().into_iter().flatten();
    let event = Event {
        id: id.to_owned(),
        summary: text("summary"),
        description: text("description"),
        start: when(&resource["start"]),
        end: when(&resource["end"]),
        recurrence: recurrence.map(|line| line.as_str().unwrap().to_owned()).collect(),
        origin,
    };
    Some((id, calendar::read(&event).entry?))
}

fn when(time: &Value) -> When {
    match time["dateTime"].as_str() {
        Some(at) => When::Time { at: at.parse().unwrap(), zone: time["timeZone"].as_str().map(str::to_owned) },
        None => When::Date(time["date"].as_str().unwrap().parse().unwrap()),
    }
}
