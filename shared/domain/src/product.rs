//! What of an account elsewhere can be connected.

use crate::account::{UnknownWord, words};
use std::str::FromStr;

/// What a connection gives access to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Calendars, whose events become points.
    Calendar,
    /// A mailbox, in whose mails events are found.
    Gmail,
}

words! { Product { Calendar = "calendar", Gmail = "gmail" } }
