//! The metrics API through its routes, over the real engine.

#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test may panic, and its numbers are small"
)]

mod contract;
mod correcting;
mod faults;
mod hostile;
mod reading;
mod support;
mod writing;
