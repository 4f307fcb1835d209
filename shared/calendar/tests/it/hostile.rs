//! Recurrences that nobody makes by hand, and anybody may send in an invitation. Each ends soon, with what is bounded.

use crate::support::{made, made_in, ms, recurring, spans};
use calendar::{Reason, read};

const LATER: &str = "2036-01-01T00:00:00Z";

#[test]
fn what_recurs_without_end_is_cut_and_says_so() {
    for rule in ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=4000000000", "FREQ=HOURLY;BYHOUR=1,2,3", "FREQ=DAILY;INTERVAL=1"]
    {
        let event = recurring("1950-01-01T00:00:00Z", "1950-01-01T00:00:01Z", &[&format!("RRULE:{rule}")]);
        let made = made_in("UTC", &event, &[], ms(LATER));
        assert_eq!((spans(&made).len(), made.truncated, made.next_at), (20_000, true, None), "{rule}");
    }
}

#[test]
fn what_is_cut_tells_its_next_time_until_it_is() {
    let event = recurring("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", &["RRULE:FREQ=SECONDLY"]);
    let made = made(&event, "2026-01-01T00:00:09Z");
    assert_eq!((spans(&made).len(), made.truncated), (10, false));
    assert_eq!(made.next_at, Some(ms("2026-01-01T00:00:10Z")));
}

#[test]
fn what_never_matches_is_its_start() {
    let rules = [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=SECONDLY;BYMONTH=1;BYSETPOS=2",
        "FREQ=HOURLY;INTERVAL=24;BYHOUR=7",
        "FREQ=YEARLY;INTERVAL=65535",
        "FREQ=MONTHLY;INTERVAL=65535",
    ];
    for rule in rules {
        let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &[&format!("RRULE:{rule}")]);
        assert_eq!(read(&event).problems, [], "{rule}");
        let made = made(&event, LATER);
        assert_eq!((spans(&made).len(), made.next_at), (1, None), "{rule}");
    }
}

#[test]
fn what_would_take_too_long_is_not_understood() {
    let list = |most: u32| (0..=most).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let rules = [
        format!("FREQ=YEARLY;BYHOUR={};BYMINUTE={};BYSECOND={}", list(23), list(59), list(59)),
        "FREQ=SECONDLY;BYHOUR=9;BYMONTH=2;BYMONTHDAY=31".to_owned(),
        "FREQ=SECONDLY;INTERVAL=7;BYSECOND=1".to_owned(),
        "FREQ=MINUTELY;BYHOUR=9;INTERVAL=90".to_owned(),
        "FREQ=DAILY;INTERVAL=70000".to_owned(),
    ];
    for rule in rules {
        let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &[&format!("RRULE:{rule}")]);
        assert_eq!(read(&event).problems[0].reason, Reason::Recurrence, "{rule}");
        assert_eq!(spans(&made(&event, LATER)).len(), 1, "{rule}");
    }
}

#[test]
fn exclusions_of_everything_leave_nothing() {
    let lines = ["RRULE:FREQ=SECONDLY", "EXRULE:FREQ=SECONDLY"];
    let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &lines);
    let made = made(&event, LATER);
    assert_eq!((spans(&made).len(), made.truncated), (0, true));
}

#[test]
fn exclusions_that_are_too_many_to_look_at_end_it() {
    for (start, end) in [("1950-01-05T08:00:00Z", "1950-01-05T09:00:00Z"), ("1950-01-05", "1950-01-06")] {
        let lines = ["RRULE:FREQ=YEARLY;INTERVAL=70", "EXRULE:FREQ=DAILY;INTERVAL=1"];
        let made = made(&recurring(start, end, &lines), LATER);
        assert_eq!((spans(&made).len(), made.truncated, made.next_at), (0, true, None));
    }
}

#[test]
fn whole_days_do_not_recur_within_a_day() {
    let hourly = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=HOURLY"]);
    assert_eq!(read(&hourly).problems[0].reason, Reason::Recurrence);
    assert_eq!(spans(&made(&hourly, LATER)).len(), 1);
    let thrice = recurring("2026-01-05", "2026-01-06", &["RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=5;COUNT=4"]);
    assert_eq!(spans(&made(&thrice, LATER)).len(), 4);
}

#[test]
fn there_is_an_end_to_rules_and_to_what_is_kept_of_them() {
    let many = ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"; 9];
    let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &many);
    assert_eq!(read(&event).problems[0].reason, Reason::Recurrence);

    let long = format!("EXDATE:{}", vec!["20260106T080000Z"; 5_000].join(","));
    let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &["RRULE:FREQ=DAILY", &long]);
    let reading = read(&event);
    assert_eq!(reading.problems[0].reason, Reason::TooLong);
    assert!(reading.entry.as_ref().unwrap().recurs());
    assert!(serde_json::to_string(&reading.entry).unwrap().len() < 1_000);
    assert_eq!(spans(&made(&event, LATER)), ["2026-01-05T08:00:00Z 1"]);
}

#[test]
fn the_ends_of_the_calendar_are_no_panic() {
    let table = [
        ("9999-12-29T00:00:00Z", "9999-12-29T01:00:00Z", "RRULE:FREQ=DAILY"),
        ("9999-12-29", "9999-12-30", "RRULE:FREQ=DAILY"),
        ("-009999-01-03", "-009999-01-04", "RRULE:FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO"),
        ("-009999-01-03T00:00:00Z", "9999-12-29T01:00:00Z", "RRULE:FREQ=YEARLY;BYDAY=-1SU"),
        ("9999-12-29T00:00:00Z", "-009999-01-03T00:00:00Z", "RRULE:FREQ=MONTHLY"),
    ];
    for (start, end, rule) in table {
        let event = recurring(start, end, &[rule]);
        made_in("America/New_York", &event, &[], i64::MAX);
        made_in("Asia/Tokyo", &event, &[], i64::MIN);
    }
}
