//! The store against the real engine.

mod accounts;
mod interleavings;
mod jobs;
mod metrics;
mod points;
mod sealing;
mod support;
mod throttle;
