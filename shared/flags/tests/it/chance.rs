//! Percentages and splits: for ever the same, evenly spread, and only ever more.

use crate::on;
use flags::{Codename, Context, Flag, evaluate};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The lowest percentage, in hundredths, that somebody is in.
fn threshold(codename: &str, who: &str) -> u16 {
    let is_in = |hundredths: u16| {
        let percentage = f64::from(hundredths) / 100.0;
        let fields = json!({"is_active": true, "rules": [{"percentage": percentage, "stickiness": "who"}]});
        let flag = Flag::read(Codename::parse(codename).unwrap(), fields.as_object().unwrap()).unwrap();
        let context = Context::read(&json!({"who": who})).unwrap();
        evaluate(&flag, &context).unwrap().value == true
    };
    let (mut out, mut inside) = (0, 10_000);
    while out + 1 < inside {
        let middle = (out + inside) / 2;
        if is_in(middle) { inside = middle } else { out = middle }
    }
    inside
}

fn variant(flag: &Flag, who: &str) -> String {
    evaluate(flag, &Context::of(who)).unwrap().variant
}

/// From Python: `int.from_bytes(sha256(b"rollout\0new-chart\0ada").digest()[:8]) * 10_000 >> 64`, and one more.
#[test]
fn everybody_has_the_place_that_other_programs_compute() {
    let cases = [
        ("new-chart", "ada", 9122),
        ("new-chart", "bob", 9528),
        ("new-chart", "łucja", 9993),
        ("new-chart", "42", 9303),
        ("FF_ENABLE_REGISTRATION", "ada", 2998),
        ("FF_ENABLE_REGISTRATION", "bob", 9095),
        ("FF_ENABLE_REGISTRATION", "łucja", 8786),
        ("FF_ENABLE_REGISTRATION", "42", 1970),
    ];
    for (codename, who, expected) in cases {
        assert_eq!(threshold(codename, who), expected + 1, "{codename} {who}");
    }
}

#[test]
fn everybody_gets_the_variant_that_other_programs_compute() {
    let rules = json!([{"split": {"a": 1, "b": 1, "c": 1}}]);
    let fields = json!({
        "is_active": true, "variants": {"a": 0, "b": 1, "c": 2}, "on_variant": "a", "off_variant": "a", "rules": rules,
    });
    let flag = Flag::read(Codename::parse("new-chart").unwrap(), fields.as_object().unwrap()).unwrap();
    for (who, expected) in [("ada", 1), ("bob", 0), ("łucja", 1), ("42", 1)] {
        assert_eq!(evaluate(&flag, &Context::of(who)).unwrap().value, expected, "{who}");
    }
}

#[test]
fn a_percentage_takes_as_many_as_it_says() {
    for percentage in [0.0_f64, 0.5, 10.0, 50.0, 99.9, 100.0] {
        let flag = on(json!([{"percentage": percentage}]));
        let count = (0..20_000).filter(|n| variant(&flag, &format!("user-{n}")) == "on").count();
        let expected = percentage * 200.0;
        let sigma = (expected * (1.0 - percentage / 100.0)).sqrt();
        let count = f64::from(u32::try_from(count).unwrap());
        assert!((count - expected).abs() <= 4.0 * sigma, "{percentage} %: {count} instead of {expected}");
    }
}

#[test]
fn a_split_gives_each_variant_its_weight_whatever_the_percentage() {
    let rules = |percentage: u32| json!([{"percentage": percentage, "split": {"a": 1, "b": 3, "c": 0}}]);
    let with = |percentage| {
        let fields = json!({
            "is_active": true, "variants": {"off": "-", "a": "A", "b": "B", "c": "C"}, "on_variant": "a",
            "rules": rules(percentage),
        });
        Flag::read(Codename::parse("split").unwrap(), fields.as_object().unwrap()).unwrap()
    };
    let (all, some) = (with(100), with(40));
    let (mut a, mut b) = (0_u32, 0_u32);
    for who in (0..20_000).map(|n| format!("user-{n}")) {
        let drawn = variant(&all, &who);
        match variant(&some, &who).as_str() {
            "off" => continue,
            other => assert_eq!(other, drawn, "a percentage changes nobody's variant"),
        }
        if drawn == "a" { a += 1 } else { b += 1 }
    }
    assert!((7_700..8_300).contains(&(a + b)) && (1_850..2_150).contains(&a), "{a} {b}");
}

proptest! {
    #[test]
    fn raising_a_percentage_only_adds(who in "\\PC{1,20}", low in 0u16..=10_000, more in 0u16..=10_000) {
        let high = low.max(more);
        let low = low.min(more);
        let flag = |hundredths: u16| on(json!([{"percentage": f64::from(hundredths) / 100.0}]));
        prop_assert!(variant(&flag(low), &who) == "off" || variant(&flag(high), &who) == "on");
    }

    #[test]
    fn the_same_key_always_gets_the_same(who in "\\PC{1,20}", percentage in 0u8..=100, noise: bool) {
        let flag = on(json!([{"percentage": percentage}]));
        let mut context = Context::of(who.as_str());
        let first = evaluate(&flag, &context);
        context.attributes.insert("noise".into(), Value::Bool(noise));
        prop_assert_eq!(first, evaluate(&flag, &context));
    }
}
