//! Accounts as clients meet them: through the router, over the real engine.

mod access_tokens;
mod accounts_by_number;
mod changes;
mod crashes;
mod dashboards;
mod exchange;
mod faults;
mod flags;
mod forgery;
mod interrupted;
mod invitations;
mod login;
mod mailbox;
mod managed_users;
mod ofrep;
mod recovery;
mod refresh_tokens;
mod registration;
mod rotation;
mod session_list;
mod sessions;
mod standing;
mod support;
mod tokens;
mod users;
