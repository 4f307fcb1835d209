//! Which JSON is a flag, and what is said of the rest.

use crate::flag;
use flags::{Codename, CodenameError, Flag, Percentage, Problem, Step};
use serde_json::{Value, json};

/// `place: error`, all of them.
fn refused(fields: Value) -> Vec<String> {
    let object = fields.as_object().unwrap();
    let problems = Flag::read(Codename::parse("f").unwrap(), object).expect_err("it is wrong");
    problems.iter().map(|Problem { place, error }| format!("{}: {error}", path(place))).collect()
}

fn path(place: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Field(name) => name.clone(),
        Step::Index(index) => index.to_string(),
    };
    place.iter().map(step).collect::<Vec<_>>().join(".")
}

#[test]
fn what_is_written_reads_back_to_the_same() {
    let all = json!({
        "label": "Łąka", "description": "two\nlines", "is_active": true, "public": true, "stale_at": 1_800_000_000_000_i64,
        "variants": {"z": [1], "a": {"b": null}}, "on_variant": "a", "off_variant": "z",
        "rules": [
            {"users": ["ada"], "constraints": [{"attribute": "n", "in": [1, "1", true]}], "percentage": 12.34,
             "stickiness": "team", "split": {"z": 2, "a": 1}},
            {},
        ],
    });
    for fields in [json!({}), all] {
        let flag = flag(fields);
        let text = flag.to_json_text();
        let again: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(Flag::read(flag.codename.clone(), again.as_object().unwrap()), Ok(flag), "{text}");
    }
}

#[test]
fn a_new_flag_is_boolean_hidden_and_off() {
    let new = flag(json!({}));
    assert_eq!(new, Flag::new(Codename::parse("new-chart").unwrap()));
    assert_eq!((new.value_of("on"), new.value_of("off"), new.is_active), (json!(true), json!(false), false));
    assert_eq!(flag(json!({"label": null, "variants": null, "rules": null, "owner": "nobody"})), new);
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place() {
    let equals = "rules.0.constraints.0.equals: must be a string, a number or a boolean";
    let listed = "rules.0.constraints.0.in.1: must be a string, a number or a boolean";
    let cases = [
        (json!({"is_active": 1, "public": "yes"}), vec!["is_active: must be a boolean", "public: must be a boolean"]),
        (json!({"label": 5}), vec!["label: must be a string of at most 200 characters without control characters"]),
        (json!({"stale_at": 1.5}), vec!["stale_at: must be a time in milliseconds since 1970"]),
        (json!({"variants": {}}), vec!["variants: must be an object of 1 to 50 named values"]),
        (json!({"on_variant": "red"}), vec!["on_variant: must name one of the variants"]),
        (json!({"variants": {"on": 1, "off": "x"}}), vec!["variants: must all be of one JSON type"]),
        (
            json!({"variants": {"on": null, "off": null}}),
            vec!["variants.on: must not be null", "variants.off: must not be null"],
        ),
        (json!({"rules": {}}), vec!["rules: must be a list of at most 50"]),
        (json!({"rules": [5]}), vec!["rules.0: must be an object"]),
        (
            json!({"rules": [{"percent": 5}]}),
            vec!["rules.0.percent: is not known; known are users, constraints, percentage, stickiness, variant, split"],
        ),
        (json!({"rules": [{"users": []}]}), vec!["rules.0.users: must not be empty; leave it out for anybody"]),
        (json!({"rules": [{}, {"users": ["a", 5]}]}), vec!["rules.1.users.1: must be a string of 1 to 256 characters"]),
        (json!({"rules": [{"variant": "red"}]}), vec!["rules.0.variant: must name one of the variants"]),
        (json!({"rules": [{"split": {"red": 1}}]}), vec!["rules.0.split: must name variants"]),
        (
            json!({"rules": [{"variant": "on", "split": {"on": 1}}]}),
            vec!["rules.0: must have either a variant or a split"],
        ),
        (json!({"rules": [{"constraints": [{"attribute": "a", "equals": []}]}]}), vec![equals]),
        (json!({"rules": [{"constraints": [{"attribute": "a", "in": ["b", {}]}]}]}), vec![listed]),
        (
            json!({"rules": [{"constraints": [{"attribute": "a", "in": []}]}]}),
            vec!["rules.0.constraints.0: must have either equals, with a value, or in, with a list of values"],
        ),
        (json!({"rules": [{"constraints": [{"equals": 1}]}]}), vec!["rules.0.constraints.0.attribute: must be there"]),
        (json!({"variants": {"on": "x".repeat(40_000), "off": ""}}), vec![": must be at most 32000 bytes long"]),
    ];
    for (fields, expected) in cases {
        assert_eq!(refused(fields.clone()), expected, "{fields}");
    }
}

#[test]
fn a_percentage_is_a_number_of_hundredths() {
    let cases = [
        (0.0, Some(0)),
        (0.01, Some(1)),
        (12.34, Some(1_234)),
        (33.33, Some(3_333)),
        (99.99, Some(9_999)),
        (100.0, Some(10_000)),
        (0.001, None),
        (100.01, None),
        (-1.0, None),
        (-0.01, None),
        (f64::NAN, None),
        (f64::INFINITY, None),
    ];
    for (percent, expected) in cases {
        assert_eq!(Percentage::of(percent).map(Percentage::hundredths), expected, "{percent}");
    }
    for percentage in [json!("50"), json!(true), json!([])] {
        let error = "rules.0.percentage: must be a number from 0 to 100 with at most two decimals";
        assert_eq!(refused(json!({"rules": [{"percentage": percentage}]})), [error]);
    }
}

#[test]
fn weights_are_whole_numbers_and_not_all_nothing() {
    let error = "rules.0.split: must be an object of variants and their weights, whole numbers up to 1000000";
    for split in [
        json!({}),
        json!({"on": 0}),
        json!({"on": 1.5}),
        json!({"on": -1}),
        json!({"on": "1"}),
        json!([1]),
        json!({"on": 1_000_001}),
    ] {
        assert_eq!(refused(json!({"rules": [{"split": split}]})), [error], "{split}");
    }
}

#[test]
fn codenames_are_kept_as_they_are_sent() {
    for text in ["FF_ENABLE_REGISTRATION", "a", "new-chart.v2", "...", &"x".repeat(100)] {
        assert_eq!(Codename::parse(text).unwrap().as_str(), text);
    }
    for text in ["", ".", "..", "a b", "a/b", "ż", "a\n", &"x".repeat(101)] {
        assert_eq!(Codename::parse(text), Err(CodenameError), "{text:?}");
    }
}
