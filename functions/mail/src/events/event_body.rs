//! An event as clients see it.

use super::Known;
use extract::{Doubt, Method, Status, When};
use serde::Serialize;
use utoipa::ToSchema;
use views::in_seconds;

/// An event that mails told of, as a person has corrected it.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// The same at each reading of the same mails.
    id: String,
    title: String,
    #[schema(required = true)]
    description: Option<String>,
    /// When it begins: a moment in UTC, or a day of an event that lasts all day; null where no mail says.
    #[schema(required = true)]
    start_time: Option<String>,
    /// What clocks show there then; null of a day.
    #[schema(required = true)]
    start_local: Option<String>,
    /// When it ends, exclusive, in the form of `start_time`.
    #[schema(required = true)]
    end_time: Option<String>,
    #[schema(required = true)]
    end_local: Option<String>,
    /// The IANA zone of those clocks; null where only their distance from UTC is known.
    #[schema(required = true)]
    time_zone: Option<String>,
    all_day: bool,
    /// RRULE, RDATE and EXDATE lines (RFC 5545) of an event that recurs; the other times are those of the first.
    recurrence: Vec<String>,
    #[schema(required = true)]
    location: Option<String>,
    /// The location in lower case and without marks, to compare by.
    #[schema(required = true)]
    normalized_location: Option<String>,
    #[schema(required = true)]
    category: Option<String>,
    tags: Vec<String>,
    /// `confirmed`, `tentative`, `postponed` or `cancelled`.
    status: &'static str,
    /// Who sent the mail that made it known.
    source_name: String,
    source_email: String,
    source_domain: String,
    #[schema(required = true)]
    organizer_name: Option<String>,
    #[schema(required = true)]
    organizer_email: Option<String>,
    #[schema(required = true)]
    organizer_url: Option<String>,
    /// The event's page.
    #[schema(required = true)]
    source_url: Option<String>,
    /// The Message-ID of the first mail that told of it.
    email_id: String,
    /// Those of all mails that did.
    email_ids: Vec<String>,
    /// How it was read: `calendar`, `markup` or `model`.
    method: &'static str,
    /// What could be wrong with it: `no_start`, `past`, `end_before_start`, `unknown_zone`, `unseen_link`.
    doubts: Vec<&'static str>,
    /// `pending`, `approved` or `rejected`.
    review: &'static str,
    /// The fields that a person has corrected, which no mail changes any more.
    corrected: Vec<String>,
    created_at: String,
    /// When a mail last changed it.
    updated_at: String,
    /// Rises with each change.
    version: u64,
}

impl EventBody {
    pub(crate) fn of(known: &Known) -> EventBody {
        let Known { stored, event, correction, facts } = known;
        let facts = facts.clone();
        let zone = facts.start.as_ref().and_then(zone);
        EventBody {
            id: stored.id.clone(),
            title: facts.title,
            description: facts.description,
            start_time: facts.start.as_ref().map(instant),
            start_local: facts.start.as_ref().and_then(local),
            end_time: facts.end.as_ref().map(instant),
            end_local: facts.end.as_ref().and_then(local),
            time_zone: zone,
            all_day: matches!(facts.start, Some(When::Date(_))),
            recurrence: facts.recurrence,
            normalized_location: event.normalized_location.clone().filter(|_| facts.location == event.facts.location),
            location: facts.location,
            category: facts.category,
            tags: facts.tags,
            status: status(facts.status),
            source_name: event.source_name.clone(),
            source_email: event.source_email.clone(),
            source_domain: event.source_domain.clone(),
            organizer_name: facts.organizer_name,
            organizer_email: facts.organizer_email,
            organizer_url: facts.organizer_url,
            source_url: facts.source_url,
            email_id: event.email_ids.first().cloned().unwrap_or_default(),
            email_ids: event.email_ids.clone(),
            method: method(event.method),
            doubts: event.doubts.iter().map(|doubt| doubt_word(*doubt)).collect(),
            review: stored.review.as_str(),
            corrected: correction.names().map(str::to_owned).collect(),
            created_at: in_seconds(event.created_at),
            updated_at: in_seconds(event.updated_at),
            version: stored.version,
        }
    }
}

fn instant(when: &When) -> String {
    match when {
        When::Date(date) => date.to_string(),
        When::Time { at, .. } => at.to_string(),
    }
}

fn local(when: &When) -> Option<String> {
    match when {
        When::Date(_) => None,
        When::Time { wall, .. } => Some(wall.to_string()),
    }
}

fn zone(when: &When) -> Option<String> {
    match when {
        When::Date(_) => None,
        When::Time { zone, .. } => zone.clone(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Model => "model",
        Method::Markup => "markup",
        Method::Calendar => "calendar",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "confirmed",
        Status::Tentative => "tentative",
        Status::Postponed => "postponed",
        Status::Cancelled => "cancelled",
    }
}

fn doubt_word(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::NoStart => "no_start",
        Doubt::Past => "past",
        Doubt::EndBeforeStart => "end_before_start",
        Doubt::UnknownZone => "unknown_zone",
        Doubt::UnseenLink => "unseen_link",
    }
}
