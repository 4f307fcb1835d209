//! An event as a mail has it, and what is left of it when it is made fit to be kept: lengths, an order of times,
//! doubts.

use crate::event::{Doubt, Facts, Found, Method, Status, Version};
use crate::identity::Identity;
use crate::links;
use crate::mail::Mail;
use crate::recurrence;
use crate::tidy;
use crate::when::When;
use jiff::tz::TimeZone;

/// Lengths in characters: what a page of events shows, and together far below the 400 KB of an item.
const LONGEST_TITLE: usize = 300;
const LONGEST_DESCRIPTION: usize = 4_000;
const LONGEST_PLACE: usize = 500;
const LONGEST_NAME: usize = 200;
const LONGEST_WORD: usize = 50;
/// RFC 5545 sets no limit to a UID; a longer one is not written by any program known.
const LONGEST_UID: usize = 1_000;
const MOST_TAGS: usize = 20;
/// Mails of the day itself tell of what has just begun.
const DAY_MS: i64 = 86_400_000;

/// What one mail says of one event, as it says it.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) facts: Facts,
    pub(crate) uid: Option<String>,
    /// RECURRENCE-ID.
    pub(crate) occurrence: Option<When>,
    /// The start that it had before it was put off.
    pub(crate) former: Option<When>,
    /// Of a calendar; else the mail's own.
    pub(crate) version: Option<Version>,
    pub(crate) is_cancellation: bool,
    pub(crate) doubts: Vec<Doubt>,
}

impl Draft {
    /// What is kept of it; `None` without a title.
    pub(crate) fn finish(self, mail: &Mail, method: Method, home: &TimeZone) -> Option<Found> {
        let Draft { mut facts, uid, occurrence, former, version, is_cancellation, mut doubts } = self;
        let uid = uid.filter(|uid| !uid.is_empty() && uid.chars().count() <= LONGEST_UID);
        tidy_texts(&mut facts);
        if facts.title.is_empty() {
            // A cancellation need not repeat it.
            facts.title =
                uid.as_ref().filter(|_| is_cancellation).and_then(|_| tidy::short(&mail.subject, LONGEST_TITLE))?;
        }
        if is_cancellation {
            facts.status = Status::Cancelled;
        }
        check_times(&mut facts, mail.sent_at, home, &mut doubts);
        doubts.sort_unstable();
        doubts.dedup();
        let domain = &mail.sender.domain;
        let identity = match &uid {
            Some(uid) => Identity::named(uid, occurrence.as_ref(), &facts, domain),
            None => Identity::of(&facts, former.as_ref(), domain),
        };
        let version = version.unwrap_or(Version { sequence: 0, stamp: mail.sent_at });
        Some(Found { identity, facts, method, version, is_cancellation, doubts })
    }
}

fn tidy_texts(facts: &mut Facts) {
    let short = |text: &Option<String>, longest| text.as_deref().and_then(|text| tidy::short(text, longest));
    facts.title = tidy::short(&facts.title, LONGEST_TITLE).unwrap_or_default();
    facts.description = facts.description.take().and_then(|text| paragraphs(&text));
    facts.location = short(&facts.location, LONGEST_PLACE);
    facts.category = short(&facts.category, LONGEST_WORD).map(|word| word.to_lowercase());
    facts.organizer_name = short(&facts.organizer_name, LONGEST_NAME);
    facts.organizer_email = short(&facts.organizer_email, LONGEST_NAME).map(|email| email.to_lowercase());
    facts.organizer_url = facts.organizer_url.as_deref().and_then(links::page);
    facts.source_url = facts.source_url.as_deref().and_then(links::page);
    let mut tags = Vec::new();
    for tag in facts.tags.drain(..).filter_map(|tag| tidy::short(&tag, LONGEST_WORD)) {
        let tag = tag.to_lowercase();
        if tags.len() < MOST_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    facts.tags = tags;
    facts.recurrence = recurrence::fitting(std::mem::take(&mut facts.recurrence));
}

fn paragraphs(text: &str) -> Option<String> {
    let (text, _) = tidy::cut(&tidy::lines(text), LONGEST_DESCRIPTION);
    (!text.is_empty()).then_some(text)
}

fn check_times(facts: &mut Facts, sent_at: i64, home: &TimeZone, doubts: &mut Vec<Doubt>) {
    let Some(start) = &facts.start else {
        doubts.push(Doubt::NoStart);
        facts.end = None;
        return;
    };
    if facts.end.as_ref().is_some_and(|end| end.is_before(start)) {
        doubts.push(Doubt::EndBeforeStart);
        facts.end = None;
    }
    let last = facts.end.as_ref().unwrap_or(start).instant(home);
    let is_past = last.is_some_and(|last| last.as_millisecond().saturating_add(DAY_MS) < sent_at);
    // A series goes on after its first occurrence.
    if is_past && facts.recurrence.is_empty() {
        doubts.push(Doubt::Past);
    }
}
