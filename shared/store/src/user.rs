//! A user as they are stored: the item, and their line in the directory.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use domain::{Email, PasswordHash, PersonName, PhoneNumber, Role, UserId, UserState};

/// A user. Debug shows neither e-mail, names, number nor hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// For ever theirs.
    pub id: UserId,
    /// Unique among the users there are.
    pub email: Email,
    /// Absent where nobody has told.
    pub first_name: Option<PersonName>,
    /// Absent where nobody has told.
    pub last_name: Option<PersonName>,
    /// As they or an administrator gave it: nobody has shown that it is theirs, so several may have the same.
    pub phone_number: Option<PhoneNumber>,
    /// What they may do beyond their own things.
    pub role: Role,
    /// Whether they may sign in.
    pub state: UserState,
    /// In ms.
    pub created_at: i64,
    /// When anything of this changed last, in ms.
    pub updated_at: i64,
    /// When it was shown that the e-mail is theirs, in ms; absent where it never was.
    pub verified_at: Option<i64>,
    /// When they last signed in, in ms.
    pub last_login_at: Option<i64>,
    /// Sessions and access tokens that began under a lower one are over.
    pub session_epoch: u64,
    /// Rises with each change; 0 only in items of before there were versions.
    pub version: u64,
    /// What their password is verified against.
    pub password: PasswordHash,
}

impl User {
    /// Whether they run this installation now.
    pub fn is_active_admin(&self) -> bool {
        self.role == Role::Admin && self.state == UserState::Active
    }
}

/// The item. What is absent is left out.
pub(crate) fn write(user: &User) -> Item {
    let mut item = item(
        &keys::user_item(user.id),
        [
            ("user_id", s(user.id.to_string())),
            ("email", s(user.email.as_str())),
            ("user_role", s(user.role.as_str())),
            ("user_state", s(user.state.as_str())),
            ("created_at", n(user.created_at)),
            ("updated_at", n(user.updated_at)),
            ("session_epoch", n(user.session_epoch)),
            ("version", n(user.version)),
            ("password_hash", s(user.password.as_str())),
        ],
    );
    let names = [("first_name", &user.first_name), ("last_name", &user.last_name)];
    item.extend(names.into_iter().filter_map(|(key, name)| Some((key.to_owned(), s(name.as_ref()?.as_str())))));
    item.extend(user.phone_number.as_ref().map(|number| ("phone_number".to_owned(), s(number.as_str()))));
    let times = [("verified_at", user.verified_at), ("last_login_at", user.last_login_at)];
    item.extend(times.into_iter().filter_map(|(key, time)| Some((key.to_owned(), n(time?)))));
    item
}

/// A user of an item that may be older than some of what is read of it: those users are active, and signed in for ever.
pub(crate) fn read(item: &Item) -> Result<User, Error> {
    let created_at = item.number("created_at")?;
    let state = item.maybe_text("user_state")?.map_or(Ok(UserState::Active), str::parse);
    Ok(User {
        id: item.parsed("user_id")?,
        email: Email::parse(item.text("email")?).map_err(|_| Error::Malformed("email"))?,
        first_name: name(item, "first_name")?,
        last_name: name(item, "last_name")?,
        phone_number: phone_number(item)?,
        role: item.parsed("user_role")?,
        state: state.map_err(|_| Error::Malformed("user_state"))?,
        created_at,
        updated_at: item.maybe_number("updated_at")?.unwrap_or(created_at),
        verified_at: item.maybe_number("verified_at")?,
        last_login_at: item.maybe_number("last_login_at")?,
        session_epoch: item.maybe_number("session_epoch")?.unwrap_or(0),
        version: item.maybe_number("version")?.unwrap_or(0),
        password: PasswordHash::new(item.text("password_hash")?),
    })
}

fn name(item: &Item, key: &'static str) -> Result<Option<PersonName>, Error> {
    item.maybe_text(key)?.map(PersonName::parse).transpose().map_err(|_| Error::Malformed(key))
}

fn phone_number(item: &Item) -> Result<Option<PhoneNumber>, Error> {
    let number = item.maybe_text("phone_number")?.map(PhoneNumber::parse).transpose();
    number.map_err(|_| Error::Malformed("phone_number"))
}

/// Holds while the user is as they were read.
pub(crate) fn unchanged(user: &User) -> Expression {
    match user.version {
        0 => Expression::new("attribute_exists(pk) AND attribute_not_exists(version)", []),
        version => Expression::new("version = :version", [(":version", n(version))]),
    }
}

/// Holds while that is so, and their sessions have not been ended since their session epoch was this.
pub(crate) fn is_active_in(session_epoch: u64) -> Expression {
    let text = "attribute_exists(pk) AND (attribute_not_exists(user_state) OR user_state = :active) AND \
                (session_epoch = :epoch OR (attribute_not_exists(session_epoch) AND :epoch = :never))";
    let active = (":active", s(UserState::Active.as_str()));
    Expression::new(text, [active, (":epoch", n(session_epoch)), (":never", n(0))])
}

/// Holds while the user is there and may do things. Items of before there were states are of active users.
pub(crate) fn is_active() -> Expression {
    let text = "attribute_exists(pk) AND (attribute_not_exists(user_state) OR user_state = :active)";
    Expression::new(text, [(":active", s(UserState::Active.as_str()))])
}
