//! What one version of a flag has that another has not.

use crate::Flag;
use serde_json::{Map, Value, json};

/// Each field that differs, with what it was and what it is: `{"is_active": {"from": false, "to": true}}`. Where there was
/// no flag before, or is none any more, that side is null.
pub fn changes(before: Option<&Flag>, after: Option<&Flag>) -> Map<String, Value> {
    let (from, to) = (before.map(Flag::to_json), after.map(Flag::to_json));
    let names: Vec<String> = to.as_ref().or(from.as_ref()).into_iter().flat_map(Map::keys).cloned().collect();
    let at = |flag: &Option<Map<String, Value>>, name: &str| {
        flag.as_ref().and_then(|flag| flag.get(name)).cloned().unwrap_or(Value::Null)
    };
    let difference = |name: String| {
        let (from, to) = (at(&from, &name), at(&to, &name));
        (from != to).then(|| (name, json!({"from": from, "to": to})))
    };
    names.into_iter().filter_map(difference).collect()
}
