//! What holds of the crate as a whole, seen from outside.

mod aggregation;
mod aggregation_laws;
mod codec;
mod golden;
mod merging;
mod samples;
mod sizes;
