//! Accounts as clients meet them: through the router, over the real engine.

mod access_tokens;
mod faults;
mod forgery;
mod login;
mod mailbox;
mod refresh_tokens;
mod registration;
mod session_list;
mod sessions;
mod support;
mod tokens;
mod users;
