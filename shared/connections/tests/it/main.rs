//! Connections over the real engine and a fake Google.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod convergence;
mod credentials;
mod faults;
mod history;
mod mailboxes;
mod office;
mod oracle;
mod races;
mod sizes;
mod stage;
mod stories;
