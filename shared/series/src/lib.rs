//! Points and what can be computed from them, without I/O, clock or environment.
//!
//! Everything here is a function of its arguments: the same bytes and the same operations give the same series on a
//! Lambda, on one machine and in a test. Who stores the bytes, and under which key, is the business of `store`.

mod dimensions;
pub use dimensions::{Dimensions, Sets};

mod columns;
pub use columns::{Columns, Range};

mod filter;
pub use filter::{Filter, FilterError};

mod merge;
pub use merge::{Op, apply};

mod codec;
pub use codec::{CodecError, decode_block, decode_block_of, decode_chunk, encode_block, encode_chunk};

mod step;
pub use step::{Step, StepError};

mod calendar;
pub use calendar::{Buckets, OutOfCalendar, UnknownZone, parse_zone};

mod aggregate;
pub use aggregate::{
    Aggregate, AggregateError, Aggregation, AggregationError, Fill, MOST_FILLED_CELLS, Plan, Row, Table, TableSeries,
};
