//! Microdata (HTML Living Standard, 5) as the same JSON that JSON-LD would be: a type, and properties by their names.

use super::tree::{Element, Node};
use crate::tidy;
use serde_json::{Map, Value};

/// The items that are no property of another.
pub(super) fn items(root: &Element) -> Vec<Value> {
    let mut found = Vec::new();
    gather(root, &mut found);
    found
}

fn gather(element: &Element, found: &mut Vec<Value>) {
    if element.has("itemscope") {
        found.push(item(element));
        return;
    }
    for child in &element.children {
        if let Node::Element(inner) = child {
            gather(inner, found);
        }
    }
}

fn item(element: &Element) -> Value {
    let mut properties = Map::new();
    // https://schema.org/Event: the last part of the first type.
    let kind = element.attribute("itemtype").unwrap_or_default().split_whitespace().next().unwrap_or_default();
    properties.insert("@type".to_owned(), Value::from(kind.rsplit(['/', '#']).next().unwrap_or_default()));
    collect(element, &mut properties);
    Value::Object(properties)
}

fn collect(element: &Element, properties: &mut Map<String, Value>) {
    for child in &element.children {
        let Node::Element(inner) = child else { continue };
        let names = inner.attribute("itemprop").unwrap_or_default();
        if names.is_empty() && inner.has("itemscope") {
            continue;
        }
        if !names.is_empty() {
            let value = if inner.has("itemscope") { item(inner) } else { Value::from(value(inner)) };
            for name in names.split_ascii_whitespace() {
                properties.entry(name).or_insert_with(|| value.clone());
            }
        }
        if !inner.has("itemscope") {
            collect(inner, properties);
        }
    }
}

/// What a property is: what a program is told, else where it leads, else what is seen.
fn value(element: &Element) -> String {
    let attributes: &[&str] = match element.name.as_str() {
        "meta" => &["content"],
        "time" => &["datetime", "content"],
        "a" | "link" | "area" => &["href"],
        "img" | "audio" | "video" | "source" | "iframe" | "embed" => &["src"],
        "data" | "meter" => &["value"],
        // Not in the standard, and everywhere in mails.
        _ => &["content"],
    };
    let stated = attributes.iter().find_map(|name| element.attribute(name));
    stated.map_or_else(|| tidy::line(&element.text()), str::to_owned)
}
