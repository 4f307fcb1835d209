//! Users: one item each, one more that makes their e-mail unique, a line in the directory; and two that remember who was
//! first and how many there are.

use crate::Store;
use crate::directory;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, item, n, s};
use crate::keys;
use crate::letters::{NewLetter, letter_actions};
use crate::table::Action;
use crate::user::{self, User};
use crate::user_change::ANOTHER_ADMIN_OR_NOBODY;
use domain::{Email, JobKind, PasswordHash, PersonName, PhoneNumber, Role, UserId, UserState};

/// No user has it: ids are random.
const NOBODY: UserId = UserId(uuid::Uuid::nil());
/// How often a deletion is tried while the user changes.
const DELETE_TRIES: u32 = 3;

/// Somebody who wants to be a user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Never given out before.
    pub id: UserId,
    /// Must be free.
    pub email: Email,
    /// Absent where nobody has told.
    pub first_name: Option<PersonName>,
    /// Absent where nobody has told.
    pub last_name: Option<PersonName>,
    /// Absent where nobody has told.
    pub phone_number: Option<PhoneNumber>,
    /// Whether they may sign in.
    pub state: UserState,
    /// Given only to the first user, who gets [`Role::Admin`] in any case.
    pub wanted: Role,
    /// Of their password.
    pub password: PasswordHash,
}

impl NewUser {
    /// Somebody without names who may sign in at once.
    pub fn active(id: UserId, email: Email, wanted: Role, password: PasswordHash) -> NewUser {
        let (first_name, last_name, phone_number) = (None, None, None);
        NewUser { id, email, first_name, last_name, phone_number, state: UserState::Active, wanted, password }
    }

    /// The user that this becomes, with this role.
    pub(crate) fn into_user(self, role: Role, now: i64) -> User {
        User {
            id: self.id,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            phone_number: self.phone_number,
            role,
            state: self.state,
            created_at: now,
            updated_at: now,
            verified_at: None,
            last_login_at: None,
            session_epoch: 0,
            version: 1,
            password: self.password,
        }
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum UserCreated {
    /// The user exists now.
    Created(User),
    /// A user has this e-mail.
    EmailTaken,
    /// Asked to be ADMIN, but somebody was first.
    NotTheFirst,
}

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum UserDeleted {
    /// There is no such user, or no longer.
    Deleted,
    /// There are other users, and nobody else who could run the installation for them.
    LastAdmin,
}

impl Store {
    /// Makes a user. The first one ever becomes ADMIN: who that is, one conditional write decides, so two that come at once
    /// cannot both be.
    pub async fn users_create(&self, new: NewUser, now: i64) -> Result<UserCreated, Error> {
        if self.users_first().await?.is_none() {
            let user = new.clone().into_user(Role::Admin, now);
            match self.table.transact(creation(&user, false)).await {
                Err(Error::Conflict) => {} // Somebody was first meanwhile, or has the e-mail.
                outcome => return outcome.map(|()| UserCreated::Created(user)),
            }
        }
        if new.wanted == Role::Admin {
            return Ok(UserCreated::NotTheFirst);
        }
        let user = new.into_user(Role::Standard, now);
        match self.table.transact(creation(&user, true)).await {
            Err(Error::Conflict) => Ok(UserCreated::EmailTaken),
            outcome => outcome.map(|()| UserCreated::Created(user)),
        }
    }

    /// The user, unless there is none or no longer.
    pub async fn users_get(&self, id: UserId) -> Result<Option<User>, Error> {
        self.table.get(&keys::user_item(id)).await?.as_ref().map(user::read).transpose()
    }

    /// The user who has this e-mail. It takes two reads whether or not there is one, so that time does not tell.
    pub async fn users_by_email(&self, email: &Email) -> Result<Option<User>, Error> {
        let id = match self.table.get(&keys::email(email)).await? {
            Some(whose) => whose.parsed("user_id")?,
            None => NOBODY,
        };
        self.users_get(id).await
    }

    /// The first user there was, unless they are gone; nobody takes their place.
    pub async fn users_owner(&self) -> Result<Option<User>, Error> {
        match self.users_first().await? {
            Some(id) => self.users_get(id).await,
            None => Ok(None),
        }
    }

    /// Who was the first user there was, gone or not. Absent: nobody runs this installation yet.
    pub async fn users_first(&self) -> Result<Option<UserId>, Error> {
        self.table.get(&keys::first_user()).await?.map(|first| first.parsed("user_id")).transpose()
    }

    /// Notes that a user has signed in. One who is gone stays so; nothing else of them changes.
    pub async fn users_signed_in(&self, user: UserId, now: i64) -> Result<(), Error> {
        let change = Expression::new("SET last_login_at = :now", [(":now", n(now))]);
        match self.table.update_if(&keys::user_item(user), change, "attribute_exists(pk)").await {
            Ok(_) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the password's hash, unless it is no longer the one in `user`.
    pub async fn users_set_password(&self, user: &User, password: &PasswordHash) -> Result<(), Error> {
        let change = Expression::new(
            "SET password_hash = :new ADD version :one",
            [(":new", s(password.as_str())), (":old", s(user.password.as_str())), (":one", n(1))],
        );
        self.table.update_if(&keys::user_item(user.id), change, "password_hash = :old").await.map(drop)
    }

    /// Deletes the user for ever, with all their tokens and sessions; the e-mail is free again. Everything else they have is
    /// removed by a job that is made in the same transaction, as are tokens and sessions should this process die here. So is
    /// the letter about it, which is no part of them any more: it goes out though they are gone.
    pub async fn users_delete(&self, user: &User, letter: Option<&NewLetter>, now: i64) -> Result<UserDeleted, Error> {
        let mut user = user.clone();
        for _ in 0..DELETE_TRIES {
            let about_it = letter.into_iter().flat_map(|letter| letter_actions(letter, now));
            match self.table.transact(deletion(&user, now).into_iter().chain(about_it).collect()).await {
                Ok(()) => return self.credentials_erase(user.id).await.map(|()| UserDeleted::Deleted),
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
            match self.users_get(user.id).await? {
                None => return self.credentials_erase(user.id).await.map(|()| UserDeleted::Deleted),
                Some(same) if same.version == user.version => return Ok(UserDeleted::LastAdmin),
                Some(changed) => user = changed,
            }
        }
        Err(Error::Contended)
    }
}

/// What makes a user. Where nobody was first before, an ADMIN becomes that, and of anybody else it is made sure that it stays
/// so: then they are counted right.
pub(crate) fn creation(user: &User, somebody_was_first: bool) -> Vec<Action> {
    let id = s(user.id.to_string());
    let whose = item(&keys::email(&user.email), [("user_id", id.clone())]);
    let mut actions = vec![
        Action::PutIf(user::write(user), Expression::absent()),
        Action::PutIf(whose, Expression::absent()),
        Action::Put(directory::line(user)),
        counted(user, somebody_was_first),
    ];
    if !somebody_was_first {
        actions.push(match user.role {
            Role::Admin => Action::PutIf(item(&keys::first_user(), [("user_id", id)]), Expression::absent()),
            Role::Standard => Action::Check(keys::first_user(), Expression::absent()),
        });
    }
    actions
}

/// One more user. Tables of before there were counts have had one by then, who is an administrator.
fn counted(user: &User, somebody_was_first: bool) -> Action {
    let change = Expression::new(
        "SET user_count = if_not_exists(user_count, :base) + :one, \
         admin_count = if_not_exists(admin_count, :base) + :admins",
        [(":base", n(u8::from(somebody_was_first))), (":one", n(1)), (":admins", n(u8::from(user.is_active_admin())))],
    );
    Action::Update(keys::counts(), change)
}

fn deletion(user: &User, now: i64) -> Vec<Action> {
    let theirs = Expression::new("user_id = :user", [(":user", s(user.id.to_string()))]);
    let mut actions = vec![
        Action::DeleteIf(keys::user_item(user.id), user::unchanged(user)),
        Action::DeleteIf(keys::email(&user.email), theirs),
        Action::Delete(keys::listed_user(user.created_at, user.id)),
        Action::Put(crate::jobs::new_job(JobKind::Erase, &user.id.to_string(), now)),
    ];
    let one = |text| Expression::new(text, [(":one", n(1)), (":less", n(-1))]);
    actions.push(match user.is_active_admin() {
        true => {
            Action::UpdateIf(keys::counts(), one("ADD user_count :less, admin_count :less"), ANOTHER_ADMIN_OR_NOBODY)
        }
        false => Action::Update(keys::counts(), Expression::new("ADD user_count :less", [(":less", n(-1))])),
    });
    actions
}
