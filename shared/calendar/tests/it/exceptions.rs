//! Occurrences that were moved, renamed or cancelled.

use crate::support::{WARSAW, event, exception, made, made_in, ms, recurring, spans, when};
use calendar::{Event, Origin, cancelled, points, read};

const LATER: &str = "2026-12-31T00:00:00Z";

fn weekly() -> Event {
    recurring("2026-01-05T09:00 Europe/Warsaw", "2026-01-05T10:00 Europe/Warsaw", &["RRULE:FREQ=WEEKLY;COUNT=3"])
}

#[test]
fn an_exception_takes_its_occurrence_away_in_whatever_zone_it_is_told() {
    for original in ["2026-01-12T09:00 Europe/Warsaw", "2026-01-12T08:00:00Z", "2026-01-12T03:00 America/New_York"] {
        let made = made_in(WARSAW, &weekly(), &[when(original)], ms(LATER));
        assert_eq!(spans(&made), ["2026-01-05T08:00:00Z 1", "2026-01-19T08:00:00Z 1"], "{original}");
    }
    let other = made_in(WARSAW, &weekly(), &[when("2026-01-12T09:30 Europe/Warsaw")], ms(LATER));
    assert_eq!(spans(&other).len(), 3);
}

#[test]
fn the_first_occurrence_can_be_taken_away_too() {
    let made = made_in(WARSAW, &weekly(), &[when("2026-01-05T09:00 Europe/Warsaw")], ms(LATER));
    assert_eq!(spans(&made), ["2026-01-12T08:00:00Z 1", "2026-01-19T08:00:00Z 1"]);
}

#[test]
fn a_moved_occurrence_has_a_point_of_its_own_once_it_begins() {
    let moved = exception("#!run", "2026-01-12T08:00:00Z", "2026-01-13T08:00:00Z", "2026-01-13T08:30:00Z");
    let begins = ms("2026-01-13T08:00:00Z");
    let before = made_in(WARSAW, &moved, &[], begins - 1);
    assert!(before.points.is_empty());
    assert_eq!(before.next_at, Some(begins));
    let after = made_in(WARSAW, &moved, &[], begins);
    assert_eq!(spans(&after), ["2026-01-13T08:00:00Z 0.5"]);
    assert_eq!(after.next_at, None);
}

#[test]
fn an_exception_is_kept_even_where_it_does_not_count() {
    let renamed = exception("lunch", "2026-01-12T08:00:00Z", "2026-01-12T08:00:00Z", "2026-01-12T08:30:00Z");
    let entry = read(&renamed).entry.unwrap();
    assert_eq!(entry.origin(), renamed.origin.as_ref());
    assert!(!entry.has_points() && !entry.recurs());
    assert_eq!(made(&renamed, LATER), calendar::Made::default());
}

#[test]
fn a_cancelled_occurrence_is_kept_without_points() {
    let origin = Origin { series: "e1".to_owned(), original_start: when("2026-01-12T08:00:00Z") };
    let entry = cancelled(&origin);
    assert_eq!(entry.origin(), Some(&origin));
    assert!(!entry.has_points() && !entry.recurs());
    let made = points("e1_x", &entry, &[], &jiff::tz::TimeZone::UTC, ms(LATER));
    assert_eq!(made, calendar::Made::default());
}

#[test]
fn a_series_and_a_single_event_are_told_apart() {
    let series = read(&weekly()).entry.unwrap();
    assert!(series.recurs() && series.has_points() && series.origin().is_none());
    let single = read(&event("#!run", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z")).entry.unwrap();
    assert!(!single.recurs() && single.has_points() && single.origin().is_none());
    let unmarked = Event { summary: "run".to_owned(), ..weekly() };
    assert_eq!(read(&unmarked).entry, None);
}

#[test]
fn the_next_time_is_one_that_takes_place() {
    let now = "2026-01-05T09:00:00Z";
    assert_eq!(made(&weekly(), now).next_at, Some(ms("2026-01-12T08:00:00Z")));
    let cancelled = [when("2026-01-12T08:00:00Z")];
    assert_eq!(made_in(WARSAW, &weekly(), &cancelled, ms(now)).next_at, Some(ms("2026-01-19T08:00:00Z")));
    assert_eq!(made(&weekly(), LATER).next_at, None);
    assert_eq!(made(&weekly(), "2025-01-01T00:00:00Z").next_at, Some(ms("2026-01-05T08:00:00Z")));
    let unmarked = Event { summary: "run".to_owned(), ..weekly() };
    assert_eq!(made(&unmarked, now).next_at, None);
}

#[test]
fn a_series_that_became_whole_days_still_loses_its_exceptions() {
    let daily = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=DAILY;COUNT=3"]);
    let made = made_in(WARSAW, &daily, &[when("2026-01-06T09:00 Europe/Warsaw")], ms(LATER));
    assert_eq!(spans(&made).len(), 2);
    let made = made_in(WARSAW, &weekly(), &[when("2026-01-12")], ms(LATER));
    assert_eq!(spans(&made).len(), 2);
}
