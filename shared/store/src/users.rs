//! Users: one item each, one more that makes their e-mail unique, and one that remembers who was first.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::table::Action;
use domain::{Email, JobKind, PasswordHash, Role, UserId};

/// No user has it: ids are random.
const NOBODY: UserId = UserId(uuid::Uuid::nil());

/// A user as stored. Debug shows neither e-mail nor hash.
#[derive(Clone, Debug)]
pub struct User {
    /// For ever theirs.
    pub id: UserId,
    /// Unique among the users there are.
    pub email: Email,
    /// What they may do beyond their own things.
    pub role: Role,
    /// In ms.
    pub created_at: i64,
    /// What their password is verified against.
    pub password: PasswordHash,
}

/// Somebody who wants to be a user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Never given out before.
    pub id: UserId,
    /// Must be free.
    pub email: Email,
    /// Given only to the first user, who gets [`Role::Admin`] in any case.
    pub wanted: Role,
    /// Of their password.
    pub password: PasswordHash,
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

impl Store {
    /// Makes a user. The first one ever becomes ADMIN: who that is, one conditional write decides, so two that come at once
    /// cannot both be.
    pub async fn users_create(&self, new: NewUser, now: i64) -> Result<UserCreated, Error> {
        if self.first_user().await?.is_none() {
            match self.user_put(&new, Role::Admin, now).await {
                Err(Error::Conflict) => {} // Somebody was first meanwhile, or has the e-mail.
                outcome => return outcome.map(UserCreated::Created),
            }
        }
        if new.wanted == Role::Admin {
            return Ok(UserCreated::NotTheFirst);
        }
        match self.user_put(&new, Role::Standard, now).await {
            Err(Error::Conflict) => Ok(UserCreated::EmailTaken),
            outcome => outcome.map(UserCreated::Created),
        }
    }

    async fn user_put(&self, new: &NewUser, role: Role, now: i64) -> Result<User, Error> {
        let NewUser { id, email, password, .. } = new.clone();
        let user = User { id, email, role, created_at: now, password };
        let whose = item(&keys::email(&user.email), [("user_id", s(id.to_string()))]);
        let mut actions =
            vec![Action::PutIf(write(&user), Expression::absent()), Action::PutIf(whose, Expression::absent())];
        if role == Role::Admin {
            let first = item(&keys::first_user(), [("user_id", s(id.to_string()))]);
            actions.push(Action::PutIf(first, Expression::absent()));
        }
        self.table.transact(actions).await?;
        Ok(user)
    }

    /// The user, unless there is none or no longer.
    pub async fn users_get(&self, id: UserId) -> Result<Option<User>, Error> {
        self.table.get(&keys::user_item(id)).await?.as_ref().map(read).transpose()
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
        match self.first_user().await? {
            Some(id) => self.users_get(id).await,
            None => Ok(None),
        }
    }

    async fn first_user(&self) -> Result<Option<UserId>, Error> {
        self.table.get(&keys::first_user()).await?.map(|first| first.parsed("user_id")).transpose()
    }

    /// Replaces the password's hash, unless it is no longer the one in `user`.
    pub async fn users_set_password(&self, user: &User, password: &PasswordHash) -> Result<(), Error> {
        let change = Expression::new(
            "SET password_hash = :new",
            [(":new", s(password.as_str())), (":old", s(user.password.as_str()))],
        );
        self.table.update_if(&keys::user_item(user.id), change, "password_hash = :old").await.map(drop)
    }

    /// Deletes the user for ever, with all their tokens and sessions; the e-mail is free again. Everything else they have is
    /// removed by a job that is made in the same transaction, as are tokens and sessions should this process die here.
    pub async fn users_delete(&self, user: &User, now: i64) -> Result<(), Error> {
        let theirs = Expression::new("user_id = :user", [(":user", s(user.id.to_string()))]);
        let deleted = self.table.transact(vec![
            Action::DeleteIf(keys::user_item(user.id), Expression::present()),
            Action::DeleteIf(keys::email(&user.email), theirs),
            Action::Put(crate::jobs::new_job(JobKind::Erase, &user.id.to_string(), now)),
        ]);
        match deleted.await {
            Ok(()) | Err(Error::Conflict) => self.credentials_erase(user.id).await, // Conflict: already deleted.
            Err(error) => Err(error),
        }
    }
}

fn write(user: &User) -> Item {
    item(
        &keys::user_item(user.id),
        [
            ("user_id", s(user.id.to_string())),
            ("email", s(user.email.as_str())),
            ("user_role", s(user.role.as_str())),
            ("created_at", n(user.created_at)),
            ("password_hash", s(user.password.as_str())),
        ],
    )
}

fn read(item: &Item) -> Result<User, Error> {
    Ok(User {
        id: item.parsed("user_id")?,
        email: Email::parse(item.text("email")?).map_err(|_| Error::Malformed("email"))?,
        role: item.parsed("user_role")?,
        created_at: item.number("created_at")?,
        password: PasswordHash::new(item.text("password_hash")?),
    })
}
