//! Points as JSON: one object a line, or one list of them.

use super::text::Numbered;
use super::{Columns, Point, Wrong};
use crate::exit::Exit;
use serde_json::Value;
use std::io::BufRead;

/// The points of a text with one object a line; empty lines are none.
pub(super) fn read<'a>(reader: impl BufRead + 'a, columns: &'a Columns) -> impl Iterator<Item = Numbered> + 'a {
    let numbered = (1..).zip(reader.lines());
    let full = numbered.filter(|(_, line)| line.as_ref().map_or(true, |line| !line.trim().is_empty()));
    full.map(|(number, line)| {
        let value = line.map_err(|error| Wrong::Point(error.to_string())).and_then(|line| parse(&line));
        (number, value.and_then(|value| from_json(value, columns)))
    })
}

/// The points of one list; the number of a point is its place.
pub(super) fn read_list<'a>(
    reader: impl BufRead,
    columns: &'a Columns,
) -> anyhow::Result<impl Iterator<Item = Numbered> + 'a> {
    let list: Vec<Value> = serde_json::from_reader(reader)
        .map_err(|error| Exit::Usage.because(format!("this is no list of points: {error}")))?;
    Ok((1..).zip(list).map(|(number, value)| (number, from_json(value, columns))))
}

/// A point out of an object; what it needs and does not say itself comes from `columns`.
pub(crate) fn from_json(mut value: Value, columns: &Columns) -> Result<Point, Wrong> {
    if let Some(object) = value.as_object_mut() {
        if let (false, Some(now)) = (object.contains_key("timestamp"), columns.now) {
            object.insert("timestamp".to_owned(), now.into());
        }
        // A float that is whole is a whole number, as the API takes it.
        let whole = object.get("timestamp").and_then(whole);
        object.extend(whole.map(|whole| ("timestamp".to_owned(), whole)));
    }
    let point: Point = serde_json::from_value(value).map_err(|error| Wrong::Point(error.to_string()))?;
    columns.complete(point)
}

fn whole(number: &Value) -> Option<Value> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0)?;
    format!("{float:.0}").parse::<i64>().ok().map(Value::from)
}

fn parse(line: &str) -> Result<Value, Wrong> {
    serde_json::from_str(line).map_err(|error| Wrong::Point(error.to_string()))
}
