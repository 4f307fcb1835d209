//! Everything that was exported, put into a table in which nothing is yet.
//!
//! A mark says which file is being imported, from before the first item until after the last and from then on. So an
//! import that was cut off is finished by the same file and by no other, and one that was finished is not made again over
//! what happened since. Nobody may serve the table before it is finished.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, item, n, s};
use crate::keys;
use crate::raw::RawItem;

/// What an import finds when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportBegun {
    /// Nothing is there: it may go on.
    New,
    /// The same file was imported before, but not to its end: it may go on, and puts what is there once more.
    Again,
    /// The same file was imported to its end: nothing is left to do.
    Done,
    /// Another file was imported, but not to its end.
    Other,
    /// Something is there that is not of an import.
    Occupied,
}

impl Store {
    /// Marks the table as taking the file with this digest, where it may. [`Error::Conflict`]: somebody else has just begun.
    pub async fn import_begin(&self, digest: &str) -> Result<ImportBegun, Error> {
        if let Some(mark) = self.table.get(&keys::import()).await? {
            let is_ended = mark.maybe_number::<i64>("ended_at")?.is_some();
            return Ok(match (mark.text("digest")? == digest, is_ended) {
                (true, false) => ImportBegun::Again,
                (true, true) => ImportBegun::Done,
                (false, false) => ImportBegun::Other,
                (false, true) => ImportBegun::Occupied,
            });
        }
        if !self.is_new().await? {
            return Ok(ImportBegun::Occupied);
        }
        let mark = item(&keys::import(), [("digest", s(digest))]);
        self.table.put_if(mark, Expression::absent()).await?;
        Ok(ImportBegun::New)
    }

    /// Puts items over whatever has their keys. Those of a page of an export come to some batches.
    pub async fn import(&self, items: Vec<RawItem>) -> Result<(), Error> {
        self.table.put_all(items.into_iter().map(RawItem::into_item).collect()).await
    }

    /// Writes down that everything of the file is there.
    pub async fn import_end(&self, digest: &str, now: i64) -> Result<(), Error> {
        self.table.put(item(&keys::import(), [("digest", s(digest)), ("ended_at", n(now))])).await
    }

    /// Whether an import was begun and not finished, so that part of what should be here is missing.
    pub async fn import_is_under_way(&self) -> Result<bool, Error> {
        let Some(mark) = self.table.get(&keys::import()).await? else { return Ok(false) };
        Ok(mark.maybe_number::<i64>("ended_at")?.is_none())
    }

    /// Whether there is nothing but what a new installation makes by itself.
    async fn is_new(&self) -> Result<bool, Error> {
        let mut resume = None;
        loop {
            let page = self.table.scan(resume).await?;
            for item in &page.items {
                if !keys::is_of_a_new_installation(&item.key()?) {
                    return Ok(false);
                }
            }
            resume = page.resume;
            if resume.is_none() {
                return Ok(true);
            }
        }
    }
}
