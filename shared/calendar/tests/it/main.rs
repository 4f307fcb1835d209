//! Events and their points, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod conversion;
mod days;
mod exceptions;
mod hostile;
mod kept;
mod laws;
mod recurring;
mod support;
