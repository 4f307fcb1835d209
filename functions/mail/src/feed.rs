//! A user's events as a calendar that programs subscribe to.

mod calendar;
mod entries;
mod time_zone;

pub(crate) mod end_feed;
pub(crate) mod make_feed;
pub(crate) mod read_feed;
