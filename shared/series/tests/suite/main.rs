//! What holds of the crate as a whole, seen from outside.

mod aggregation;
mod codec;
mod golden;
mod merging;
mod samples;
mod sizes;
