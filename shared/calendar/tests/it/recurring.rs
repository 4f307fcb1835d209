//! Rules and what they expand to.

use crate::support::{made, made_in, ms, recurring, spans};
use calendar::{Event, Reason, When, read};
use jiff::Timestamp;

const LATER: &str = "2036-01-01T00:00:00Z";

fn starts(event: &Event) -> Vec<String> {
    spans(&made(event, LATER)).iter().map(|span| span.split(' ').next().unwrap().to_owned()).collect()
}

/// An hour from 09:00 in Warsaw on Monday, 2026-01-05. The answer is in local time.
fn at_nine(recurrence: &[&str]) -> Vec<String> {
    let event = recurring("2026-01-05T09:00 Europe/Warsaw", "2026-01-05T10:00 Europe/Warsaw", recurrence);
    assert_eq!(read(&event).problems, [], "{recurrence:?}");
    let zone = series::parse_zone("Europe/Warsaw").unwrap();
    let local =
        |start: &String| zone.to_datetime(start.parse::<Timestamp>().unwrap()).strftime("%m-%d %H:%M").to_string();
    starts(&event).iter().map(local).collect()
}

#[test]
fn rules_dates_and_exclusions_make_the_occurrences() {
    let table: [(&[&str], &str); 20] = [
        (&["RRULE:FREQ=DAILY;COUNT=3"], "01-05 01-06 01-07"),
        (&["RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"], "01-05 01-19 02-02"),
        (&["RRULE:FREQ=WEEKLY;WKST=SU;BYDAY=MO,WE;COUNT=4"], "01-05 01-07 01-12 01-14"),
        (&["RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3"], "01-05 02-02 03-02"),
        (&["RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3"], "01-05 01-30 02-27"),
        // The start counts, whether it matches or not.
        (&["RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3"], "01-05 01-07 01-14"),
        (&["RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=1"], "01-05"),
        (&["RRULE:FREQ=DAILY;UNTIL=20251231T000000Z"], "01-05"),
        (&["EXDATE:20260106T080000Z"], "01-05"),
        // UNTIL is inclusive, whatever its form.
        (&["RRULE:FREQ=DAILY;UNTIL=20260107T080000Z"], "01-05 01-06 01-07"),
        (&["RRULE:FREQ=DAILY;UNTIL=20260107T075959Z"], "01-05 01-06"),
        (&["RRULE:FREQ=DAILY;UNTIL=20260107T090000"], "01-05 01-06 01-07"),
        (&["RRULE:FREQ=DAILY;UNTIL=20260107"], "01-05 01-06 01-07"),
        // So are exclusions and additions.
        (&["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260106T080000Z"], "01-05 01-07"),
        (&["RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=America/New_York:20260106T030000"], "01-05 01-07"),
        (&["RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260105,20260106"], "01-07"),
        (&["RDATE;TZID=Europe/Warsaw:20260301T090000,20260201T090000"], "01-05 02-01 03-01"),
        (&["RDATE;VALUE=DATE:20260201", "RRULE:FREQ=MONTHLY;COUNT=2"], "01-05 02-01 02-05"),
        (&["RRULE:FREQ=DAILY;COUNT=5", "EXRULE:FREQ=DAILY;INTERVAL=2"], "01-06 01-08"),
        (&["RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;COUNT=2", ""], "01-05 01-06 01-12"),
    ];
    for (recurrence, days) in table {
        let expected: Vec<String> = days.split(' ').map(|day| format!("{day} 09:00")).collect();
        assert_eq!(at_nine(recurrence), expected, "{recurrence:?}");
    }
}

#[test]
fn wall_time_stays_when_the_clocks_change() {
    let weekly = at_nine(&["RRULE:FREQ=WEEKLY;UNTIL=20261231T230000Z"]);
    assert_eq!(weekly.len(), 52);
    assert!(weekly.iter().all(|start| start.ends_with("09:00")), "{weekly:?}");
}

#[test]
fn an_event_keeps_the_wall_time_of_its_own_zone_else_of_the_calendars() {
    let rule = ["RRULE:FREQ=MONTHLY;COUNT=7"];
    let own = recurring("2026-01-05T09:00 America/New_York", "2026-01-05T10:00 America/New_York", &rule);
    assert_eq!(starts(&own).last().unwrap(), "2026-07-05T13:00:00Z");
    let none = recurring("2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z", &rule);
    assert_eq!(starts(&none).last().unwrap(), "2026-07-05T13:00:00Z");
    let tokyo = made_in("Asia/Tokyo", &none, &[], ms(LATER));
    assert_eq!(spans(&tokyo).last().unwrap(), "2026-07-05T14:00:00Z 1");
}

#[test]
fn a_time_that_clocks_skip_comes_an_hour_later_and_of_two_the_first_counts() {
    let nightly = |start: &str, end: &str| starts(&recurring(start, end, &["RRULE:FREQ=DAILY;COUNT=3"]));
    assert_eq!(
        nightly("2026-03-28T02:30 Europe/Warsaw", "2026-03-28T03:30 Europe/Warsaw"),
        ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]
    );
    assert_eq!(
        nightly("2026-10-24T02:30 Europe/Warsaw", "2026-10-24T03:30 Europe/Warsaw"),
        ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
    );
}

#[test]
fn a_series_may_begin_at_the_second_of_two_equal_wall_times() {
    let at = |text: &str| When::Time { at: text.parse().unwrap(), zone: Some("Europe/Warsaw".to_owned()) };
    let mut nightly = recurring("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", &["RRULE:FREQ=DAILY;COUNT=2"]);
    (nightly.start, nightly.end) = (at("2026-10-25T01:30:00Z"), at("2026-10-25T02:30:00Z"));
    assert_eq!(starts(&nightly), ["2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"]);
}

#[test]
fn occurrences_that_meet_in_a_gap_are_in_order_and_one() {
    let rule = ["RRULE:FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0,30;COUNT=6"];
    let event = recurring("2026-03-28T03:00 Europe/Warsaw", "2026-03-28T03:10 Europe/Warsaw", &rule);
    let all = ["2026-03-28T02:00:00Z", "2026-03-28T02:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"];
    assert_eq!(starts(&event), all);
    let between = made(&event, "2026-03-29T01:00:00Z");
    assert_eq!(spans(&between).len(), 3);
    assert_eq!(between.next_at, Some(ms("2026-03-29T01:30:00Z")));
}

#[test]
fn each_occurrence_lasts_as_long_as_the_first() {
    let night =
        recurring("2026-03-27T22:00 Europe/Warsaw", "2026-03-28T06:00 Europe/Warsaw", &["RRULE:FREQ=DAILY;COUNT=3"]);
    assert!(spans(&made(&night, LATER)).iter().all(|span| span.ends_with(" 8")));
}

#[test]
fn days_that_a_month_or_year_lacks_are_left_out() {
    let rule = ["RRULE:FREQ=MONTHLY;UNTIL=20270101T000000Z"];
    let monthly = recurring("2026-01-31T08:00:00Z", "2026-01-31T09:00:00Z", &rule);
    let days: Vec<String> = starts(&monthly).iter().map(|start| start[5..10].to_owned()).collect();
    assert_eq!(days, ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]);
    let yearly = recurring("2024-02-29", "2024-03-01", &["RRULE:FREQ=YEARLY"]);
    assert_eq!(starts(&yearly), ["2024-02-28T23:00:00Z", "2028-02-28T23:00:00Z", "2032-02-28T23:00:00Z"]);
}

#[test]
fn fractions_of_a_second_are_kept() {
    let rule = ["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260106T080000Z"];
    let event = recurring("2026-01-05T08:00:00.25Z", "2026-01-05T08:00:01Z", &rule);
    assert_eq!(starts(&event), ["2026-01-05T08:00:00.25Z", "2026-01-07T08:00:00.25Z"]);
}

#[test]
fn an_occurrence_counts_from_its_start_on() {
    let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &["RRULE:FREQ=DAILY"]);
    for (now, occurrences) in
        [("2026-01-04T00:00:00Z", 0), ("2026-01-06T07:59:59.999Z", 1), ("2026-01-06T08:00:00Z", 2)]
    {
        assert_eq!(spans(&made(&event, now)).len(), occurrences, "{now}");
    }
}

#[test]
fn what_is_not_understood_leaves_the_start_and_is_a_problem() {
    let lines = [
        "RRULE:FREQ=FORTNIGHTLY",
        "RRULE:FREQ=DAILY;COUNT=0",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=DAILY;UNTIL=2026-01-07T00:00:00+01:00",
        "RRULE:FREQ=DAILY;UNTIL=20260107;UNTIL=20260108",
        "RRULE:FREQ=DAILY;BYDAY=1MO",
        "RRULE:FREQ=MONTHLY;BYDAY=MO,1TU",
        "RRULE:FREQ=YEARLY;BYWEEKNO=20",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=0",
        "RRULE:FREQ=MONTHLY;BYMONTHDAY=32",
        "RRULE:FREQ=DAILY;SKIP=BACKWARD",
        "RRULE;X=Y:FREQ=DAILY",
        "RRULE",
        "RRULE:",
        "RDATE;VALUE=PERIOD:20260105T090000Z/PT1H",
        "EXDATE;TZID=Mars/Olympus:20260105T090000",
        "DTSTART:20260105T090000Z",
        "nonsense",
    ];
    for line in lines {
        let event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &["RRULE:FREQ=DAILY;COUNT=3", line]);
        let reading = read(&event);
        assert_eq!(reading.problems.len(), 1, "{line}");
        assert_eq!((reading.problems[0].line.as_str(), reading.problems[0].reason), (line, Reason::Recurrence));
        assert!(reading.entry.unwrap().recurs());
        assert_eq!(spans(&made(&event, LATER)), ["2026-01-05T08:00:00Z 1"], "{line}");
        assert!(spans(&made(&event, "2026-01-01T00:00:00Z")).is_empty(), "{line}");
    }
}

#[test]
fn a_zone_that_does_not_exist_is_a_problem() {
    let mut event = recurring("2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z", &["RRULE:FREQ=DAILY;COUNT=3"]);
    event.start = When::Time { at: "2026-01-05T08:00:00Z".parse().unwrap(), zone: Some("Mars/Olympus".to_owned()) };
    assert_eq!(read(&event).problems[0].reason, Reason::Recurrence);
    assert_eq!(spans(&made(&event, LATER)), ["2026-01-05T08:00:00Z 1"]);
}
