//! A user's check-ins as an item: their state as JSON, under a version.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use domain::{PhoneNumber, UserId};
use liveness::{Settings, Watch, Zone};

/// A user's check-ins as they are stored. Debug shows neither names nor numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWatch {
    /// Whose they are.
    pub user: UserId,
    /// Their state.
    pub watch: Watch,
    /// The number at which they are asked, and nobody else is; absent where they have given none.
    pub phone: Option<PhoneNumber>,
    /// When they were first, in ms.
    pub created_at: i64,
    /// When anything of this changed last, in ms.
    pub updated_at: i64,
    /// Rises with each change; 0 where nothing is stored yet.
    pub version: u64,
}

impl Store {
    /// The check-ins of a user; as they are at first, where nothing was ever done with them.
    pub async fn watches_get(&self, user: UserId) -> Result<StoredWatch, Error> {
        match self.table.get(&keys::watch(user)).await? {
            Some(item) => read(user, &item),
            None => Ok(unused(user, self.zone.clone())),
        }
    }
}

fn unused(user: UserId, zone: Zone) -> StoredWatch {
    let watch = Watch::new(Settings::default_in(zone));
    StoredWatch { user, watch, phone: None, created_at: 0, updated_at: 0, version: 0 }
}

/// The item.
pub(crate) fn write(stored: &StoredWatch) -> Result<Item, Error> {
    let mut item = item(
        &keys::watch(stored.user),
        [
            ("user_id", s(stored.user.to_string())),
            ("watch", s(json(&stored.watch)?)),
            ("created_at", n(stored.created_at)),
            ("updated_at", n(stored.updated_at)),
            ("version", n(stored.version)),
        ],
    );
    item.extend(stored.phone.as_ref().map(|phone| ("phone_number".to_owned(), s(phone.as_str()))));
    Ok(item)
}

pub(crate) fn read(user: UserId, item: &Item) -> Result<StoredWatch, Error> {
    let phone = item.maybe_text("phone_number")?.map(PhoneNumber::parse).transpose();
    Ok(StoredWatch {
        user,
        watch: serde_json::from_str(item.text("watch")?).map_err(|_| Error::Malformed("watch"))?,
        phone: phone.map_err(|_| Error::Malformed("phone_number"))?,
        created_at: item.number("created_at")?,
        updated_at: item.number("updated_at")?,
        version: item.number("version")?,
    })
}

/// Holds while nobody has changed it since it was read.
pub(crate) fn unchanged(stored: &StoredWatch) -> Expression {
    match stored.version {
        0 => Expression::absent(),
        version => Expression::new("version = :version", [(":version", n(version))]),
    }
}

/// What is ours always becomes JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(Box::new(error)))
}
