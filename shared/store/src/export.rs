//! Everything that is stored, page by page, for a file outside of DynamoDB.
//!
//! A scan is no picture of one moment: of what changes meanwhile it shows some as it was and some as it is. Points that
//! sealing moves from one chunk into another would be there twice or not at all, and of a transaction half. So nobody may
//! write to the table until the last page is read; docs/operations.md says how to be sure of that without a pause.

use crate::Store;
use crate::error::Error;
use crate::item::{Item, Read};
use crate::keys;
use crate::raw::RawItem;
use crate::table::Resume;

/// Where an export goes on.
#[derive(Clone, Debug)]
pub struct ExportFrom(Resume);

/// Some of what is stored: about a megabyte.
pub struct ExportPage {
    /// In no order that means anything.
    pub items: Vec<RawItem>,
    /// How many items are left out: they have expired, or are about this table and not about what is in it.
    pub left_out: u64,
    /// Where the next page begins; `None` after the last.
    pub next: Option<ExportFrom>,
}

impl Store {
    /// The page of all that is stored that begins at `from`. What has expired by `now` is left out, as DynamoDB may have
    /// removed it already; so are the heartbeat and the mark of an import.
    pub async fn export(&self, from: Option<ExportFrom>, now: i64) -> Result<ExportPage, Error> {
        let page = self.table.scan(from.map(|from| from.0)).await?;
        let read = page.items.len();
        let mut items = Vec::with_capacity(read);
        for item in page.items {
            if is_kept(&item, now)? {
                items.push(RawItem::new(item)?);
            }
        }
        let left_out = u64::try_from(read - items.len()).unwrap_or(u64::MAX);
        Ok(ExportPage { items, left_out, next: page.resume.map(ExportFrom) })
    }
}

fn is_kept(item: &Item, now: i64) -> Result<bool, Error> {
    let key = item.key()?;
    let expires_at = item.maybe_number::<i64>("expires_at")?;
    let is_of_the_table = key == keys::heartbeat() || key == keys::import();
    Ok(!is_of_the_table && expires_at.is_none_or(|at| now.div_euclid(1000) < at))
}
