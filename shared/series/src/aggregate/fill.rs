//! Rows for buckets in which a group has no points.

use super::table::{Row, Table};
use super::{AggregationError, MOST_FILLED_CELLS};
use crate::calendar::Buckets;
use crate::columns::Range;

/// What a bucket without points answers. A filled table has a row for each of its groups in each bucket from the start
/// of the range (or the first point) to its end (or the last point); one without any points stays empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fill {
    /// No row.
    #[default]
    None,
    /// A row without values.
    Null,
    /// A row of zeros.
    Zero,
    /// The values of the group's row before; none before its first.
    Previous,
}

impl Fill {
    /// Parses `none`, `null`, `zero` or `previous`.
    pub fn parse(name: &str) -> Option<Fill> {
        Some(match name {
            "none" => Fill::None,
            "null" => Fill::Null,
            "zero" => Fill::Zero,
            "previous" => Fill::Previous,
            _ => return None,
        })
    }
}

/// The same table with a row for each group in each bucket.
pub(super) fn fill(table: Table, fill: Fill, buckets: &Buckets, range: &Range) -> Result<Table, AggregationError> {
    let Some(starts) = starts(&table, buckets, range)? else { return Ok(table) };
    let mut filled = Table::new(table.names.clone(), table.series.clone());
    let absent = if fill == Fill::Zero { Some(0.0) } else { None };
    let mut previous = vec![vec![absent; table.names.len()]; table.series.len()];
    let mut rows = table.rows().peekable();
    for start in starts {
        for (series, previous) in previous.iter_mut().enumerate() {
            let row = rows.next_if(|row| (row.timestamp, row.series) == (start, series));
            let values = row.map_or(&previous[..], |row| row.values);
            filled.push(start, series, values.iter().copied());
            if let (Some(Row { values, .. }), Fill::Previous) = (row, fill) {
                previous.copy_from_slice(values);
            }
        }
    }
    Ok(filled)
}

/// The starts of all buckets that are to have rows; `None` where no point came.
fn starts(table: &Table, buckets: &Buckets, range: &Range) -> Result<Option<Vec<i64>>, AggregationError> {
    let (Some(first), Some(last)) = (table.rows().next(), table.rows().next_back()) else { return Ok(None) };
    let mut start = buckets.start_of(range.start.unwrap_or(first.timestamp))?;
    let inside = |start: i64| range.end.map_or(start <= last.timestamp, |end| start < end);
    let most = MOST_FILLED_CELLS / table.series.len();
    let mut starts = Vec::new();
    while inside(start) {
        if starts.len() == most {
            return Err(AggregationError::TooManyBuckets);
        }
        starts.push(start);
        start = buckets.next(start)?;
    }
    Ok(Some(starts))
}
