//! Whom an alarm is told to. They are their user's alone: a contact is never found without the user whose it is.

mod contact_body;
mod contact_fields;

pub(crate) mod add_contact;
pub(crate) mod change_contact;
pub(crate) mod drill;
pub(crate) mod list_contacts;
pub(crate) mod order_contacts;
pub(crate) mod remove_contact;
