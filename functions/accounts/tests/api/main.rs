//! Accounts as clients meet them: through the router, over the real engine.

mod faults;
mod login;
mod sessions;
mod support;
mod tokens;
mod users;
