//! What holds of the crate as a whole, seen from outside.

mod codec;
mod golden;
mod samples;
mod sizes;
