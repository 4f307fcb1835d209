//! Events that mails told of: one, those of a name, and pages of them in the order of their starts.

use crate::error::Error;
use crate::event::read;
use crate::expression::Query;
use crate::item::Read;
use crate::{Store, StoredEvent, keys};
use domain::UserId;
use std::collections::BTreeSet;

/// A page of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsPage {
    /// In the order of their starts; those without one are last.
    pub events: Vec<StoredEvent>,
    /// Whether more may follow.
    pub has_more: bool,
}

impl Store {
    /// The version of what mails have told of events; read it before any event that is to be changed by a mail.
    pub async fn events_version(&self, user: UserId) -> Result<u64, Error> {
        let item = self.table.get(&keys::events_version(user)).await?;
        item.map_or(Ok(0), |item| item.number("version"))
    }

    /// One event.
    pub async fn events_get(&self, user: UserId, id: &str) -> Result<Option<StoredEvent>, Error> {
        self.table.get(&keys::event(user, id)).await?.as_ref().map(read).transpose()
    }

    /// All events of these ids and names.
    pub async fn events_named(&self, user: UserId, names: &BTreeSet<String>) -> Result<Vec<StoredEvent>, Error> {
        let mut ids = names.clone();
        for name in names {
            let prefix = keys::named(name);
            let listed = Query::all(keys::events(user)).beginning(&prefix).keys_only();
            for item in self.table.query_all(&listed).await? {
                ids.extend(item.text("sk")?.strip_prefix(&prefix).map(str::to_owned));
            }
        }
        let mut events = Vec::new();
        for id in ids {
            events.extend(self.events_get(user, &id).await?);
        }
        Ok(events)
    }

    /// At most so many events in the order of their starts, behind `after` (start and id) if there is such: those that
    /// begin at `from` (ms) or later and before `to`. Without either bound, those without a start too.
    pub async fn events_page(
        &self,
        user: UserId,
        (from, to): (Option<i64>, Option<i64>),
        after: Option<(Option<i64>, &str)>,
        limit: i32,
    ) -> Result<EventsPage, Error> {
        let first = match after {
            // The least key behind one that is known.
            Some((at, id)) => format!("{}\0", keys::started(user, at, id).sk),
            None => keys::starting(Some(from.unwrap_or(0))),
        };
        let last = match (from, to) {
            (None, None) => keys::AFTER_ALL_STARTS.to_owned(),
            (_, None) => keys::starting(None),
            // Keys of that very time have more behind it.
            (_, Some(to)) => keys::starting(Some(to)),
        };
        if last <= first {
            return Ok(EventsPage { events: Vec::new(), has_more: false });
        }
        let query = Query::all(keys::events(user)).between(first, last).limit(limit);
        let page = self.table.query(&query, None).await?;
        let events = page.items.iter().map(read).collect::<Result<_, _>>()?;
        Ok(EventsPage { events, has_more: page.resume.is_some() })
    }
}
