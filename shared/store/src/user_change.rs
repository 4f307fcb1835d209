//! How a user changes: in one transaction with everything that repeats or depends on what changes.

use crate::directory;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{item, n, s};
use crate::keys;
use crate::table::Action;
use crate::user::{self, User};
use crate::{Alongside, Store};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserUpdated {
    /// The user is this now.
    Updated(User),
    /// Somebody else has the new e-mail.
    EmailTaken,
    /// Nobody would be left to run the installation.
    LastAdmin,
}

/// Holds while there is another active administrator. Tables of before there were counts have one, who is the first user.
const ANOTHER_ADMIN: &str = "admin_count > :one";
/// The same, or the last user goes.
pub(crate) const ANOTHER_ADMIN_OR_NOBODY: &str =
    "admin_count > :one OR user_count <= :one OR attribute_not_exists(admin_count)";

impl Store {
    /// Makes `before`, as it was read, to `after`, in all but its id, and times and version that are set here.
    /// [`Error::Conflict`] where the user has changed since, or is gone: then read again.
    pub async fn users_update(&self, before: &User, after: User, now: i64) -> Result<UserUpdated, Error> {
        self.user_replace(before, after, Vec::new(), now).await
    }

    /// The same together with whatever else is to happen or not. [`Error::Conflict`] also where that cannot happen, as where a
    /// code has been spent.
    pub async fn users_update_with(
        &self,
        before: &User,
        after: User,
        with: &Alongside,
        now: i64,
    ) -> Result<UserUpdated, Error> {
        let mut actions = with.actions(now);
        actions.extend(with.kept.iter().flat_map(|kept| kept.actions(after.session_epoch)));
        self.user_replace(before, after, actions, now).await
    }

    /// The same.
    pub(crate) async fn user_replace(
        &self,
        before: &User,
        after: User,
        with: Vec<Action>,
        now: i64,
    ) -> Result<UserUpdated, Error> {
        let after = User {
            id: before.id,
            created_at: before.created_at,
            updated_at: now,
            version: before.version + 1,
            ..after
        };
        let mut actions =
            vec![Action::PutIf(user::write(&after), user::unchanged(before)), Action::Put(directory::line(&after))];
        if after.email != before.email {
            actions.extend(moved_email(before, &after));
        }
        actions.extend(admins_recounted(before, &after));
        actions.extend(with);
        match self.table.transact(actions).await {
            Ok(()) => Ok(UserUpdated::Updated(after)),
            Err(Error::Conflict) => self.why_not(before, &after).await,
            Err(error) => Err(error),
        }
    }

    /// A transaction does not tell which of its conditions failed.
    async fn why_not(&self, before: &User, after: &User) -> Result<UserUpdated, Error> {
        let now = self.users_get(before.id).await?;
        if now.is_none_or(|now| now.version != before.version) {
            return Err(Error::Conflict);
        }
        if after.email != before.email && self.users_by_email(&after.email).await?.is_some() {
            return Ok(UserUpdated::EmailTaken);
        }
        match before.is_active_admin() && !after.is_active_admin() {
            true if self.admins_counted().await? <= 1 => Ok(UserUpdated::LastAdmin),
            _ => Err(Error::Conflict),
        }
    }

    async fn admins_counted(&self) -> Result<u64, Error> {
        use crate::item::Read;
        match self.table.get(&keys::counts()).await? {
            Some(counts) => Ok(counts.maybe_number("admin_count")?.unwrap_or(1)),
            None => Ok(1),
        }
    }
}

fn moved_email(before: &User, after: &User) -> [Action; 2] {
    let id = s(after.id.to_string());
    let theirs = Expression::new("user_id = :user", [(":user", id.clone())]);
    let new = item(&keys::email(&after.email), [("user_id", id)]);
    [Action::PutIf(new, Expression::absent()), Action::DeleteIf(keys::email(&before.email), theirs)]
}

fn admins_recounted(before: &User, after: &User) -> Option<Action> {
    let change = |text| Expression::new(text, [(":one", n(1))]);
    match (before.is_active_admin(), after.is_active_admin()) {
        (true, false) => {
            Some(Action::UpdateIf(keys::counts(), change("SET admin_count = admin_count - :one"), ANOTHER_ADMIN))
        }
        (false, true) => {
            Some(Action::Update(keys::counts(), change("SET admin_count = if_not_exists(admin_count, :one) + :one")))
        }
        _ => None,
    }
}
