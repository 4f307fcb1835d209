//! The fake Google through its doors: its port, its handles, and its calendars without a port.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod consent;
mod faults;
mod histories;
mod support;
mod sync;
mod tokens;
mod twilio;
