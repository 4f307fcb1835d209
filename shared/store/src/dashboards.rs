//! A user's dashboards: one item, replaced whole under its version. What stands in them is the web page's.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::table::Action;
use domain::UserId;

/// All dashboards of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dashboards {
    /// Rises with each change; 0 where there never was one.
    pub version: u64,
    /// As JSON, a list.
    pub json: String,
}

impl Store {
    /// The dashboards of a user; an empty list of version 0 where nothing was ever saved.
    pub async fn dashboards_get(&self, user: UserId) -> Result<Dashboards, Error> {
        match self.table.get(&keys::dashboards(user)).await? {
            Some(item) => read(&item),
            None => Ok(Dashboards { version: 0, json: "[]".to_owned() }),
        }
    }

    /// Replaces the dashboards of version `replaced`, and answers the new version. [`Error::Conflict`]: they are of another
    /// version meanwhile, or the user is gone.
    pub async fn dashboards_put(&self, user: UserId, json: &str, replaced: u64) -> Result<u64, Error> {
        let unchanged = match replaced {
            0 => Expression::absent(),
            _ => Expression::new("version = :version", [(":version", n(replaced))]),
        };
        let version = replaced.checked_add(1).ok_or(Error::Conflict)?;
        let written = item(&keys::dashboards(user), [("version", n(version)), ("json", s(json))]);
        let exists = Action::Check(keys::user_item(user), Expression::present());
        self.table.transact(vec![exists, Action::PutIf(written, unchanged)]).await?;
        Ok(version)
    }
}

fn read(item: &Item) -> Result<Dashboards, Error> {
    Ok(Dashboards { version: item.number("version")?, json: item.text("json")?.to_owned() })
}
