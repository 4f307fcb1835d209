//! What a read came to, row by row: points as they are, or the cells of an aggregate.

use series::{Columns, Dimensions, Table};
use std::io;

/// Rows in the order of the answer.
pub(crate) struct Rows {
    /// The names of the values of a row; `None` for the one value of a point.
    pub(crate) names: Option<Vec<String>>,
    /// Every distinct spelling of dimensions, by the number that rows carry.
    pub(crate) labels: Vec<Dimensions>,
    source: Source,
    descending: bool,
}

enum Source {
    /// Batches of points, each ascending, in ascending order, with the number of their first label.
    Points(Vec<(usize, Columns)>),
    /// (timestamp, label, values), ascending.
    Cells(Vec<(i64, usize, Vec<Option<f64>>)>),
}

/// Takes a timestamp, the number of a label, and the values of a row.
pub(crate) type Visit<'a> = dyn FnMut(i64, usize, &[Option<f64>]) -> io::Result<()> + 'a;

impl Rows {
    /// Points in batches that ascend.
    pub(crate) fn of_points(batches: Vec<Columns>, descending: bool) -> Rows {
        let mut labels = Vec::new();
        let mut numbered = Vec::new();
        for batch in batches {
            let first = labels.len();
            labels.extend(batch.sets.iter().cloned());
            numbered.push((first, batch));
        }
        Rows { names: None, labels, source: Source::Points(numbered), descending }
    }

    /// The rows of an aggregate. Where nothing is `filled` in, a row whose only value is none (the rate of one point) is
    /// left out: a point has a value.
    pub(crate) fn of_table(table: &Table, filled: bool, descending: bool) -> Rows {
        let labels = table.series.iter().map(|series| series.dimensions.clone()).collect();
        let rows = table.rows().filter(|row| filled || row.values != [None]);
        let cells = rows.map(|row| (row.timestamp, row.series, row.values.to_vec())).collect();
        let names = Some(table.names.clone()).filter(|names| 1 < names.len());
        Rows { names, labels, source: Source::Cells(cells), descending }
    }

    /// Calls `visit` for every row.
    pub(crate) fn visit(&self, visit: &mut Visit<'_>) -> io::Result<()> {
        match &self.source {
            Source::Points(batches) if self.descending => batches
                .iter()
                .rev()
                .try_for_each(|(first, batch)| visit_points(*first, batch, (0..batch.len()).rev(), visit)),
            Source::Points(batches) => {
                batches.iter().try_for_each(|(first, batch)| visit_points(*first, batch, 0..batch.len(), visit))
            }
            Source::Cells(cells) if self.descending => {
                cells.iter().rev().try_for_each(|(timestamp, label, values)| visit(*timestamp, *label, values))
            }
            Source::Cells(cells) => {
                cells.iter().try_for_each(|(timestamp, label, values)| visit(*timestamp, *label, values))
            }
        }
    }
}

fn visit_points(
    first: usize,
    batch: &Columns,
    at: impl Iterator<Item = usize>,
    visit: &mut Visit<'_>,
) -> io::Result<()> {
    for i in at {
        visit(batch.timestamps[i], first + batch.set_of[i] as usize, &[Some(batch.values[i])])?;
    }
    Ok(())
}
