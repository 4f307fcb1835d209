//! Points out of JSON: a list, or one object a line.
//!
//! A body is first cut into its elements without building anything, then each element is read by itself. Dimensions
//! that are spelled alike are read once. Only an element that does not fit is looked at again, to say what is wrong.

use crate::sent::{Identities, Sent, Target};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use series::Dimensions;
use std::borrow::Cow;
use std::collections::HashMap;
use web::{Loc, Violation};

/// The most violations one answer lists; each is some hundred bytes.
const LISTED: usize = 1_000;

/// An element as clients send it. Other fields are ignored.
#[derive(Deserialize)]
struct Point<'a> {
    #[serde(borrow)]
    metric: Option<Cow<'a, str>>,
    timestamp: Number,
    #[serde(borrow)]
    dimensions: &'a RawValue,
    value: Number,
}

/// What identifies a point.
#[derive(Deserialize)]
struct Identity<'a> {
    timestamp: Number,
    #[serde(borrow)]
    dimensions: &'a RawValue,
}

/// Reads a JSON list of points.
pub(crate) fn list(body: &[u8], target: Target) -> Result<Sent, Vec<Violation>> {
    match serde_json::from_slice::<Vec<&RawValue>>(body) {
        Ok(elements) => read(elements.into_iter(), target),
        Err(error) if error.is_data() => Err(not_a_list(body)),
        Err(error) => Err(vec![web::json_invalid(body, &error)]),
    }
}

/// Reads one point a line (<https://github.com/ndjson/ndjson-spec>); empty lines are skipped.
pub(crate) fn lines(body: &[u8], target: Target) -> Result<Sent, Vec<Violation>> {
    let elements = serde_json::Deserializer::from_slice(body).into_iter::<&RawValue>();
    match elements.collect::<Result<Vec<_>, _>>() {
        Ok(elements) => read(elements.into_iter(), target),
        Err(error) => Err(vec![web::json_invalid(body, &error)]),
    }
}

/// Reads a JSON list of `{"timestamp","dimensions"}`.
pub(crate) fn identities(body: &[u8]) -> Result<Identities, Vec<Violation>> {
    let elements = match serde_json::from_slice::<Vec<&RawValue>>(body) {
        Ok(elements) => elements,
        Err(error) if error.is_data() => return Err(not_a_list(body)),
        Err(error) => return Err(vec![web::json_invalid(body, &error)]),
    };
    let mut violations = Vec::new();
    let mut identities = Vec::with_capacity(elements.len());
    for (index, element) in elements.iter().enumerate() {
        match identity(element.get()) {
            Some(identity) => identities.push(identity),
            None => violations.extend(wrong(element.get(), index, &["timestamp", "dimensions"])),
        }
        if LISTED <= violations.len() {
            break;
        }
    }
    if violations.is_empty() { Ok(identities) } else { Err(violations) }
}

fn identity(element: &str) -> Option<(i64, Dimensions)> {
    let identity: Identity<'_> = serde_json::from_str(element).ok()?;
    Some((timestamp(&identity.timestamp).ok()?, dimensions(identity.dimensions.get())?))
}

/// Well-formed, but no list: or not even text, which counts as malformed.
fn not_a_list(body: &[u8]) -> Vec<Violation> {
    match serde_json::from_slice::<IgnoredAny>(body) {
        Ok(_) => vec![Violation::list_type(["body".into()], Value::Null)],
        Err(error) => vec![web::json_invalid(body, &error)],
    }
}

fn read<'a>(elements: impl Iterator<Item = &'a RawValue>, target: Target) -> Result<Sent, Vec<Violation>> {
    let required: &[&str] = match target {
        Target::One => &["timestamp", "dimensions", "value"],
        Target::Many => &["metric", "timestamp", "dimensions", "value"],
    };
    let mut reader = Reader { sent: Sent::new(target), spelled: HashMap::new(), violations: Vec::new() };
    for (index, element) in elements.enumerate() {
        if reader.element(element.get()).is_none() {
            reader.violations.extend(wrong(element.get(), index, required));
            if LISTED <= reader.violations.len() {
                break;
            }
        }
    }
    if reader.violations.is_empty() { Ok(reader.sent) } else { Err(reader.violations) }
}

struct Reader<'a> {
    sent: Sent,
    /// Dimensions by how they are spelled in the body.
    spelled: HashMap<&'a str, Dimensions>,
    violations: Vec<Violation>,
}

impl<'a> Reader<'a> {
    /// Adds an element, or answers `None` where it is not a point.
    fn element(&mut self, element: &'a str) -> Option<()> {
        let point: Point<'a> = serde_json::from_str(element).ok()?;
        let timestamp = timestamp(&point.timestamp).ok()?;
        let value = point.value.as_f64().filter(|value| value.is_finite())?;
        let metric = match self.sent.target() {
            Target::One => None,
            Target::Many => Some(point.metric?),
        };
        let spelled = point.dimensions.get();
        if !self.spelled.contains_key(spelled) {
            self.spelled.insert(spelled, dimensions(spelled)?);
        }
        self.sent.push(metric.as_deref(), timestamp, &self.spelled[spelled], value);
        Some(())
    }
}

/// An object of strings, in its order.
fn dimensions(spelled: &str) -> Option<Dimensions> {
    let Value::Object(pairs) = serde_json::from_str(spelled).ok()? else { return None };
    let pairs = pairs.into_iter().map(|(key, value)| match value {
        Value::String(value) => Some((key.into(), value.into())),
        _ => None,
    });
    Some(Dimensions::from_distinct(pairs.collect::<Option<Vec<_>>>()?))
}

enum NotATimestamp {
    Fraction,
    OutOfRange,
}

/// `5`, `5.0` and `1e3` are integers; RFC 8259 knows no other kind of number.
#[expect(clippy::cast_possible_truncation, reason = "checked to be an integer inside the range")]
#[expect(clippy::cast_precision_loss, reason = "the bound is below 2^53")]
fn timestamp(number: &Number) -> Result<i64, NotATimestamp> {
    let largest = crate::query::LARGEST_TIMESTAMP;
    let timestamp = match (number.as_i64(), number.as_f64()) {
        (Some(integer), _) => integer,
        (None, Some(float)) if float.abs() > largest as f64 => return Err(NotATimestamp::OutOfRange),
        (None, Some(float)) if float.fract() == 0.0 => float as i64,
        _ => return Err(NotATimestamp::Fraction),
    };
    if timestamp.unsigned_abs() <= largest.unsigned_abs() { Ok(timestamp) } else { Err(NotATimestamp::OutOfRange) }
}

/// What is wrong with an element that is not a point.
fn wrong(element: &str, index: usize, required: &[&'static str]) -> Vec<Violation> {
    let at = |field: Option<&'static str>| {
        let field = field.map(Loc::from);
        ["body".into(), index.into()].into_iter().chain(field).collect::<Vec<Loc>>()
    };
    let fields = match serde_json::from_str(element) {
        Ok(Value::Object(fields)) => fields,
        Ok(other) => return vec![Violation::model_attributes_type(at(None), web::echo(&other))],
        Err(_) => return vec![unreadable(at(None))],
    };
    required
        .iter()
        .flat_map(|&field| match fields.get(field) {
            None => vec![Violation::missing(at(Some(field)), Value::Null)],
            Some(value) => wrong_field(field, value, at(Some(field))),
        })
        .collect()
}

fn wrong_field(field: &str, value: &Value, at: Vec<Loc>) -> Vec<Violation> {
    let echo = web::echo(value);
    match (field, value) {
        ("timestamp", Value::Number(number)) => match timestamp(number) {
            Ok(_) => vec![],
            Err(NotATimestamp::Fraction) => vec![Violation::int_from_float(at, echo)],
            Err(NotATimestamp::OutOfRange) => {
                vec![
                    Violation::value_error(at, "expected milliseconds within 8640000000000000 of 1970")
                        .with_input(echo),
                ]
            }
        },
        ("timestamp", _) => vec![Violation::int_type(at, echo)],
        ("value", Value::Number(number)) if number.as_f64().is_some_and(f64::is_finite) => vec![],
        ("value", Value::Number(_)) => vec![Violation::finite_number(at, echo)],
        ("value", _) => vec![Violation::float_type(at, echo)],
        ("metric", Value::String(_)) => vec![],
        ("metric", _) => vec![Violation::string_type(at, echo)],
        ("dimensions", Value::Object(pairs)) => {
            let wrong = pairs.iter().filter(|(_, value)| !value.is_string());
            let at = |key: &String| at.iter().cloned().chain([key.clone().into()]).collect::<Vec<Loc>>();
            wrong.map(|(key, value)| Violation::string_type(at(key), web::echo(value))).collect()
        }
        _ => vec![Violation::dict_type(at, echo)],
    }
}

/// An element that is JSON by its brackets, and holds something that no value is: a lone surrogate, a number beyond
/// all doubles, or nesting beyond all reason.
fn unreadable(at: Vec<Loc>) -> Violation {
    Violation::value_error(at, "it holds a lone surrogate, a number too large, or too deep a nesting")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(body: &str) -> Vec<String> {
        let sent = list(body.as_bytes(), Target::One);
        let violations = sent.err().unwrap_or_default();
        violations
            .iter()
            .map(|violation| {
                let loc: Vec<String> = violation
                    .loc
                    .iter()
                    .map(|loc| match loc {
                        Loc::Name(name) => name.to_string(),
                        Loc::Index(index) => index.to_string(),
                    })
                    .collect();
                format!("{} {}", violation.rule, loc.join("."))
            })
            .collect()
    }

    fn check(body: &str, expect: &[&str]) {
        assert_eq!(rules(body), expect, "{body}");
    }

    #[test]
    fn what_is_a_point_and_what_is_not() {
        check("[]", &[]);
        check(r#" [ {"timestamp":5,"dimensions":{},"value":5} ] "#, &[]);
        check(r#"[{"timestamp":5.0,"dimensions":{"a":""},"value":-0.0,"more":[1]}]"#, &[]);
        check(
            r#"[{"timestamp":1e3,"dimensions":{"a":"\u0000\n\ud83d\ude00"},"value":123456789012345678901234567890}]"#,
            &[],
        );
        check(r#"{"timestamp":5}"#, &["list_type body"]);
        check(r#""text""#, &["list_type body"]);
        check(r#"[5,null]"#, &["model_attributes_type body.0", "model_attributes_type body.1"]);
        check(r#"[{}]"#, &["missing body.0.timestamp", "missing body.0.dimensions", "missing body.0.value"]);
        check(r#"[{"timestamp":5.5,"dimensions":{},"value":1}]"#, &["int_from_float body.0.timestamp"]);
        check(
            r#"[{"timestamp":"5","dimensions":{},"value":"1"}]"#,
            &["int_type body.0.timestamp", "float_type body.0.value"],
        );
        check(
            r#"[{"timestamp":true,"dimensions":{},"value":false}]"#,
            &["int_type body.0.timestamp", "float_type body.0.value"],
        );
        check(r#"[{"timestamp":8640000000000001,"dimensions":{},"value":1}]"#, &["value_error body.0.timestamp"]);
        check(
            r#"[{"timestamp":99999999999999999999999999999999999999999,"dimensions":{},"value":1}]"#,
            &["value_error body.0.timestamp"],
        );
        check(
            r#"[{"timestamp":5,"dimensions":[],"value":[]}]"#,
            &["dict_type body.0.dimensions", "float_type body.0.value"],
        );
        check(
            r#"[{"timestamp":5,"dimensions":{"a":1,"b":"x","c":null},"value":1}]"#,
            &["string_type body.0.dimensions.a", "string_type body.0.dimensions.c"],
        );
        check(r#"[{"timestamp":5,"dimensions":{"a":"\ud800"},"value":1}]"#, &["value_error body.0"]);
        check(r#"[{"timestamp":5,"dimensions":{},"value":1e400}]"#, &["value_error body.0"]);
        check(r#"[{"timestamp":5,"dimensions":{},"value":NaN}]"#, &["json_invalid body.40"]);
        check(r#"[{"timestamp":5,"#, &["json_invalid body.16"]);
        check("", &["json_invalid body.0"]);
    }

    #[test]
    fn a_field_sent_twice_counts_as_its_last() {
        let body = br#"[{"timestamp":5,"dimensions":{"a":"x","a":"y"},"value":1}]"#;
        let sent = list(body, Target::One).unwrap();
        assert_eq!(sent.writes()[0].1.iter().next().unwrap().1, &Dimensions::new([("a", "y")]));
    }

    #[test]
    fn dimensions_keep_their_order() {
        let body = br#"[{"timestamp":5,"dimensions":{"b":"1","a":"2"},"value":1}]"#;
        let sent = list(body, Target::One).unwrap();
        assert_eq!(sent.writes()[0].1.iter().next().unwrap().1, &Dimensions::new([("b", "1"), ("a", "2")]));
    }

    #[test]
    fn lines_are_points_of_many_metrics() {
        let body = b"{\"metric\":\"a\",\"timestamp\":1,\"dimensions\":{},\"value\":1}\n\n{\"metric\":\"b\",\"timestamp\":1,\"dimensions\":{},\"value\":1}\n";
        let names: Vec<String> =
            lines(body, Target::Many).unwrap().writes().iter().map(|(name, _)| name.clone().unwrap()).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
