//! Turning the pages of a listing, without ever turning in a circle.

use std::collections::HashSet;

use crate::api::fits;
use crate::error::{Error, Outage};

/// Two hundred full pages of events are half a million. A listing that is longer does not end.
const MOST_PAGES: usize = 200;

/// Which pages of a listing there were.
#[derive(Default)]
pub(crate) struct Pages {
    turned: HashSet<String>,
    next: Option<String>,
}

impl Pages {
    /// The token of the page to read; none for the first.
    pub(crate) fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// The page that was read names another.
    pub(crate) fn turn(&mut self, next: String) -> Result<(), Error> {
        if !fits(&next) {
            return Err(Error::Malformed("a page token"));
        }
        if MOST_PAGES <= self.turned.len() + 1 {
            return Err(Error::Unavailable(Outage::Incomplete("it does not end")));
        }
        if !self.turned.insert(next.clone()) {
            return Err(Error::Unavailable(Outage::Incomplete("a page comes again")));
        }
        self.next = Some(next);
        Ok(())
    }
}
