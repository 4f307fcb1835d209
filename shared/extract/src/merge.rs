//! What is known of an event, when one more mail tells of it.
//!
//! A mail may change an event only if it comes from where the event came from: of a calendar the organizer or the
//! sender's domain, elsewhere the sender's domain. Any other mail is remembered as one that told of it, and adds what
//! was not known, but for links. So nobody's newsletter cancels or moves another's event, or leads its guests
//! elsewhere.

use crate::event::{Doubt, Event, Facts, Found, Method};
use crate::identity::normalized;
use crate::mail::Mail;

/// As many mails as are remembered of one event, so that its item stays small; the first ones are.
const MOST_MAILS: usize = 50;

/// What became of an event by a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// It was not known.
    Created(Event),
    /// Something of it is now otherwise.
    Updated(Event),
    /// Nothing of it is otherwise, but one more mail told of it.
    Deduplicated(Event),
    /// This mail had told the same of it before; there is nothing to write.
    Unchanged,
}

/// Puts together what is known of an event, if it is, and what a mail says of it. `now` is in ms since 1970.
pub fn merge(known: Option<&Event>, found: &Found, mail: &Mail, now: i64) -> Merged {
    let Some(known) = known else { return Merged::Created(created(found, mail, now)) };
    let mut event = known.clone();
    change(&mut event, found, mail);
    let is_changed = event != *known;
    if !event.email_ids.contains(&mail.id) && event.email_ids.len() < MOST_MAILS {
        event.email_ids.push(mail.id.clone());
    }
    if is_changed {
        event.updated_at = now;
        Merged::Updated(event)
    } else if event != *known {
        Merged::Deduplicated(event)
    } else {
        Merged::Unchanged
    }
}

fn created(found: &Found, mail: &Mail, now: i64) -> Event {
    let mut event = Event {
        id: found.identity.id.clone(),
        bucket: found.identity.bucket.clone(),
        uid: found.identity.uid.clone(),
        facts: found.facts.clone(),
        normalized_location: None,
        source_name: mail.sender.name.clone(),
        source_email: mail.sender.email.clone(),
        source_domain: mail.sender.domain.clone(),
        email_ids: vec![mail.id.clone()],
        method: found.method,
        version: found.version,
        doubts: found.doubts.clone(),
        created_at: now,
        updated_at: now,
    };
    normalize(&mut event);
    event
}

fn change(event: &mut Event, found: &Found, mail: &Mail) {
    let is_surer = event.method < found.method;
    let is_newer = is_surer || event.version < found.version;
    let is_allowed = may_change(event, found, mail);
    if is_allowed && event.uid.is_none() {
        event.uid.clone_from(&found.identity.uid);
    }
    if !is_allowed {
        fill_by_stranger(&mut event.facts, &found.facts);
    } else if found.method < event.method {
        fill(&mut event.facts, &found.facts);
    } else if found.is_cancellation {
        cancel(event, found, is_newer);
    } else if is_newer {
        replace(event, found);
    } else if found.method != Method::Calendar {
        // Of calendars an older one may name what a newer one took away.
        fill(&mut event.facts, &found.facts);
    }
    if event.facts.start.is_some() {
        event.doubts.retain(|&doubt| doubt != Doubt::NoStart);
    }
    normalize(event);
}

/// Whether a mail comes from where the event came from.
fn may_change(event: &Event, found: &Found, mail: &Mail) -> bool {
    let is_same_domain = !event.source_domain.is_empty() && event.source_domain == mail.sender.domain;
    let is_same_organizer = found.method == Method::Calendar
        && event.facts.organizer_email.is_some()
        && event.facts.organizer_email == found.facts.organizer_email;
    is_same_domain || is_same_organizer
}

/// A cancellation need not repeat what it cancels (RFC 5546, 3.2.5), so what it leaves out stays; and so does the
/// title, which some programs begin with the word.
fn cancel(event: &mut Event, found: &Found, is_newer: bool) {
    if !is_newer && event.version != found.version {
        return fill(&mut event.facts, &found.facts);
    }
    let mut facts = Facts { title: event.facts.title.clone(), ..found.facts.clone() };
    fill(&mut facts, &event.facts);
    if facts.recurrence.is_empty() {
        facts.recurrence.clone_from(&event.facts.recurrence);
    }
    if found.facts.start.is_some() {
        event.bucket.clone_from(&found.identity.bucket);
    }
    event.facts = facts;
    event.method = found.method;
    event.version = found.version;
}

/// A calendar says all there is each time, so what it leaves out is gone; others may leave out what they said before.
fn replace(event: &mut Event, found: &Found) {
    let mut facts = found.facts.clone();
    if found.method != Method::Calendar || event.method != Method::Calendar {
        fill(&mut facts, &event.facts);
    }
    event.facts = facts;
    event.bucket.clone_from(&found.identity.bucket);
    event.method = found.method;
    event.version = found.version;
    event.doubts.clone_from(&found.doubts);
}

/// Adds what was not known.
fn fill(facts: &mut Facts, more: &Facts) {
    let texts = [
        (&mut facts.organizer_name, &more.organizer_name),
        (&mut facts.organizer_email, &more.organizer_email),
        (&mut facts.organizer_url, &more.organizer_url),
        (&mut facts.source_url, &more.source_url),
    ];
    fill_texts(texts);
    if facts.start.is_none() {
        facts.start.clone_from(&more.start);
    }
    fill_by_stranger(facts, more);
}

/// Adds what was not known and gives nobody a say: no link, no organizer, no start.
fn fill_by_stranger(facts: &mut Facts, more: &Facts) {
    let texts = [
        (&mut facts.description, &more.description),
        (&mut facts.location, &more.location),
        (&mut facts.category, &more.category),
    ];
    fill_texts(texts);
    // An end of one statement need not come after the start of another.
    if facts.end.is_none() && facts.start == more.start {
        facts.end.clone_from(&more.end);
    }
    if facts.tags.is_empty() {
        facts.tags.clone_from(&more.tags);
    }
}

fn fill_texts<const N: usize>(texts: [(&mut Option<String>, &Option<String>); N]) {
    for (text, more) in texts {
        if text.is_none() {
            text.clone_from(more);
        }
    }
}

fn normalize(event: &mut Event) {
    event.normalized_location = event.facts.location.as_deref().map(normalized).filter(|place| !place.is_empty());
}
