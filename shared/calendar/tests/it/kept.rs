//! Entries as they lie in the store. What was ever written must stay readable: never change these samples, add others.

use crate::support::{exception, ms, recurring, spans, told, when};
use calendar::{Entry, Event, cancelled, points, read};

const SINGLE: &str = r#"{"content":{"start":{"time":{"at":"2026-01-05T08:00:00Z","zone":null}},"end":{"time":{"at":"2026-01-05T09:00:00Z","zone":null}},"activity":"run"}}"#;
const DESCRIBED: &str = r#"{"content":{"start":{"date":"2026-01-05"},"end":{"date":"2026-01-06"},"activity":" X","dimensions":[["where","new york"]],"values":[["km",0.1]]}}"#;
const SERIES: &str = r#"{"content":{"start":{"time":{"at":"2026-01-05T08:00:00Z","zone":"Europe/Warsaw"}},"end":{"time":{"at":"2026-01-05T09:00:00Z","zone":"Europe/Warsaw"}},"activity":"run","recurrence":["RRULE:FREQ=DAILY;COUNT=3"]}}"#;
const EXCEPTION: &str = r#"{"origin":{"series":"e1","original_start":{"date":"2026-01-06"}},"content":{"start":{"date":"2026-01-07"},"end":{"date":"2026-01-08"},"activity":"run"}}"#;
const CANCELLED: &str =
    r#"{"origin":{"series":"e1","original_start":{"time":{"at":"2026-01-06T08:00:00Z","zone":"Europe/Warsaw"}}}}"#;

fn check(kept: &str, entry: &Entry) {
    assert_eq!(serde_json::to_string(entry).unwrap(), kept);
    assert_eq!(&serde_json::from_str::<Entry>(kept).unwrap(), entry);
}

fn of(event: &Event) -> Entry {
    read(event).entry.unwrap()
}

#[test]
fn each_kind_of_entry_is_written_and_read_as_ever() {
    let single = crate::support::event("#!run", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z");
    check(SINGLE, &of(&single));
    let description = "where:new york\nkm=0.1".to_owned();
    check(DESCRIBED, &of(&Event { description, ..crate::support::event("#! X", "2026-01-05", "2026-01-06") }));
    let rule = ["RRULE:FREQ=DAILY;COUNT=3"];
    check(SERIES, &of(&recurring("2026-01-05T09:00 Europe/Warsaw", "2026-01-05T10:00 Europe/Warsaw", &rule)));
    let moved = exception("#!run", "2026-01-06", "2026-01-07", "2026-01-08");
    check(EXCEPTION, &of(&moved));
    let origin = calendar::Origin { series: "e1".to_owned(), original_start: when("2026-01-06T09:00 Europe/Warsaw") };
    check(CANCELLED, &cancelled(&origin));
}

#[test]
fn an_entry_makes_its_points_after_years_too() {
    let zone = series::parse_zone("Europe/Warsaw").unwrap();
    let made = |kept| points("e1", &serde_json::from_str(kept).unwrap(), &[], &zone, ms("2036-01-01T00:00:00Z"));
    assert_eq!(spans(&made(SERIES)).len(), 3);
    assert_eq!(spans(&made(EXCEPTION)), ["2026-01-06T23:00:00Z 24"]);
    assert_eq!(
        told(&made(DESCRIBED), "imp.events.custom.km"),
        ["2026-01-04T23:00:00Z {src: e1, activity:  X, where: new york} 0.1"]
    );
    assert!(made(CANCELLED).points.is_empty());
}

#[test]
fn what_a_later_version_added_is_ignored() {
    let later = r#"{"colour":"red","content":{"start":{"date":"2026-01-05"},"end":{"date":"2026-01-06"},"activity":"run","place":{"x":1}}}"#;
    assert!(serde_json::from_str::<Entry>(later).unwrap().has_points());
}
