//! Whom a request is about, and whether who asks may.

use crate::AccountsState;
use crate::signed_in::{SignedIn, user_not_found};
use domain::{Role, UserId};
use store::User;
use web::Error;

/// What stands in a path for whoever asks.
const ONESELF: [&str; 2] = ["me", "user"];

impl AccountsState {
    /// The user of a path, for themselves and administrators: 403 for anybody else, whether there is such a user or not, and
    /// 404 where there is none.
    pub(crate) async fn subject(&self, me: &SignedIn, id: &str) -> Result<User, Error> {
        let is_me = is_me(me, id);
        if is_me {
            return Ok(me.user.clone());
        }
        if me.user.role != Role::Admin {
            return Err(forbidden());
        }
        let id: UserId = id.parse().map_err(|_| user_not_found())?;
        self.store.users_get(id).await?.ok_or_else(user_not_found)
    }
}

/// Whether a path means who asks.
pub(crate) fn is_me(me: &SignedIn, id: &str) -> bool {
    ONESELF.contains(&id) || id.parse().is_ok_and(|id: UserId| id == me.user.id)
}

pub(crate) fn forbidden() -> Error {
    Error::forbidden("This is about somebody else")
}
