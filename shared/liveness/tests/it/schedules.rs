//! When schedules come.

use liveness::{Schedule, ScheduleError, Zone};
use proptest::prelude::*;

fn ms(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

#[track_caller]
fn check(text: &str, zone_name: &str, after: &str, expect: &[&str]) {
    let runs = Schedule::parse(text).unwrap().preview(ms(after), &zone(zone_name), expect.len());
    let runs: Vec<_> = runs.into_iter().map(|at| jiff::Timestamp::from_millisecond(at).unwrap().to_string()).collect();
    assert_eq!(runs, expect, "{text} in {zone_name}");
}

/// 2026-11-21 is a Saturday.
const SATURDAY: &str = "2026-11-21T00:00:00Z";

#[test]
fn fields_names_steps_and_sevens_are_read_as_unix_does() {
    check("0 18 * * 3", "UTC", SATURDAY, &["2026-11-25T18:00:00Z", "2026-12-02T18:00:00Z"]);
    check("0 18 * * */1", "UTC", SATURDAY, &["2026-11-21T18:00:00Z", "2026-11-22T18:00:00Z"]);
    check("0 18 * * 7", "UTC", SATURDAY, &["2026-11-22T18:00:00Z", "2026-11-29T18:00:00Z"]);
    check("0 18 * * 0", "UTC", SATURDAY, &["2026-11-22T18:00:00Z"]);
    check("30 9 ? jan-feb,DEC mon-Tue", "UTC", SATURDAY, &["2026-12-01T09:30:00Z", "2026-12-07T09:30:00Z"]);
    check(
        "20/20 6-8/2 * * *",
        "UTC",
        SATURDAY,
        &["2026-11-21T06:20:00Z", "2026-11-21T06:40:00Z", "2026-11-21T08:20:00Z"],
    );
    check("@daily", "UTC", SATURDAY, &["2026-11-22T00:00:00Z"]);
    check("@midnight", "UTC", SATURDAY, &["2026-11-22T00:00:00Z"]);
    check("@WEEKLY", "UTC", SATURDAY, &["2026-11-22T00:00:00Z", "2026-11-29T00:00:00Z"]);
    check("@hourly", "UTC", SATURDAY, &["2026-11-21T01:00:00Z"]);
    check("@annually", "UTC", SATURDAY, &["2027-01-01T00:00:00Z"]);
    check("@every 1h30m", "UTC", SATURDAY, &["2026-11-21T01:30:00Z", "2026-11-21T03:00:00Z"]);
}

#[test]
fn of_two_days_that_are_restricted_either_suffices() {
    check("0 12 24 * fri", "UTC", SATURDAY, &["2026-11-24T12:00:00Z", "2026-11-27T12:00:00Z", "2026-12-04T12:00:00Z"]);
    check("0 12 24 * *", "UTC", SATURDAY, &["2026-11-24T12:00:00Z", "2026-12-24T12:00:00Z"]);
    check("0 12 24 * */1", "UTC", SATURDAY, &["2026-11-24T12:00:00Z", "2026-12-24T12:00:00Z"]);
    check("0 12 */1 * fri", "UTC", SATURDAY, &["2026-11-27T12:00:00Z", "2026-12-04T12:00:00Z"]);
    // A step is a restriction, as in most crons.
    check("0 12 23 * */2", "UTC", SATURDAY, &["2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z"]);
}

#[test]
fn everybody_has_a_zone_of_their_own() {
    check("0 18 * * *", "Europe/Warsaw", SATURDAY, &["2026-11-21T17:00:00Z"]);
    check("0 18 * * *", "Asia/Kolkata", SATURDAY, &["2026-11-21T12:30:00Z"]);
    check("0 18 * * *", "America/New_York", SATURDAY, &["2026-11-21T23:00:00Z"]);
}

#[test]
fn a_time_that_clocks_skip_comes_when_they_go_on() {
    let before = "2026-03-28T12:00:00Z";
    // At 02:00 clocks show 03:00, which is 01:00 in UTC.
    check("30 2 * * *", "Europe/Warsaw", before, &["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]);
    check("0,30 2 * * *", "Europe/Warsaw", before, &["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]);
    // Half an hour, on an island.
    check("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", &["2026-10-03T15:30:00Z"]);
}

#[test]
fn a_time_that_clocks_show_twice_comes_once() {
    let before = "2026-10-24T12:00:00Z";
    check("30 2 * * *", "Europe/Warsaw", before, &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    check("30 2 * * *", "Europe/Warsaw", "2026-10-25T00:45:00Z", &["2026-10-26T01:30:00Z"]);
    check("0 * * * *", "Europe/Warsaw", "2026-10-25T00:00:00Z", &["2026-10-25T02:00:00Z"]);
}

#[test]
fn what_is_no_schedule_is_refused() {
    let malformed = [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "a * * * *",
        "0 0 * foo *",
        "0,,5 0 * * *",
        "/5 * * * *",
        "0 /2 * * *",
        "*/0 * * * *",
        "5-1 0 * * *",
        "@sometimes",
        "@every",
        "@every 0m",
        "@every -1h",
        "@every 1x",
        "@every 999999h",
        "CRON_TZ=UTC 0 0 * * *",
        "0 0 * * *\n",
        "0 0 + * *",
        "0 0 * * +1",
    ];
    for text in malformed {
        let trimmed = text.trim() != text;
        let refused = Schedule::parse(text);
        assert!(trimmed || refused == Err(ScheduleError::Malformed), "{text:?}: {refused:?}");
    }
    assert_eq!(Schedule::parse(&"0".repeat(201)), Err(ScheduleError::Malformed));
    assert_eq!(Schedule::parse("0 0 30 2 *"), Err(ScheduleError::Never));
}

#[test]
fn runs_are_a_quarter_of_an_hour_apart() {
    for text in ["* * * * *", "*/14 * * * *", "0,10 0 1 1 *", "0,50 * * * *", "59 23,0 * * *", "@every 14m"] {
        let refused = Schedule::parse(text);
        let fits = text == "59 23,0 * * *";
        assert_eq!(refused.is_ok(), fits, "{text}: {refused:?}");
    }
    for text in ["*/15 * * * *", "0,15 0 1 1 *", "@every 15m", "0,30 * * * *", "0 0 29 2 *"] {
        assert!(Schedule::parse(text).is_ok(), "{text}");
    }
    assert_eq!(Schedule::parse("0,59 0,23 * * *"), Err(ScheduleError::TooOften));
}

fn expression() -> impl Strategy<Value = String> {
    let minute = prop_oneof![
        (0..60_u8).prop_map(|m| m.to_string()),
        Just("*/15".into()),
        Just("0,30".into()),
        Just("10/20".into())
    ];
    let hour =
        prop_oneof![(0..24_u8).prop_map(|h| h.to_string()), Just("*".into()), Just("1-3".into()), Just("*/5".into())];
    let day = prop_oneof![Just("*".to_owned()), (1..29_u8).prop_map(|d| d.to_string()), Just("*/9".into())];
    let weekday = prop_oneof![
        Just("*".to_owned()),
        (0..8_u8).prop_map(|d| d.to_string()),
        Just("*/1".into()),
        Just("mon-fri".into())
    ];
    (minute, hour, day, weekday).prop_map(|(minute, hour, day, weekday)| format!("{minute} {hour} {day} * {weekday}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn runs_rise_and_none_is_left_out(
        text in expression(),
        name in prop::sample::select(vec!["UTC", "Europe/Warsaw", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]),
        start in 0..2_000_000_000_000_i64,
        within in 0..1_000_000_i64,
    ) {
        let (schedule, zone) = (Schedule::parse(&text).unwrap(), zone(name));
        let runs = schedule.preview(start, &zone, 50);
        prop_assert!(runs.is_sorted_by(|a, b| a < b) && start < runs[0]);
        for pair in runs.windows(2) {
            // From anywhere between two runs, the later one is next.
            let between = pair[0] + within % (pair[1] - pair[0]);
            prop_assert_eq!(schedule.next_after(between, &zone), Some(pair[1]));
        }
        let stored: Schedule = serde_json::from_str(&serde_json::to_string(&schedule).unwrap()).unwrap();
        prop_assert_eq!(stored, schedule);
    }

    #[test]
    fn no_text_makes_reading_a_schedule_panic(text in "[ -~]{0,30}") {
        let _ = Schedule::parse(&text);
    }
}
