//! Points by bucket and group: what charts and summaries are made of.
//!
//! ```text
//!   points            10:01 {room: a} 1   10:02 {room: b} 5   10:59 {room: a} 3   11:30 {room: a} 8
//!   step 1h, group_by room, aggregates avg and count
//!   rows              10:00 {room: a} 2, 2     10:00 {room: b} 5, 1     11:00 {room: a} 8, 1
//! ```
//!
//! Points come in batches and are forgotten once their bucket is over, so a year of minutes needs the memory of a day
//! (percentiles keep the values of the bucket they are in). How the points are cut into batches changes nothing.

mod cell;
mod fill;
mod kind;
mod run;
mod table;
mod total;

pub use fill::Fill;
pub use kind::{Aggregate, AggregateError};
pub use run::Aggregation;
pub use table::{Row, Table, TableSeries};

use crate::calendar::{Buckets, OutOfCalendar};
use crate::columns::Range;

/// The most cells (buckets times groups) that filling may make: a chart of 100,000 places is past seeing, and seconds
/// over a year would be 31 million.
pub const MOST_FILLED_CELLS: usize = 100_000;

/// What to make of points.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The values of a row, in their order.
    pub aggregates: Vec<Aggregate>,
    /// Points are grouped by their values of these keys. A key that a point lacks, or has with an empty value, is
    /// absent from its group. Without keys all points are one group.
    pub group_by: Vec<String>,
    /// Without, there is one bucket: it begins with the range, or else with the first point.
    pub buckets: Option<Buckets>,
    /// Points outside are ignored.
    pub range: Range,
    /// What to do about buckets in which a group has no points.
    pub fill: Fill,
}

/// Why there is no table.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum AggregationError {
    /// Filling would make too many cells.
    #[error("fill would make more than {MOST_FILLED_CELLS} rows: narrow start and end, or take a longer step")]
    TooManyBuckets,
    /// A point or an end of the range lies beyond what the step's calendar reaches.
    #[error(transparent)]
    OutOfCalendar(#[from] OutOfCalendar),
}
