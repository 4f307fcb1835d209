//! A series that is called off takes along what was told of its single occurrences (RFC 5546, 3.2.5).

use crate::event::{Event, Facts, Found, Status, Version};
use crate::identity::{Identity, OCCURRENCE};

/// What the end of a series says of one of its occurrences, which a mail has told of before; `None` where it says nothing: it
/// is no such end or no such occurrence, or the occurrence was told of later.
pub fn ends_with(series: &Found, occurrence: &Event) -> Option<Found> {
    let uid = series.identity.uid.as_deref().filter(|_| series.is_cancellation && series.identity.series.is_none())?;
    let rest = occurrence.uid.as_deref()?.strip_prefix(uid)?;
    let is_over = occurrence.facts.status == Status::Cancelled;
    if !rest.starts_with(OCCURRENCE) || is_over || series.version.stamp < occurrence.version.stamp {
        return None;
    }
    let identity = Identity {
        id: occurrence.id.clone(),
        bucket: occurrence.bucket.clone(),
        former_bucket: None,
        uid: occurrence.uid.clone(),
        series: Some(series.identity.id.clone()),
    };
    let facts = Facts {
        title: occurrence.facts.title.clone(),
        organizer_email: series.facts.organizer_email.clone(),
        status: Status::Cancelled,
        ..Facts::default()
    };
    let version =
        Version { sequence: series.version.sequence.max(occurrence.version.sequence), stamp: series.version.stamp };
    Some(Found { identity, facts, method: series.method, version, is_cancellation: true, doubts: Vec::new() })
}
