//! Whether a value is of a schema, as far as strict ones go: types, enums, objects and arrays.

use serde_json::Value;

/// Where it is not, and why.
pub(super) fn check(value: &Value, schema: &Value, place: &str) -> Result<(), String> {
    if !types(schema).iter().any(|name| is(value, name)) {
        return Err(format!("{place} is not of type {}", schema["type"]));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array)
        && !words.contains(value)
    {
        return Err(format!("{place} is none of {}", schema["enum"]));
    }
    if let Some(object) = value.as_object() {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let known = properties.clone().count();
        for (name, property) in properties {
            let field = object.get(name).ok_or_else(|| format!("{place}.{name} is missing"))?;
            check(field, property, &format!("{place}.{name}"))?;
        }
        if known < object.len() {
            return Err(format!("{place} has fields that are not in the schema"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        check(item, &schema["items"], &format!("{place}[]"))?;
    }
    Ok(())
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        _ => false,
    }
}
