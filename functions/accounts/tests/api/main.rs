//! Accounts as clients meet them: through the router, over the real engine.

mod faults;
mod login;
mod mailbox;
mod registration;
mod sessions;
mod support;
mod tokens;
mod users;
