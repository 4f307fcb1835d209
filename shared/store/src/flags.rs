//! Feature flags: one item each, all in one partition, and what happened to them, a partition a flag.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::flag_history::{self, FlagDeed, FlagEvent};
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::table::Action;
use ::flags::{Codename, Flag};
use domain::UserId;
use serde_json::{Map, Value};

/// How often a switch is tried while others change the flag.
const SWITCH_TRIES: u32 = 5;

/// A flag as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFlag {
    /// What it is.
    pub flag: Flag,
    /// 1 for a new one; rises with each change.
    pub version: u64,
    /// In ms.
    pub created_at: i64,
    /// Who made it; `None` for an operator at the command line.
    pub created_by: Option<UserId>,
    /// When it changed last, in ms.
    pub updated_at: i64,
    /// Who changed it last.
    pub updated_by: Option<UserId>,
}

impl Store {
    /// All flags, in the order of their codenames. They are few and small: a read unit for every 4 KB of them.
    pub async fn flags_list(&self) -> Result<Vec<StoredFlag>, Error> {
        let items = self.table.query_all(&Query::all(keys::FLAGS)).await?;
        items.iter().map(read).collect()
    }

    /// One flag.
    pub async fn flags_get(&self, codename: &Codename) -> Result<Option<StoredFlag>, Error> {
        self.table.get(&keys::flag(codename)).await?.as_ref().map(read).transpose()
    }

    /// Makes a flag; [`Error::Conflict`] where its codename is taken.
    pub async fn flags_create(&self, flag: Flag, by: Option<UserId>, now: i64) -> Result<StoredFlag, Error> {
        let stored = StoredFlag { flag, version: 1, created_at: now, created_by: by, updated_at: now, updated_by: by };
        let changes = ::flags::changes(None, Some(&stored.flag));
        let event = FlagEvent { deed: FlagDeed::Created, version: 1, at: now, by, changes };
        let entry = self.flag_entry(&stored.flag.codename, &event);
        self.table.transact(vec![Action::PutIf(write(&stored), Expression::absent()), entry]).await?;
        Ok(stored)
    }

    /// Makes a flag, as it was read, to `after`, in all but its codename. [`Error::Conflict`] where it has changed since or is
    /// gone. Where nothing differs, nothing is written.
    pub async fn flags_update(
        &self,
        before: &StoredFlag,
        after: Flag,
        by: Option<UserId>,
        now: i64,
    ) -> Result<StoredFlag, Error> {
        let flag = Flag { codename: before.flag.codename.clone(), ..after };
        if flag == before.flag {
            return Ok(before.clone());
        }
        let version = before.version + 1;
        let after = StoredFlag { flag, version, updated_at: now, updated_by: by, ..before.clone() };
        let changes = ::flags::changes(Some(&before.flag), Some(&after.flag));
        let entry = self
            .flag_entry(&after.flag.codename, &FlagEvent { deed: FlagDeed::Updated, version, at: now, by, changes });
        self.table.transact(vec![Action::PutIf(write(&after), unchanged(before)), entry]).await?;
        Ok(after)
    }

    /// Switches a flag to what `is_active` makes of what it is, whoever else changes it at the same time: no switch is lost.
    /// `None` where there is no such flag.
    pub async fn flags_switch(
        &self,
        codename: &Codename,
        is_active: impl Fn(bool) -> bool,
        by: Option<UserId>,
        now: i64,
    ) -> Result<Option<StoredFlag>, Error> {
        for _ in 0..SWITCH_TRIES {
            let Some(before) = self.flags_get(codename).await? else { return Ok(None) };
            let after = Flag { is_active: is_active(before.flag.is_active), ..before.flag.clone() };
            match self.flags_update(&before, after, by, now).await {
                Err(Error::Conflict) => {} // Somebody was first: look again.
                outcome => return outcome.map(Some),
            }
        }
        Err(Error::Contended)
    }

    /// Deletes a flag as it was read; [`Error::Conflict`] where it has changed since or is gone. Its history stays.
    pub async fn flags_delete(&self, before: &StoredFlag, by: Option<UserId>, now: i64) -> Result<(), Error> {
        let codename = &before.flag.codename;
        let changes = ::flags::changes(Some(&before.flag), None);
        let event = FlagEvent { deed: FlagDeed::Deleted, version: before.version + 1, at: now, by, changes };
        let gone = Action::DeleteIf(keys::flag(codename), unchanged(before));
        self.table.transact(vec![gone, self.flag_entry(codename, &event)]).await
    }

    fn flag_entry(&self, codename: &Codename, event: &FlagEvent) -> Action {
        Action::Put(flag_history::write(codename, event, &self.next_id(event.at).to_string()))
    }
}

fn unchanged(flag: &StoredFlag) -> Expression {
    Expression::new("version = :version", [(":version", n(flag.version))])
}

fn write(stored: &StoredFlag) -> Item {
    let mut item = item(
        &keys::flag(&stored.flag.codename),
        [
            ("definition", s(stored.flag.to_json_text())),
            ("version", n(stored.version)),
            ("created_at", n(stored.created_at)),
            ("updated_at", n(stored.updated_at)),
        ],
    );
    let people = [("created_by", stored.created_by), ("updated_by", stored.updated_by)];
    item.extend(people.into_iter().filter_map(|(key, who)| Some((key.to_owned(), s(who?.to_string())))));
    item
}

fn read(item: &Item) -> Result<StoredFlag, Error> {
    Ok(StoredFlag {
        flag: definition(item)?,
        version: item.number("version")?,
        created_at: item.number("created_at")?,
        created_by: flag_history::who(item, "created_by")?,
        updated_at: item.number("updated_at")?,
        updated_by: flag_history::who(item, "updated_by")?,
    })
}

fn definition(item: &Item) -> Result<Flag, Error> {
    let malformed = || Error::Malformed("definition");
    let codename = Codename::parse(item.text("sk")?).map_err(|_| Error::Malformed("sk"))?;
    let fields: Map<String, Value> = serde_json::from_str(item.text("definition")?).map_err(|_| malformed())?;
    Flag::read(codename, &fields).map_err(|_| malformed())
}
