//! Check-ins over HTTP, over the real engine with a stopped clock and a fake Twilio.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod contacts;
mod jobs;
mod numbers;
mod probes;
mod reports;
mod settings;
mod support;
mod texts;
