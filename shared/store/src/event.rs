//! An event as items: itself, the same in the order of starts, and one for each name by which mails may mean it.

use crate::error::Error;
use crate::item::{Item, Read, item, n, s};
use crate::keys::{self, Key};
use domain::UserId;
use std::collections::BTreeSet;

/// What a person thinks of an event that a mail told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Review {
    /// Nobody has looked at it.
    #[default]
    Pending,
    /// It is one.
    Approved,
    /// It is none, or none for them. No mail brings it back.
    Rejected,
}

/// Not a word for a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be pending, approved or rejected")]
pub struct UnknownReview;

impl Review {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Review::Pending => "pending",
            Review::Approved => "approved",
            Review::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for Review {
    type Err = UnknownReview;
    fn from_str(word: &str) -> Result<Review, UnknownReview> {
        let all = [Review::Pending, Review::Approved, Review::Rejected];
        all.into_iter().find(|review| review.as_str() == word).ok_or(UnknownReview)
    }
}

/// An event as it is stored. What mails and people say of it is JSON that others read. Debug shows its id only.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The same at each reading.
    pub id: String,
    /// What mails say of it.
    pub event: String,
    /// What a person says of it, which holds against all mails; empty where nobody has said anything.
    pub correction: String,
    /// What a person thinks of it.
    pub review: Review,
    /// When it begins, in ms; `None` where nobody knows.
    pub start_at: Option<i64>,
    /// Beside its id, by what mails may mean it.
    pub names: BTreeSet<String>,
    /// Rises with each change; 0 of one that is not stored yet.
    pub version: u64,
}

impl std::fmt::Debug for StoredEvent {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "StoredEvent({} version {})", self.id, self.version)
    }
}

impl StoredEvent {
    /// Its place in the order of starts.
    pub(crate) fn started(&self, user: UserId) -> Key {
        keys::started(user, self.start_at, &self.id)
    }

    /// The items where it is listed under its names.
    pub(crate) fn listed(&self, user: UserId) -> BTreeSet<String> {
        self.names.iter().map(|name| keys::event_name(user, name, &self.id).sk).collect()
    }
}

/// It, under this key.
pub(crate) fn write(key: &Key, event: &StoredEvent) -> Item {
    let names: Vec<&str> = event.names.iter().map(String::as_str).collect();
    let mut item = item(
        key,
        [
            ("event_id", s(&event.id)),
            ("event", s(&event.event)),
            ("review", s(event.review.as_str())),
            ("known_as", s(names.join(" "))),
            ("version", n(event.version)),
        ],
    );
    if !event.correction.is_empty() {
        item.insert("correction".to_owned(), s(&event.correction));
    }
    if let Some(at) = event.start_at {
        item.insert("start_at".to_owned(), n(at));
    }
    item
}

pub(crate) fn read(item: &Item) -> Result<StoredEvent, Error> {
    Ok(StoredEvent {
        id: item.text("event_id")?.to_owned(),
        event: item.text("event")?.to_owned(),
        correction: item.maybe_text("correction")?.unwrap_or_default().to_owned(),
        review: item.parsed("review")?,
        start_at: item.maybe_number("start_at")?,
        names: item.text("known_as")?.split_whitespace().map(str::to_owned).collect(),
        version: item.number("version")?,
    })
}
