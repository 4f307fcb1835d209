//! Somebody's probes, and what they do about them.

pub(crate) mod message_body;
pub(crate) mod probe_body;

pub(crate) mod ask;
pub(crate) mod check_in;
pub(crate) mod list_messages;
pub(crate) mod list_own_probes;
