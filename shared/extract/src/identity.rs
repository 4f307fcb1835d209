//! Which event it is. The same event has the same id at each reading, and is found again in another mail.
//!
//! A calendar names its event by a UID. Elsewhere an event is its title, its start and its place; since mails write the
//! same place at different lengths, candidates are looked up by title and start, and places are then compared.

use crate::event::{Event, Facts, Found};
use crate::tidy;
use crate::when::When;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt;

/// Of a hash in hexadecimal as much as ids have: 128 bits, so two never meet.
const ID_LEN: usize = 32;
/// Between the UID of a series and the occurrence that is meant.
pub(crate) const OCCURRENCE: char = '#';
/// What mail programs put before a title.
const PREFIXES: [&str; 9] =
    ["re", "fw", "fwd", "invitation", "updated invitation", "canceled", "cancelled", "canceled event", "updated"];

/// What identifies an event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The event's id.
    pub id: String,
    /// Under which events lie that may be the same: a hash of title and start.
    pub bucket: String,
    /// Of an event that was put to another time, the bucket under which it lay before.
    pub former_bucket: Option<String>,
    /// UID and, of one occurrence, RECURRENCE-ID; where a calendar names them.
    pub uid: Option<String>,
    /// Of one occurrence, the id of the series that it is of.
    #[serde(default)]
    pub series: Option<String>,
}

impl Identity {
    /// Of an event that a calendar names. `occurrence` is the RECURRENCE-ID.
    pub(crate) fn named(uid: &str, occurrence: Option<&When>, facts: &Facts, domain: &str) -> Identity {
        let series = occurrence.map(|_| hash(&["uid", uid]));
        let uid = match occurrence {
            None => uid.to_owned(),
            Some(when) => format!("{uid}{OCCURRENCE}{}", when.token()),
        };
        let bucket = bucket(&facts.title, facts.start.as_ref(), domain);
        Identity { id: hash(&["uid", &uid]), bucket, former_bucket: None, uid: Some(uid), series }
    }

    /// Of an event that is known by what it is. `former` is the start that it had before it was put off.
    pub(crate) fn of(facts: &Facts, former: Option<&When>, domain: &str) -> Identity {
        let bucket = bucket(&facts.title, facts.start.as_ref(), domain);
        let place = normalized(facts.location.as_deref().unwrap_or_default());
        let former_bucket = former.map(|start| self::bucket(&facts.title, Some(start), domain));
        Identity { id: hash(&["content", &bucket, &place]), bucket, former_bucket, uid: None, series: None }
    }
}

/// Whether a mail tells of an event that is known: by its id, or it lies in the same bucket, at the same place, and is
/// not another by its UID.
pub fn is_same(found: &Found, event: &Event) -> bool {
    let identity = &found.identity;
    if identity.id == event.id || identity.uid.is_some() && identity.uid == event.uid {
        return true;
    }
    let is_other = matches!((&identity.uid, &event.uid), (Some(one), Some(other)) if one != other);
    let lies_there = identity.bucket == event.bucket || identity.former_bucket.as_ref() == Some(&event.bucket);
    !is_other && lies_there && is_same_place(found.facts.location.as_deref(), event.facts.location.as_deref())
}

/// A text in the form in which such are compared: words in lower case, without marks.
pub(crate) fn normalized(text: &str) -> String {
    let lower: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An event without a start is only the same as one of the same sender: titles alone are not rare enough.
fn bucket(title: &str, start: Option<&When>, domain: &str) -> String {
    match start {
        Some(start) => hash(&["bucket", &title_key(title), &start.token()]),
        None => hash(&["undated", &title_key(title), domain]),
    }
}

fn title_key(title: &str) -> String {
    let mut title = title.trim();
    while let Some((prefix, rest)) = title.split_once(':')
        && PREFIXES.contains(&prefix.trim().to_lowercase().as_str())
        && !rest.trim().is_empty()
    {
        title = rest.trim();
    }
    let key = normalized(title);
    // A title may consist of marks.
    if key.is_empty() { tidy::line(title) } else { key }
}

/// Where one place's words are all among the other's, it is the same, told at another length; no place is any.
fn is_same_place(one: Option<&str>, other: Option<&str>) -> bool {
    let (one, other) = (normalized(one.unwrap_or_default()), normalized(other.unwrap_or_default()));
    let (one, other): (BTreeSet<&str>, BTreeSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let is_none = |words: &BTreeSet<&str>| words.iter().all(|word| word.is_empty());
    is_none(&one) || is_none(&other) || one.is_subset(&other) || other.is_subset(&one)
}

/// Each part is preceded by its length, so that no two lists of parts are one text.
fn hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut hex = tidy::hex(&hash.finalize());
    hex.truncate(ID_LEN);
    hex
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Identity").field("id", &self.id).finish_non_exhaustive()
    }
}
