//! All-day events: from midnight to midnight where the calendar is.

use crate::support::{WARSAW, event, exception, made_in, ms, recurring, spans, when};

fn check(zone: &str, first: &str, end: &str, span: &str) {
    let made = made_in(zone, &event("#!rest", first, end), &[], 0);
    assert_eq!(spans(&made), [span], "{first} in {zone}");
}

#[test]
fn a_day_is_as_long_as_the_clocks_make_it() {
    check(WARSAW, "2026-07-01", "2026-07-02", "2026-06-30T22:00:00Z 24");
    check(WARSAW, "2026-03-29", "2026-03-30", "2026-03-28T23:00:00Z 23");
    check(WARSAW, "2026-10-25", "2026-10-26", "2026-10-24T22:00:00Z 25");
    check(WARSAW, "2026-03-28", "2026-03-31", "2026-03-27T23:00:00Z 71");
    check("UTC", "2026-03-29", "2026-03-30", "2026-03-29T00:00:00Z 24");
    check("Pacific/Kiritimati", "2026-03-29", "2026-03-30", "2026-03-28T10:00:00Z 24");
}

#[test]
fn a_day_whose_midnight_is_skipped_begins_at_its_first_instant() {
    check("America/Sao_Paulo", "2018-11-04", "2018-11-05", "2018-11-04T03:00:00Z 23");
    check("Africa/Cairo", "2026-04-24", "2026-04-25", "2026-04-23T22:00:00Z 23");
    check("Africa/Cairo", "2026-04-23", "2026-04-24", "2026-04-22T22:00:00Z 24");
}

#[test]
fn each_day_of_a_series_has_its_own_length() {
    let daily = recurring("2026-03-28", "2026-03-29", &["RRULE:FREQ=DAILY;COUNT=3"]);
    let made = made_in(WARSAW, &daily, &[], ms("2026-12-31T00:00:00Z"));
    assert_eq!(spans(&made), ["2026-03-27T23:00:00Z 24", "2026-03-28T23:00:00Z 23", "2026-03-29T22:00:00Z 24"]);

    let weekends = recurring("2026-10-24", "2026-10-26", &["RRULE:FREQ=WEEKLY;COUNT=2"]);
    let made = made_in(WARSAW, &weekends, &[], ms("2026-12-31T00:00:00Z"));
    assert_eq!(spans(&made), ["2026-10-23T22:00:00Z 49", "2026-10-30T23:00:00Z 48"]);
}

#[test]
fn a_day_of_a_series_counts_from_its_midnight_on() {
    let daily = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=DAILY"]);
    let midnight = ms("2026-01-05T23:00:00Z");
    assert_eq!(spans(&made_in(WARSAW, &daily, &[], midnight - 1)).len(), 1);
    assert_eq!(made_in(WARSAW, &daily, &[], midnight - 1).next_at, Some(midnight));
    assert_eq!(spans(&made_in(WARSAW, &daily, &[], midnight)).len(), 2);
}

#[test]
fn dates_are_excluded_in_whatever_form_they_are_stated() {
    let forms = [
        "EXDATE;VALUE=DATE:20260106",
        "EXDATE:20260106",
        "EXDATE:20260106T000000Z",
        "EXDATE;TZID=Europe/Warsaw:20260106T000000",
        "EXDATE:20260105T230000Z",
        "EXDATE:20260106T000000",
    ];
    for form in forms {
        let daily = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=DAILY;COUNT=3", form]);
        let made = made_in(WARSAW, &daily, &[], ms("2026-12-31T00:00:00Z"));
        assert_eq!(spans(&made), ["2026-01-04T23:00:00Z 24", "2026-01-06T23:00:00Z 24"], "{form}");
    }
}

#[test]
fn the_last_day_is_the_date_of_until_in_whatever_form() {
    for until in ["20260107", "20260107T000000Z", "20260107T225959Z", "20260106T230000Z", "20260107T000000"] {
        let rule = format!("RRULE:FREQ=DAILY;UNTIL={until}");
        let made = made_in(WARSAW, &recurring("2026-01-05", "2026-01-06", &[&rule]), &[], ms("2026-12-31T00:00:00Z"));
        assert_eq!(spans(&made).len(), 3, "{until}");
    }
}

#[test]
fn an_exception_takes_its_date_from_the_series() {
    let daily = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=DAILY;COUNT=3", "RDATE;VALUE=DATE:20260201"]);
    for original in ["2026-01-06", "2026-01-05T23:00:00Z", "2026-01-06T00:00 Europe/Warsaw"] {
        let made = made_in(WARSAW, &daily, &[when(original)], ms("2026-12-31T00:00:00Z"));
        let days = ["2026-01-04T23:00:00Z 24", "2026-01-06T23:00:00Z 24", "2026-01-31T23:00:00Z 24"];
        assert_eq!(spans(&made), days, "{original}");
    }
    let moved = exception("#!rest", "2026-01-06", "2026-03-29", "2026-03-30");
    let made = made_in(WARSAW, &moved, &[], ms("2026-12-31T00:00:00Z"));
    assert_eq!(spans(&made), ["2026-03-28T23:00:00Z 23"]);
}
