//! Events that mails told of.

pub(crate) mod event_body;

mod correction;
mod cursor;
mod known;
mod wanted;

pub(crate) use known::Known;

pub(crate) mod list_events;
pub(crate) mod review_event;
pub(crate) mod show_event;
