//! Rows as text: JSON in the shape of the first API, one object a line, CSV, or columns for charts.

use crate::rows::Rows;
use series::Dimensions;
use std::collections::HashMap;
use std::io::{self, Write};
use web::Format;

/// Rows are collected up to this size before they go to the compressor.
const BUFFER: usize = 64 * 1024;
/// The most cells of an answer in columns, and of the dimensions of a table, filled or not: where every point has labels
/// of its own, these are the wrong shape, and this is where it is said.
const MOST_CELLS: usize = 5_000_000;

/// Writes `rows` in the form that was asked for.
pub(crate) fn render(rows: &Rows, format: Format, columns: bool, out: impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(BUFFER, out);
    match format {
        Format::Csv => csv(rows, &mut out)?,
        Format::Json if columns => json_columns(rows, &mut out)?,
        Format::Json => json(rows, &mut out)?,
        Format::NdJson => json_lines(rows, &mut out)?,
    }
    out.flush()
}

fn json(rows: &Rows, out: &mut impl Write) -> io::Result<()> {
    let objects = Objects::new(rows);
    let mut row = Vec::new();
    let mut separator: &[u8] = b"[";
    rows.visit(&mut |timestamp, label, values| {
        row.clear();
        row.extend_from_slice(separator);
        separator = b",";
        objects.write(&mut row, timestamp, label, values);
        out.write_all(&row)
    })?;
    out.write_all(if separator == b"[" { b"[]" } else { b"]" })
}

fn json_lines(rows: &Rows, out: &mut impl Write) -> io::Result<()> {
    let objects = Objects::new(rows);
    let mut row = Vec::new();
    rows.visit(&mut |timestamp, label, values| {
        row.clear();
        objects.write(&mut row, timestamp, label, values);
        row.push(b'\n');
        out.write_all(&row)
    })
}

/// What stands between the numbers of a row, written once per label.
struct Objects {
    middles: Vec<Vec<u8>>,
    /// `"count":`, `,"avg":` and so on, where a row has several values.
    names: Option<Vec<Vec<u8>>>,
}

impl Objects {
    fn new(rows: &Rows) -> Objects {
        let field: &[u8] = if rows.names.is_some() { b",\"values\":{" } else { b",\"value\":" };
        let middle = |dimensions: &Dimensions| {
            let mut middle = b",\"dimensions\":".to_vec();
            write_dimensions(&mut middle, dimensions);
            middle.extend_from_slice(field);
            middle
        };
        let name = |(i, name): (usize, &String)| {
            let mut text = if i == 0 { Vec::new() } else { b",".to_vec() };
            web::write_json_string(&mut text, name);
            text.push(b':');
            text
        };
        let names = rows.names.as_ref().map(|names| names.iter().enumerate().map(name).collect());
        Objects { middles: rows.labels.iter().map(middle).collect(), names }
    }

    fn write(&self, row: &mut Vec<u8>, timestamp: i64, label: usize, values: &[Option<f64>]) {
        row.extend_from_slice(b"{\"timestamp\":");
        write_integer(row, timestamp);
        row.extend_from_slice(&self.middles[label]);
        let Some(names) = &self.names else {
            write_value(row, values.first().copied().flatten());
            row.push(b'}');
            return;
        };
        for (name, value) in names.iter().zip(values) {
            row.extend_from_slice(name);
            write_value(row, *value);
        }
        row.extend_from_slice(b"}}");
    }
}

fn csv(rows: &Rows, out: &mut impl Write) -> io::Result<()> {
    let keys = dimension_keys(rows);
    if MOST_CELLS < rows.labels.len() * keys.len() {
        return Err(too_large());
    }
    let mut header = vec!["timestamp".to_owned()];
    header.extend(rows.names.clone().unwrap_or_else(|| vec!["value".to_owned()]));
    header.extend(keys.iter().map(ToString::to_string));
    out.write_all(&record(header.iter().map(String::as_str))?)?;
    let columns: HashMap<&str, usize> = keys.iter().enumerate().map(|(i, key)| (&**key, i)).collect();
    let ends = rows.labels.iter().map(|label| {
        let mut cells = vec![""; keys.len()];
        label.pairs().iter().for_each(|(key, value)| cells[columns[&**key]] = value);
        Ok(if keys.is_empty() { b"\n".to_vec() } else { [b",", &record(cells.into_iter())?[..]].concat() })
    });
    let ends = ends.collect::<io::Result<Vec<_>>>()?;
    let mut row = Vec::new();
    rows.visit(&mut |timestamp, label, values| {
        row.clear();
        write_integer(&mut row, timestamp);
        for value in values {
            row.push(b',');
            if let Some(value) = value {
                web::write_f64(&mut row, *value);
            }
        }
        row.extend_from_slice(&ends[label]);
        out.write_all(&row)
    })
}

/// One line of RFC 4180, with its line end.
fn record<'a>(cells: impl Iterator<Item = &'a str>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn dimension_keys(rows: &Rows) -> Vec<std::sync::Arc<str>> {
    let mut keys = Vec::new();
    let mut known = std::collections::HashSet::new();
    for (key, _) in rows.labels.iter().flat_map(Dimensions::pairs) {
        if known.insert(key) {
            keys.push(key.clone());
        }
    }
    keys
}

/// `{"timestamps":[...],"series":[{"dimensions":{...},"values":[...]}]}`; with several aggregates `values` holds a list
/// a name.
fn json_columns(rows: &Rows, out: &mut impl Write) -> io::Result<()> {
    let grid = Grid::new(rows)?;
    let mut text = b"{\"timestamps\":[".to_vec();
    list(&mut text, &grid.timestamps, |text, timestamp| write_integer(text, *timestamp));
    text.extend_from_slice(b"],\"series\":[");
    out.write_all(&text)?;
    for (i, series) in grid.series.iter().enumerate() {
        text.clear();
        text.extend_from_slice(if i == 0 { b"{\"dimensions\":" } else { b",{\"dimensions\":" });
        write_dimensions(&mut text, &series.dimensions);
        text.extend_from_slice(b",\"values\":");
        match &rows.names {
            None => write_column(&mut text, &series.columns[0]),
            Some(names) => {
                for (i, (name, column)) in names.iter().zip(&series.columns).enumerate() {
                    text.push(if i == 0 { b'{' } else { b',' });
                    web::write_json_string(&mut text, name);
                    text.push(b':');
                    write_column(&mut text, column);
                }
                text.push(b'}');
            }
        }
        text.push(b'}');
        out.write_all(&text)?;
    }
    out.write_all(b"]}")
}

/// Rows laid out by time and series.
struct Grid {
    timestamps: Vec<i64>,
    series: Vec<Line>,
}

struct Line {
    dimensions: Dimensions,
    columns: Vec<Vec<Option<f64>>>,
}

impl Grid {
    fn new(rows: &Rows) -> io::Result<Grid> {
        let mut grid = Grid { timestamps: Vec::new(), series: Vec::new() };
        let mut known = HashMap::new();
        let width = rows.names.as_ref().map_or(1, Vec::len);
        let mut line_of: Vec<Option<usize>> = vec![None; rows.labels.len()];
        rows.visit(&mut |timestamp, label, values| {
            if grid.timestamps.last() != Some(&timestamp) {
                grid.timestamps.push(timestamp);
            }
            let line = *line_of[label].get_or_insert_with(|| {
                let dimensions = &rows.labels[label];
                *known.entry(dimensions.canonical()).or_insert_with(|| {
                    grid.series.push(Line { dimensions: dimensions.clone(), columns: vec![Vec::new(); width] });
                    grid.series.len() - 1
                })
            });
            if MOST_CELLS < grid.timestamps.len() * grid.series.len() * width {
                return Err(too_large());
            }
            for (column, value) in grid.series[line].columns.iter_mut().zip(values) {
                column.resize(grid.timestamps.len() - 1, None);
                column.push(*value);
            }
            Ok(())
        })?;
        let length = grid.timestamps.len();
        grid.series.iter_mut().flat_map(|line| &mut line.columns).for_each(|column| column.resize(length, None));
        Ok(grid)
    }
}

fn too_large() -> io::Error {
    io::Error::other(web::BodyError::TooLarge { uncompressed: false })
}

fn write_column(text: &mut Vec<u8>, column: &[Option<f64>]) {
    text.push(b'[');
    list(text, column, |text, value| write_value(text, *value));
    text.push(b']');
}

fn list<T>(text: &mut Vec<u8>, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            text.push(b',');
        }
        write(text, item);
    }
}

fn write_dimensions(text: &mut Vec<u8>, dimensions: &Dimensions) {
    text.push(b'{');
    for (i, (key, value)) in dimensions.pairs().iter().enumerate() {
        if i > 0 {
            text.push(b',');
        }
        web::write_json_string(text, key);
        text.push(b':');
        web::write_json_string(text, value);
    }
    text.push(b'}');
}

fn write_integer(text: &mut Vec<u8>, number: i64) {
    text.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn write_value(text: &mut Vec<u8>, value: Option<f64>) {
    match value {
        Some(value) => web::write_f64(text, value),
        None => text.extend_from_slice(b"null"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use series::Columns;

    fn points(descending: bool) -> Rows {
        let (none, b, ab) =
            (Dimensions::default(), Dimensions::new([("b", "ż\n\"")]), Dimensions::new([("b", "1"), ("a", "x,y")]));
        let first: Columns = [(-1, &none, 1.0), (5, &b, 1e21)].into_iter().collect();
        let second: Columns = [(5, &ab, -0.0), (6, &none, 0.1)].into_iter().collect();
        Rows::of_points(vec![first, second], descending)
    }

    fn check(rows: &Rows, format: Format, columns: bool, expect: &str) {
        let mut out = Vec::new();
        render(rows, format, columns, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expect);
    }

    #[test]
    fn points_have_the_first_apis_shape() {
        check(&Rows::of_points(vec![], false), Format::Json, false, "[]");
        check(
            &points(false),
            Format::Json,
            false,
            "[{\"timestamp\":-1,\"dimensions\":{},\"value\":1.0},\
             {\"timestamp\":5,\"dimensions\":{\"b\":\"ż\\n\\\"\"},\"value\":1e+21},\
             {\"timestamp\":5,\"dimensions\":{\"b\":\"1\",\"a\":\"x,y\"},\"value\":-0.0},\
             {\"timestamp\":6,\"dimensions\":{},\"value\":0.1}]",
        );
    }

    #[test]
    fn lines_and_tables_hold_the_same() {
        check(
            &points(true),
            Format::NdJson,
            false,
            "{\"timestamp\":6,\"dimensions\":{},\"value\":0.1}\n\
             {\"timestamp\":5,\"dimensions\":{\"b\":\"1\",\"a\":\"x,y\"},\"value\":-0.0}\n\
             {\"timestamp\":5,\"dimensions\":{\"b\":\"ż\\n\\\"\"},\"value\":1e+21}\n\
             {\"timestamp\":-1,\"dimensions\":{},\"value\":1.0}\n",
        );
        check(
            &points(false),
            Format::Csv,
            false,
            "timestamp,value,b,a\n-1,1.0,,\n5,1e+21,\"ż\n\"\"\",\n5,-0.0,1,\"x,y\"\n6,0.1,,\n",
        );
        check(&Rows::of_points(vec![], false), Format::Csv, false, "timestamp,value\n");
    }

    #[test]
    fn columns_align_series_on_one_list_of_times() {
        check(
            &points(false),
            Format::Json,
            true,
            "{\"timestamps\":[-1,5,6],\"series\":[\
             {\"dimensions\":{},\"values\":[1.0,null,0.1]},\
             {\"dimensions\":{\"b\":\"ż\\n\\\"\"},\"values\":[null,1e+21,null]},\
             {\"dimensions\":{\"b\":\"1\",\"a\":\"x,y\"},\"values\":[null,-0.0,null]}]}",
        );
    }
}
