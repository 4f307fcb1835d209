//! The order in which a mail is read: what programs wrote for programs first, and prose only where there is no such.

use crate::event::{Found, Method};
use crate::mail::Mail;
use crate::{calendar_part, markup};
use jiff::tz::TimeZone;

/// What a mail has been found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It tells of these events, each once, in a form for programs.
    Events(Method, Vec<Found>),
    /// It tells of none, and no model need be asked: it is empty, or an answer to an invitation.
    Nothing,
    /// It is prose: only a model can tell.
    Prose,
}

/// Reads a mail without a model. Times without a zone are those of `home`, the mailbox's.
pub fn read(mail: &Mail, home: &TimeZone) -> Reading {
    let (events, is_calendar) = calendar_part::read(mail, home);
    if is_calendar && events.is_empty() {
        return Reading::Nothing;
    }
    if !events.is_empty() {
        return Reading::Events(Method::Calendar, once(events));
    }
    let events = markup::read(mail, home);
    if !events.is_empty() {
        return Reading::Events(Method::Markup, once(events));
    }
    if mail.text.trim().is_empty() && mail.subject.is_empty() { Reading::Nothing } else { Reading::Prose }
}

/// Of those with the same id the latest: calendars come both inline and attached, markup both as JSON-LD and microdata.
pub(crate) fn once(events: Vec<Found>) -> Vec<Found> {
    let mut once: Vec<Found> = Vec::new();
    for event in events {
        match once.iter_mut().find(|known| known.identity.id == event.identity.id) {
            Some(known) if known.version < event.version => *known = event,
            Some(_) => {}
            None => once.push(event),
        }
    }
    once
}
