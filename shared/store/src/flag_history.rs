//! What happened to a flag: an entry a change, written in the same transaction, kept for a year.

use crate::Store;
use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use ::flags::Codename;
use domain::UserId;
use serde_json::{Map, Value};

/// How long an entry is kept: long enough to ask who it was, a year later.
const KEPT_MS: i64 = 365 * 24 * 60 * 60 * 1000;

/// What was done to a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagDeed {
    /// It came to be.
    Created,
    /// Something of it changed.
    Updated,
    /// It is gone.
    Deleted,
}

/// One change of a flag.
#[derive(Clone, Debug, PartialEq)]
pub struct FlagEvent {
    /// What was done.
    pub deed: FlagDeed,
    /// The version that the flag had then.
    pub version: u64,
    /// When, in ms.
    pub at: i64,
    /// Who did it; `None` for an operator at the command line.
    pub by: Option<UserId>,
    /// Each field that changed, with what it was and what it is (`flags::changes`).
    pub changes: Map<String, Value>,
}

impl FlagDeed {
    /// The word for it on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            FlagDeed::Created => "created",
            FlagDeed::Updated => "updated",
            FlagDeed::Deleted => "deleted",
        }
    }

    fn parse(word: &str) -> Result<FlagDeed, Error> {
        let all = [FlagDeed::Created, FlagDeed::Updated, FlagDeed::Deleted];
        all.into_iter().find(|deed| deed.as_str() == word).ok_or(Error::Malformed("deed"))
    }
}

impl Store {
    /// The last `most` changes of a flag within a year, the newest first; also of one that is gone.
    pub async fn flags_history(&self, codename: &Codename, most: i32, now: i64) -> Result<Vec<FlagEvent>, Error> {
        let query = Query::all(keys::flag_history(codename)).backward().limit(most);
        let events = self.table.query(&query, None).await?.items;
        let events: Vec<FlagEvent> = events.iter().map(read).collect::<Result<_, _>>()?;
        Ok(events.into_iter().filter(|event| now < event.at + KEPT_MS).collect())
    }
}

/// The item of a change; `order` sorts it behind the earlier ones.
pub(crate) fn write(codename: &Codename, event: &FlagEvent, order: &str) -> Item {
    let mut item = item(
        &keys::flag_event(codename, order),
        [
            ("deed", s(event.deed.as_str())),
            ("version", n(event.version)),
            ("happened_at", n(event.at)),
            ("changes", s(Value::Object(event.changes.clone()).to_string())),
            ("expires_at", n((event.at + KEPT_MS).div_euclid(1000))),
        ],
    );
    item.extend(event.by.map(|who| ("done_by".to_owned(), s(who.to_string()))));
    item
}

/// Who a field names, if it is there.
pub(crate) fn who(item: &Item, field: &'static str) -> Result<Option<UserId>, Error> {
    item.maybe_text(field)?.map(str::parse).transpose().map_err(|_| Error::Malformed(field))
}

fn read(item: &Item) -> Result<FlagEvent, Error> {
    Ok(FlagEvent {
        deed: FlagDeed::parse(item.text("deed")?)?,
        version: item.number("version")?,
        at: item.number("happened_at")?,
        by: who(item, "done_by")?,
        changes: serde_json::from_str(item.text("changes")?).map_err(|_| Error::Malformed("changes"))?,
    })
}
