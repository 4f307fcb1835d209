//! The outcome of an aggregation.

use crate::dimensions::Dimensions;

/// Rows by timestamp, and within a timestamp by series.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the aggregates, in the order of a row's values.
    pub names: Vec<String>,
    /// The groups in the order of their first points.
    pub series: Vec<TableSeries>,
    /// The timestamp and the place in `series` of each row.
    rows: Vec<(i64, usize)>,
    /// As many for each row as there are names.
    values: Vec<Option<f64>>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSeries {
    /// The values of the keys it was grouped by, in the order of the keys.
    pub dimensions: Dimensions,
}

/// What the points of one group in one bucket came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// When the bucket begins.
    pub timestamp: i64,
    /// The place of the group in [`Table::series`].
    pub series: usize,
    /// One an aggregate; `None` where it is not a number, or where the bucket was filled with nothing.
    pub values: &'a [Option<f64>],
}

impl Table {
    pub(super) fn new(names: Vec<String>, series: Vec<TableSeries>) -> Table {
        Table { names, series, rows: Vec::new(), values: Vec::new() }
    }

    /// Adds a row behind all others; `values` are as many as there are names.
    pub(super) fn push(&mut self, timestamp: i64, series: usize, values: impl IntoIterator<Item = Option<f64>>) {
        self.rows.push((timestamp, series));
        self.values.extend(values);
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator {
        let width = self.names.len();
        let row = move |(i, &(timestamp, series)): (usize, &(i64, usize))| Row {
            timestamp,
            series,
            values: &self.values[i * width..(i + 1) * width],
        };
        self.rows.iter().enumerate().map(row)
    }
}
