//! Check-ins and alarms, seen from outside.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod commands;
mod faults;
mod histories;
mod replies;
mod schedules;
mod stage;
mod stories;
mod walk;
