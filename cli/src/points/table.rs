//! Points as a table (RFC 4180): a column for the time, one for the value, perhaps one for the metric; all others are
//! dimensions.

use super::text::Numbered;
use super::{Point, Wrong};
use crate::exit::Exit;
use crate::times::Times;
use csv::{ReaderBuilder, StringRecord, StringRecordsIntoIter};
use serde_json::{Map, Value};
use std::io::BufRead;

/// Which column is what, and what holds for every point of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// The metric of points that do not name one.
    pub(crate) metric: Option<String>,
    /// Dimensions that points get in addition to their own.
    pub(crate) dimensions: Vec<(String, String)>,
    /// The time of points that have none, in ms.
    pub(crate) now: Option<i64>,
    /// The time's column; `timestamp` if absent.
    pub(crate) time: Option<String>,
    /// The value's column; `value` if absent.
    pub(crate) value: Option<String>,
}

impl Columns {
    /// With what the point does not say itself; then it is checked.
    pub(crate) fn complete(&self, mut point: Point) -> Result<Point, Wrong> {
        if let (true, Some(metric)) = (point.metric.is_empty(), &self.metric) {
            point.metric.clone_from(metric);
        }
        if point.metric.is_empty() {
            return Err(Wrong::Point("the point names no metric; say one with --metric".to_owned()));
        }
        for (key, value) in &self.dimensions {
            point.dimensions.entry(key.clone()).or_insert_with(|| Value::from(value.clone()));
        }
        point.check()?;
        Ok(point)
    }
}

/// A table that is being read.
pub(super) struct Table<'a, R> {
    records: StringRecordsIntoIter<R>,
    columns: &'a Columns,
    times: &'a Times,
    metric: Option<usize>,
    time: Option<usize>,
    value: usize,
    names: StringRecord,
}

impl<'a, R: BufRead> Table<'a, R> {
    /// Reads the first line. A name that stands twice is the time, the value or the metric the first time, then a
    /// dimension.
    pub(super) fn open(reader: R, columns: &'a Columns, times: &'a Times) -> anyhow::Result<Table<'a, R>> {
        let mut reader = ReaderBuilder::new().from_reader(reader);
        let unreadable = |error: csv::Error| Exit::Usage.because(format!("the table cannot be read: {error}"));
        let names = without_mark(reader.headers().map_err(unreadable)?);
        let place = |name: &str| names.iter().position(|column| column == name);
        let wanted = |given: &Option<String>, name: &str| {
            let name = given.as_deref().unwrap_or(name);
            place(name).ok_or_else(|| Exit::Usage.because(format!("the first line names no column {name}")))
        };
        let value = wanted(&columns.value, "value")?;
        let time = match columns.now {
            Some(_) => place(columns.time.as_deref().unwrap_or("timestamp")),
            None => Some(wanted(&columns.time, "timestamp")?),
        };
        let metric = place("metric");
        Ok(Table { records: reader.into_records(), columns, times, metric, time, value, names })
    }

    fn point(&self, record: &StringRecord) -> Result<Point, Wrong> {
        let cell = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let timestamp = match (cell(self.time), self.columns.now) {
            ("", Some(now)) => now,
            (time, _) => self.times.parse(time).map_err(Wrong::Point)?,
        };
        let value = cell(Some(self.value));
        let value = value.trim().parse().map_err(|_| Wrong::Point(format!("{value:?} is no number")))?;
        let taken = [self.metric, self.time, Some(self.value)];
        let cells = self
            .names
            .iter()
            .zip(record)
            .enumerate()
            .filter(|(column, (_, cell))| !taken.contains(&Some(*column)) && !cell.is_empty());
        let dimensions: Map<String, Value> = cells.map(|(_, (name, cell))| (name.to_owned(), cell.into())).collect();
        self.columns.complete(Point { metric: cell(self.metric).to_owned(), timestamp, dimensions, value })
    }
}

impl<R: BufRead> Iterator for Table<'_, R> {
    type Item = Numbered;

    fn next(&mut self) -> Option<Numbered> {
        let record = self.records.next()?;
        let line = |position: Option<&csv::Position>| position.map_or(0, csv::Position::line);
        Some(match record {
            Ok(record) => (line(record.position()), self.point(&record)),
            Err(error) => (line(error.position()), Err(Wrong::Point(error.to_string()))),
        })
    }
}

/// Spreadsheets begin a file with a byte order mark.
fn without_mark(names: &StringRecord) -> StringRecord {
    let first = names.get(0).map(|name| name.trim_start_matches('\u{feff}'));
    first.into_iter().chain(names.iter().skip(1)).collect()
}
