//! What structured outputs demand of a question (<https://platform.openai.com/docs/guides/structured-outputs>).

use serde_json::{Map, Value};

/// The schema that is asked for, if OpenAI would take it; otherwise what it would complain of.
pub(super) fn schema(question: &Value) -> Result<&Value, String> {
    let format = &question["response_format"];
    if format["type"] != "json_schema" {
        return Err("response_format.type must be json_schema".to_owned());
    }
    let format = &format["json_schema"];
    if format["strict"] != true {
        return Err("response_format.json_schema.strict must be true".to_owned());
    }
    if !format["name"].as_str().is_some_and(is_name) {
        return Err("response_format.json_schema.name must be of letters, digits, _ and -".to_owned());
    }
    let schema = &format["schema"];
    if schema["type"] != "object" {
        return Err("the schema's root must be an object".to_owned());
    }
    strict(schema, "schema")?;
    Ok(schema)
}

/// At most 64 letters, digits, underscores and dashes.
fn is_name(name: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(good)
}

/// Every object closed, every property required, all the way down.
fn strict(schema: &Value, place: &str) -> Result<(), String> {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        closed(schema, properties, place)?;
        for (name, property) in properties {
            strict(property, &format!("{place}.{name}"))?;
        }
    }
    match schema.get("items") {
        Some(items) => strict(items, &format!("{place}[]")),
        None => Ok(()),
    }
}

fn closed(schema: &Value, properties: &Map<String, Value>, place: &str) -> Result<(), String> {
    if schema["additionalProperties"] != false {
        return Err(format!("{place}: additionalProperties must be false"));
    }
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match properties.keys().find(|name| !required.contains(&name.as_str())) {
        Some(name) => Err(format!("{place}: required must have {name}")),
        None => Ok(()),
    }
}
