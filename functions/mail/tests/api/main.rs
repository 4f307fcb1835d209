//! Events from mail over HTTP, over the real engine with a stopped clock, a fake Gmail and a fake model.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod convergence;
mod corpus;
mod events;
mod faults;
mod feed;
mod mailboxes;
mod support;
