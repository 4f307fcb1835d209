//! Points out of CSV (RFC 4180): `timestamp,value,` then one column a dimension key; an empty cell is no dimension.

use crate::query::LARGEST_TIMESTAMP;
use crate::sent::{Sent, Target};
use csv::StringRecord;
use serde_json::Value;
use series::Dimensions;
use std::collections::HashSet;
use web::{Loc, Violation};

/// The most violations one answer lists.
const LISTED: usize = 1_000;

/// Reads a table of points of one metric.
pub(crate) fn table(body: &[u8]) -> Result<Sent, Vec<Violation>> {
    let mut reader = csv::Reader::from_reader(body);
    let keys = header(reader.headers().map_err(|error| vec![malformed(0, &error)])?)?;
    let mut sent = Sent::new(Target::One);
    let mut violations = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let point =
            record.map_err(|error| vec![malformed(index, &error)]).and_then(|record| point(&record, &keys, index));
        match point {
            Ok((timestamp, dimensions, value)) => sent.push(None, timestamp, &dimensions, value),
            Err(wrong) => violations.extend(wrong),
        }
        if LISTED <= violations.len() {
            break;
        }
    }
    if violations.is_empty() { Ok(sent) } else { Err(violations) }
}

fn header(names: &StringRecord) -> Result<Vec<String>, Vec<Violation>> {
    if names.get(0) != Some("timestamp") || names.get(1) != Some("value") {
        let message = "the first line must be timestamp,value and then the dimension keys";
        return Err(vec![Violation::value_error(["body".into()], message)]);
    }
    let keys: Vec<String> = names.iter().skip(2).map(str::to_owned).collect();
    if keys.iter().collect::<HashSet<_>>().len() < keys.len() {
        return Err(vec![Violation::value_error(["body".into()], "a dimension key stands in two columns")]);
    }
    Ok(keys)
}

fn point(record: &StringRecord, keys: &[String], index: usize) -> Result<(i64, Dimensions, f64), Vec<Violation>> {
    let at = |field: &'static str| -> [Loc; 3] { ["body".into(), index.into(), field.into()] };
    let (timestamp, value) = (record.get(0).unwrap_or_default(), record.get(1).unwrap_or_default());
    let in_range = |ms: &i64| ms.unsigned_abs() <= LARGEST_TIMESTAMP.unsigned_abs();
    let parsed_timestamp = timestamp.parse().ok().filter(in_range);
    let parsed_value = value.parse().ok().filter(|value: &f64| value.is_finite());
    if let (Some(timestamp), Some(value)) = (parsed_timestamp, parsed_value) {
        let cells = keys.iter().zip(record.iter().skip(2)).filter(|(_, cell)| !cell.is_empty());
        return Ok((timestamp, Dimensions::new(cells.map(|(key, cell)| (key.as_str(), cell))), value));
    }
    let mut wrong = Vec::new();
    if parsed_timestamp.is_none() {
        wrong.push(Violation::int_parsing(at("timestamp"), web::echo(&Value::from(timestamp))));
    }
    if parsed_value.is_none() {
        wrong.push(Violation::float_parsing(at("value"), web::echo(&Value::from(value))));
    }
    Err(wrong)
}

/// The row breaks off, has another number of cells than the header, or is not UTF-8.
fn malformed(index: usize, error: &csv::Error) -> Violation {
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("expected {expected_len} cells, not {len}"),
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => "the text is not CSV".to_owned(),
    };
    Violation::value_error(["body".into(), index.into()], message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Result<&[(i64, f64)], usize>) {
        let read = table(body.as_bytes()).map(|sent| sent.into_one()).map_err(|violations| violations.len());
        let read = read.map(|points| points.iter().map(|(t, _, v)| (t, v)).collect::<Vec<_>>());
        assert_eq!(read.as_deref().map_err(|count| *count), expect, "{body}");
    }

    #[test]
    fn tables_are_points() {
        check("timestamp,value\n", Ok(&[]));
        check("timestamp,value,room\n5,1.5,kitchen\n6,-1e3,\n", Ok(&[(5, 1.5), (6, -1000.0)]));
        check("timestamp,value,note\r\n5,1,\"a,\"\"b\"\"\nc\"\r\n", Ok(&[(5, 1.0)]));
        check("", Err(1));
        check("time,value\n5,1\n", Err(1));
        check("timestamp,value,a,a\n5,1,x,y\n", Err(1));
        check("timestamp,value\n5.5,NaN\n,\n", Err(4));
        check("timestamp,value\n5\n", Err(1));
        check("timestamp,value\n9999999999999999,1\n", Err(1));
    }

    #[test]
    fn an_empty_cell_is_no_dimension() {
        let points = table(b"timestamp,value,a,b\n1,1,,x\n").unwrap().into_one();
        assert_eq!(points.iter().next().unwrap().1, &Dimensions::new([("b", "x")]));
    }
}
