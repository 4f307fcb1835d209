//! What a history tells.

use crate::flag;
use flags::changes;
use serde_json::{Value, json};

#[test]
fn only_what_differs_is_told() {
    let (off, on) = (flag(json!({"label": "a"})), flag(json!({"label": "a", "is_active": true})));
    let expected = json!({"is_active": {"from": false, "to": true}});
    assert_eq!(Value::Object(changes(Some(&off), Some(&on))), expected);
    assert!(changes(Some(&off), Some(&off)).is_empty());
}

#[test]
fn a_flag_that_comes_or_goes_is_told_whole() {
    let flag = flag(json!({"label": "a"}));
    assert_eq!(changes(None, Some(&flag))["label"], json!({"from": null, "to": "a"}));
    assert_eq!(changes(Some(&flag), None)["is_active"], json!({"from": false, "to": null}));
}
