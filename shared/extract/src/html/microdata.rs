//! Microdata (HTML Living Standard, 5) as the same JSON that JSON-LD would be: a type, and properties by their names.
//!
//! An element may have several names. What it says is taken once, under the one that is most likely to be asked for:
//! told under each, it would double with each item that holds another.

use super::budget::Budget;
use super::tree::{Element, Node};
use crate::tidy;
use serde_json::{Map, Value};

/// Names that go before others, because events are read by them and by few others (<https://schema.org/Event>).
const KNOWN: [&str; 16] = [
    "reservationFor",
    "itemListElement",
    "item",
    "event",
    "name",
    "startDate",
    "endDate",
    "location",
    "address",
    "url",
    "organizer",
    "description",
    "eventStatus",
    "reservationStatus",
    "departureTime",
    "arrivalTime",
];
/// As much of one value as is read, in bytes: more than is kept of the longest, a description.
const LONGEST_VALUE: usize = 16_384;
/// What an item or a property costs beside its text, in bytes: no page has ten thousand.
const NODE: usize = 100;

/// The items that are no property of another.
pub(super) fn items(root: &Element, budget: &mut Budget) -> Vec<Value> {
    let mut found = Vec::new();
    gather(root, budget, &mut found);
    found
}

fn gather(element: &Element, budget: &mut Budget, found: &mut Vec<Value>) {
    if element.has("itemscope") {
        found.extend(item(element, budget));
        return;
    }
    for child in &element.children {
        if let Node::Element(inner) = child {
            gather(inner, budget, found);
        }
    }
}

/// `None` where the budget is used up.
fn item(element: &Element, budget: &mut Budget) -> Option<Value> {
    // https://schema.org/Event: the last part of the first type.
    let kind = element.attribute("itemtype").unwrap_or_default().split_whitespace().next().unwrap_or_default();
    let kind = kind.rsplit(['/', '#']).next().unwrap_or_default();
    if !budget.take(NODE + kind.len()) {
        return None;
    }
    let mut properties = Map::new();
    properties.insert("@type".to_owned(), Value::from(kind));
    collect(element, budget, &mut properties);
    Some(Value::Object(properties))
}

fn collect(element: &Element, budget: &mut Budget, properties: &mut Map<String, Value>) {
    for child in &element.children {
        let Node::Element(inner) = child else { continue };
        let is_item = inner.has("itemscope");
        if let Some(name) = free_name(inner, properties) {
            let value = if is_item { item(inner, budget) } else { text(inner, name, budget) };
            if let Some(value) = value {
                properties.insert(name.to_owned(), value);
            }
        }
        if !is_item {
            collect(inner, budget, properties);
        }
    }
}

/// The name under which an element's value is taken: what is said first of a property counts.
fn free_name<'a>(element: &'a Element, properties: &Map<String, Value>) -> Option<&'a str> {
    let names = element.attribute("itemprop")?.split_ascii_whitespace();
    let mut free = names.filter(|&name| !properties.contains_key(name));
    free.clone().find(|name| KNOWN.contains(name)).or_else(|| free.next())
}

fn text(element: &Element, name: &str, budget: &mut Budget) -> Option<Value> {
    // Before the text is gathered: where nothing is left, that would be for nothing.
    if !budget.take(NODE + name.len()) {
        return None;
    }
    let value = value(element);
    budget.take(value.len()).then(|| Value::from(value))
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
    stated
        .map_or_else(|| tidy::line(&element.text(LONGEST_VALUE)), |stated| tidy::head(stated, LONGEST_VALUE).to_owned())
}
