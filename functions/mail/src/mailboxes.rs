//! Connected mailboxes: which of their mails are read, and when.

mod mailbox_body;
mod mailbox_change;

pub(crate) mod change_mailbox;
pub(crate) mod run_mailbox;
pub(crate) mod show_mailbox;
