//! An event as it is stored, read: what mails say of it, and what that is once a person has corrected it.

use extract::{Correction, Event, Facts};
use store::StoredEvent;
use web::Error;

/// An event.
pub(crate) struct Known {
    pub(crate) stored: StoredEvent,
    /// By mails alone.
    pub(crate) event: Event,
    pub(crate) correction: Correction,
    /// What holds.
    pub(crate) facts: Facts,
}

impl Known {
    pub(crate) fn read(stored: StoredEvent) -> Result<Known, Error> {
        let event: Event = serde_json::from_str(&stored.event).map_err(|_| malformed())?;
        let correction = Correction::parse(&stored.correction).ok_or_else(malformed)?;
        let facts = correction.applied(&event.facts);
        Ok(Known { stored, event, correction, facts })
    }
}

/// The cause is dropped: it may quote a mail.
fn malformed() -> Error {
    Error::bug("a stored event is malformed")
}
