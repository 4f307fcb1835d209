//! Texts, numbers and booleans of a context: when two are the same.

use serde_json::Value;

/// Whether it is a text, a number or a boolean.
pub(crate) fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// Whether two are the same; `1` and `1.0` are.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    is_scalar(a) && as_text(a).is_some_and(|text| Some(text) == as_text(b)) && a.is_string() == b.is_string()
}

/// In one form for all that are the same; `None` for what is no scalar.
pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(is) => Some(is.to_string()),
        Value::Number(number) => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0);
            Some(match (number.as_i64(), whole) {
                (Some(integer), _) => integer.to_string(),
                (None, Some(whole)) => format!("{whole:.0}"),
                (None, None) => number.to_string(),
            })
        }
        _ => None,
    }
}
