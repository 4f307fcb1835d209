//! Single events: titles, descriptions, times.

use crate::support::{event, made, spans, told};
use calendar::{Event, Reason, read};

const DURATION: &str = "imp.events.duration";

fn described(description: &str) -> Event {
    Event { description: description.to_owned(), ..event("#!run", "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z") }
}

fn titled(summary: &str) -> Event {
    event(summary, "2026-01-05T08:00:00Z", "2026-01-05T09:00:00Z")
}

fn problems(event: &Event) -> Vec<(String, &'static str)> {
    read(event).problems.into_iter().map(|problem| (problem.line, problem.reason.as_str())).collect()
}

#[test]
fn a_title_counts_if_it_begins_with_the_mark() {
    let table = [("#!run", "run"), ("#! X", " X"), ("#!", ""), ("#!!", "!"), ("#!#!run ", "#!run ")];
    for (summary, activity) in table {
        let point = format!("2026-01-05T08:00:00Z {{src: e1, activity: {activity}}} 3600000");
        assert_eq!(told(&made(&titled(summary), "2026-01-01T00:00:00Z"), DURATION), [point], "{summary}");
    }
    for summary in ["", "run", " #!run", "# !run", "!#run", "\u{feff}#!run", "＃!run"] {
        assert_eq!(read(&titled(summary)).entry, None, "{summary}");
    }
}

#[test]
fn each_value_is_a_point_beside_the_duration() {
    let made = made(&described("where:park\ndistance=5 km\nmood:good\nhr=140"), "2026-01-01T00:00:00Z");
    let at = "2026-01-05T08:00:00Z {src: e1, activity: run, where: park, mood: good}";
    assert_eq!(told(&made, DURATION), [format!("{at} 3600000")]);
    assert_eq!(told(&made, "imp.events.custom.distance"), [format!("{at} 5")]);
    assert_eq!(told(&made, "imp.events.custom.hr"), [format!("{at} 140")]);
    assert_eq!(made.points.len(), 3);
    assert_eq!(made.next_at, None);
}

/// What a description brings beyond src and activity, and which of its lines are problems.
fn check(description: &str, dimensions: &str, values: &[(&str, f64)], wrong: &[(&str, Reason)]) {
    let event = described(description);
    let made = made(&event, "2026-01-01T00:00:00Z");
    let labels = format!("2026-01-05T08:00:00Z {{src: e1, activity: run{dimensions}}}");
    assert_eq!(told(&made, DURATION), [format!("{labels} 3600000")], "{description}");
    assert_eq!(made.points.len(), 1 + values.len(), "{description}");
    for (name, value) in values {
        let metric = format!("imp.events.custom.{name}");
        assert_eq!(told(&made, &metric), [format!("{labels} {value}")], "{description}");
    }
    let wrong: Vec<_> = wrong.iter().map(|(line, reason)| ((*line).to_owned(), reason.as_str())).collect();
    assert_eq!(problems(&event), wrong, "{description}");
}

#[test]
fn numbers_come_out_right_or_not_at_all() {
    let right = [
        ("distance=10000", 10_000.0),
        ("distance=1.5", 1.5),
        ("distance=.5", 0.5),
        ("distance=5km", 5.0),
        ("distance=50%", 50.0),
        ("distance=-5", -5.0),
        ("distance=+5", 5.0),
        ("distance=1e3", 1_000.0),
        ("  distance  =  5  ", 5.0),
    ];
    for (line, value) in right {
        check(line, "", &[("distance", value)], &[]);
    }
    for text in ["abc", "1.2.3", "1,5", "1_000", "1 000", "5:30", "2026-01-05", "1e400", "nan", "inf"] {
        let line = format!("distance={text}");
        check(&line, "", &[], &[(&line, Reason::NotANumber)]);
    }
    check("distance=", "", &[], &[("distance=", Reason::EmptyValue)]);
}

#[test]
fn dimensions_come_out_whole_or_not_at_all() {
    check("where:new york", ", where: new york", &[], &[]);
    check("uni:zażółć", ", uni: zażółć", &[], &[]);
    check("url:https://x.org", ", url: https://x.org", &[], &[]);
    check("a-b:c", ", a-b: c", &[], &[]);
    check("https://x.org", "", &[], &[("https://x.org", Reason::Url)]);
    check("10:30 start", "", &[], &[("10:30 start", Reason::BadKey)]);
    check("key with space:v", "", &[], &[("key with space:v", Reason::BadKey)]);
    check("Łódź:x", "", &[], &[("Łódź:x", Reason::BadKey)]);
    check("src:x\nactivity:y", "", &[], &[("src:x", Reason::Reserved), ("activity:y", Reason::Reserved)]);
    check("bring shoes", "", &[], &[("bring shoes", Reason::NoSeparator)]);
}

#[test]
fn html_is_read_as_the_text_it_shows() {
    check("where:park<br>distance=5", ", where: park", &[("distance", 5.0)], &[]);
    check("<p>where:park</p><p><span>distance=5</span></p>", ", where: park", &[("distance", 5.0)], &[]);
    check("<ul><li>where:new&nbsp;york</li></ul>", ", where: new york", &[], &[]);
    check("url:<a href=\"https://x.org\">https://x.org</a>", ", url: https://x.org", &[], &[]);
    check("pace<5", "", &[], &[("pace<5", Reason::NoSeparator)]);
}

#[test]
fn a_later_line_overwrites_an_earlier_one_in_its_place() {
    check("a:1\nb:2\na:3\nn=1\nn=2\nn=x", ", a: 3, b: 2", &[("n", 2.0)], &[("n=x", Reason::NotANumber)]);
    check("n:1\nn=2", ", n: 1", &[("n", 2.0)], &[]);
}

#[test]
fn names_that_no_metric_could_have_are_problems() {
    let (longest, longer) = ("k".repeat(81), "k".repeat(82));
    check(&format!("{longest}=1"), "", &[(&longest, 1.0)], &[]);
    check(&format!("{longer}=1"), "", &[], &[(&format!("{longer}=1"), Reason::TooLong)]);
}

#[test]
fn there_is_an_end_to_titles_names_and_what_is_told_of_lines() {
    assert!(read(&titled(&format!("#!{}", "ż".repeat(1_000)))).entry.is_some());
    let longer = read(&titled(&format!("#!{}", "ż".repeat(1_001))));
    assert_eq!(longer.entry, None);
    assert_eq!(longer.problems[0].reason, Reason::TooLong);
    assert_eq!(longer.problems[0].line.chars().count(), 200);

    let many: String = (0..101).map(|n| format!("v{n}=1\nd{n}:x\n")).collect();
    let event = described(&format!("{many}v0=2"));
    assert_eq!(problems(&event), [("v100=1".to_owned(), "too_many"), ("d100:x".to_owned(), "too_many")]);
    assert_eq!(made(&event, "2026-01-01T00:00:00Z").points.len(), 101);
}

#[test]
fn durations_are_exact_also_fractional_and_negative() {
    let table = [
        ("2026-01-05T08:00:00.123456Z", "2026-01-05T08:00:01Z", "2026-01-05T08:00:00.123Z", 876.544),
        ("2026-01-05T08:00:00.9999Z", "2026-01-05T08:00:00.9999Z", "2026-01-05T08:00:00.999Z", 0.0),
        ("2026-01-05T08:00:01Z", "2026-01-05T08:00:00Z", "2026-01-05T08:00:01Z", -1_000.0),
        ("2000-01-01T00:00:00Z", "2026-01-01T00:00:00.001Z", "2000-01-01T00:00:00Z", 820_540_800_001.0),
    ];
    for (start, end, at, value) in table {
        let made = made(&event("#!run", start, end), "2026-01-01T00:00:00Z");
        assert_eq!(told(&made, DURATION), [format!("{at} {{src: e1, activity: run}} {value}")]);
    }
}

#[test]
fn an_event_of_no_series_has_its_point_before_it_happens() {
    for now in ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] {
        let made = made(&titled("#!run"), now);
        assert_eq!(spans(&made), ["2026-01-05T08:00:00Z 1"]);
        assert_eq!(made.next_at, None);
    }
}

#[test]
fn nothing_personal_is_in_debug_output() {
    let event = Event { summary: "#!secret".to_owned(), ..described("who:secret\nsecret line") };
    assert!(!format!("{:?}", read(&event)).contains("secret"));
    assert!(!format!("{event:?}").contains("secret"));
    assert!(!format!("{:?}", calendar::Change::Is(event)).contains("secret"));
}
