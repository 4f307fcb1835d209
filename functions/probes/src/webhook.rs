//! What the provider of text messages tells: that somebody has texted, and what became of what we sent.
//!
//! Nothing is believed that is not signed. Whoever texts is known by their number alone.

mod known;
mod meant;
mod signed;

pub(crate) mod hear;
pub(crate) mod report;
