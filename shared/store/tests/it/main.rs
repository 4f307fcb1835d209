//! The store against the real engine.

#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "a test may panic, and its numbers are small"
)]

mod accounts;
mod contention;
mod flags;
mod interleavings;
mod jobs;
mod letters;
mod limits;
mod lost_answers;
mod metrics;
mod moving;
mod points;
mod sealing;
mod sessions;
mod support;
mod suspension;
mod throttle;
mod watches;
