//! What a flag is for whom, and why.

use crate::{context, flag, on};
use flags::{Context, ContextError, TargetingKeyMissing, evaluate};
use serde_json::{Value, json};

/// `value variant REASON`, or what is wrong.
fn outcome(flag: &flags::Flag, of: Value) -> String {
    match evaluate(flag, &context(of)) {
        Ok(is) => format!("{} {} {}", is.value, is.variant, is.reason.as_str()),
        Err(TargetingKeyMissing) => "no targeting key".to_owned(),
    }
}

#[test]
fn a_flag_without_rules_is_the_same_for_everybody() {
    let cases = [
        (json!({}), "false off DISABLED"),
        (json!({"is_active": true}), "true on STATIC"),
        (json!({"is_active": true, "on_variant": "off"}), "false off STATIC"),
        (json!({"is_active": true, "variants": {"on": "red", "off": "blue"}}), r#""red" on STATIC"#),
        (json!({"variants": {"a": 1, "b": 2.5}, "on_variant": "b", "off_variant": "a"}), "1 a DISABLED"),
        (
            json!({"is_active": true, "variants": {"x": {"size": 3}}, "on_variant": "x", "off_variant": "x"}),
            r#"{"size":3} x STATIC"#,
        ),
    ];
    for (fields, expected) in cases {
        for who in [json!({}), json!({"targetingKey": "ada", "plan": "pro"})] {
            assert_eq!(outcome(&flag(fields.clone()), who), expected, "{fields}");
        }
    }
}

#[test]
fn the_first_rule_that_holds_decides() {
    let flag = flag(json!({
        "is_active": true,
        "variants": {"off": "none", "team": "team", "pro": "pro", "rest": "rest"},
        "on_variant": "rest",
        "rules": [
            {"users": ["ada", "bob"], "variant": "team"},
            {"constraints": [{"attribute": "plan", "in": ["pro", "max"]}, {"attribute": "age", "equals": 7}], "variant": "pro"},
            {"constraints": [{"attribute": "beta", "equals": true}]},
        ],
    }));
    let cases = [
        (json!({"targetingKey": "ada", "beta": true}), r#""team" team TARGETING_MATCH"#),
        (json!({"targetingKey": "Ada"}), r#""none" off DEFAULT"#),
        (json!({"plan": "pro", "age": 7.0}), r#""pro" pro TARGETING_MATCH"#),
        (json!({"plan": "max", "age": 7}), r#""pro" pro TARGETING_MATCH"#),
        (json!({"plan": "pro", "age": "7"}), r#""none" off DEFAULT"#),
        (json!({"plan": "pro"}), r#""none" off DEFAULT"#),
        (json!({"plan": ["pro"], "age": 7}), r#""none" off DEFAULT"#),
        (json!({"beta": true}), r#""rest" rest TARGETING_MATCH"#),
        (json!({"beta": "true"}), r#""none" off DEFAULT"#),
        (json!({"beta": null}), r#""none" off DEFAULT"#),
        (json!({}), r#""none" off DEFAULT"#),
    ];
    for (who, expected) in cases {
        assert_eq!(outcome(&flag, who.clone()), expected, "{who}");
    }
}

#[test]
fn whoever_cannot_be_told_apart_is_in_no_percentage() {
    let half = json!([{"percentage": 50}]);
    let by_team = json!([{"percentage": 99.99, "stickiness": "team"}]);
    let split = json!([{"split": {"on": 1, "off": 0}}]);
    let listed = json!([{"users": ["ada"], "percentage": 100}]);
    let cases = [
        (&half, json!({}), "no targeting key"),
        (&half, json!({"targetingKey": ""}), "no targeting key"),
        (&split, json!({}), "no targeting key"),
        (&split, json!({"targetingKey": "x"}), "true on SPLIT"),
        (&by_team, json!({"targetingKey": "ada"}), "false off SPLIT"),
        (&by_team, json!({"team": ["a"]}), "false off SPLIT"),
        (&by_team, json!({"team": "a"}), "true on SPLIT"),
        (&by_team, json!({"team": 5}), "true on SPLIT"),
        (&listed, json!({}), "false off DEFAULT"),
        (&listed, json!({"targetingKey": "ada"}), "true on TARGETING_MATCH"),
    ];
    for (rules, who, expected) in cases {
        assert_eq!(outcome(&on(rules.clone()), who.clone()), expected, "{rules} {who}");
    }
}

#[test]
fn a_context_is_an_object_with_a_key_of_text() {
    assert_eq!(Context::read(&json!([])), Err(ContextError::NoObject));
    assert_eq!(Context::read(&json!({"targetingKey": 5})), Err(ContextError::NoText));
    assert_eq!(Context::read(&json!({"targetingKey": null})), Ok(Context::default()));
    assert_eq!(Context::read(&json!({"targetingKey": "ada"})), Ok(Context::of("ada")));
}

#[test]
fn the_targeting_key_is_an_attribute_too() {
    let flag = on(json!([{"constraints": [{"attribute": "targetingKey", "in": ["ada"]}]}]));
    assert_eq!(outcome(&flag, json!({"targetingKey": "ada"})), "true on TARGETING_MATCH");
    assert_eq!(outcome(&flag, json!({"targetingKey": "bob"})), "false off DEFAULT");
}
