//! The directory: a line for each user in one partition, so that an administrator finds them.
//!
//! A line repeats what is listed and searched of a user, and is written with them in one transaction.

use crate::Store;
use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::user::User;
use domain::{Email, PersonName, Role, UserId, UserState};

/// A user as they are listed. Debug shows neither e-mail nor names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUser {
    /// Whose line it is.
    pub id: UserId,
    /// Their e-mail.
    pub email: Email,
    /// Absent where nobody has told.
    pub first_name: Option<PersonName>,
    /// Absent where nobody has told.
    pub last_name: Option<PersonName>,
    /// What they may do beyond their own things.
    pub role: Role,
    /// Whether they may sign in.
    pub state: UserState,
    /// In ms.
    pub created_at: i64,
}

impl ListedUser {
    /// What a list shows of a user.
    pub fn of(user: &User) -> ListedUser {
        ListedUser {
            id: user.id,
            email: user.email.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            role: user.role,
            state: user.state,
            created_at: user.created_at,
        }
    }
}

impl Store {
    /// All users, the newest first. Some hundred bytes each: an installation has tens of them, and 10,000 are three pages.
    pub async fn users_list(&self) -> Result<Vec<ListedUser>, Error> {
        let lines = self.table.query_all(&Query::all(keys::DIRECTORY).backward()).await?;
        lines.iter().map(read).collect()
    }
}

/// The line of a user.
pub(crate) fn line(user: &User) -> Item {
    let mut line = item(
        &keys::listed_user(user.created_at, user.id),
        [
            ("user_id", s(user.id.to_string())),
            ("email", s(user.email.as_str())),
            ("user_role", s(user.role.as_str())),
            ("user_state", s(user.state.as_str())),
            ("created_at", n(user.created_at)),
        ],
    );
    let names = [("first_name", &user.first_name), ("last_name", &user.last_name)];
    line.extend(names.into_iter().filter_map(|(key, name)| Some((key.to_owned(), s(name.as_ref()?.as_str())))));
    line
}

fn read(line: &Item) -> Result<ListedUser, Error> {
    let name = |key| line.maybe_text(key)?.map(PersonName::parse).transpose().map_err(|_| Error::Malformed(key));
    Ok(ListedUser {
        id: line.parsed("user_id")?,
        email: Email::parse(line.text("email")?).map_err(|_| Error::Malformed("email"))?,
        first_name: name("first_name")?,
        last_name: name("last_name")?,
        role: line.parsed("user_role")?,
        state: line.parsed("user_state")?,
        created_at: line.number("created_at")?,
    })
}
