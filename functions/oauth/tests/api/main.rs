//! Google's consent as browsers and programs meet it: through the router, over the real engine and a fake Google.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod connected;
mod consent;
mod faults;
mod mailboxes;
mod support;
