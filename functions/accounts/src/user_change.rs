//! A user becomes another though something else of them changes at the same time.

use crate::AccountsState;
use crate::signed_in::user_not_found;
use store::{User, UserUpdated};
use web::Error;

/// How often it is tried while the user changes otherwise.
const TRIES: u32 = 3;

impl AccountsState {
    /// The user once `change` is made to them, as they are at that moment. It is for what takes nobody's address and rights.
    /// 404 where they are gone meanwhile.
    pub(crate) async fn changed_user(
        &self,
        user: &User,
        change: impl Fn(&User) -> User,
        now: i64,
    ) -> Result<User, Error> {
        let mut user = user.clone();
        for _ in 0..TRIES {
            match self.store.users_update(&user, change(&user), now).await {
                Ok(UserUpdated::Updated(user)) => return Ok(user),
                Ok(UserUpdated::EmailTaken | UserUpdated::LastAdmin) => {
                    return Err(Error::bug("neither an address nor a right has changed"));
                }
                Err(store::Error::Conflict) => {} // Something else of them has changed just now.
                Err(error) => return Err(error.into()),
            }
            user = self.store.users_get(user.id).await?.ok_or_else(user_not_found)?;
        }
        Err(store::Error::Contended.into())
    }
}
