//! How somebody becomes a user otherwise than at once: by registering and showing that the address is theirs, or by an
//! invitation.

use crate::error::Error;
use crate::users::creation;
use crate::{Alongside, Code, NewUser, Store, UserCreated};
use domain::Role;

/// How often a user is made while somebody else becomes the first one.
const TRIES: u32 = 3;

impl Store {
    /// Makes a user who is no administrator, even if they are the first, together with whatever else is to happen or not.
    /// `somebody_was_first` says whether [`Store::users_first`] has just answered somebody. [`Error::Conflict`] where the e-mail
    /// is taken, or that has changed: then begin again.
    pub async fn users_register(
        &self,
        new: NewUser,
        somebody_was_first: bool,
        with: &Alongside,
        now: i64,
    ) -> Result<(), Error> {
        let user = new.into_user(Role::Standard, now);
        let mut actions = creation(&user, somebody_was_first);
        actions.extend(with.actions(now));
        self.table.transact(actions).await
    }

    /// Makes a user out of an invitation that gives the role they want; whoever gave it vouches for their address. An
    /// administrator becomes the first user where there is none. [`Error::Conflict`] where the invitation has been used.
    pub async fn users_claim(&self, new: NewUser, invitation: &Code, now: i64) -> Result<UserCreated, Error> {
        let role = new.wanted;
        let mut user = new.into_user(role, now);
        user.verified_at = Some(now);
        for _ in 0..TRIES {
            let somebody_was_first = self.users_first().await?.is_some();
            let mut actions = creation(&user, somebody_was_first);
            actions.extend(Alongside::spending(invitation.clone()).actions(now));
            match self.table.transact(actions).await {
                Err(Error::Conflict) => {}
                outcome => return outcome.map(|()| UserCreated::Created(user)),
            }
            if self.users_by_email(&user.email).await?.is_some() {
                return Ok(UserCreated::EmailTaken);
            }
            if somebody_was_first == self.users_first().await?.is_some() {
                return Err(Error::Conflict); // Neither the address nor who was first: it is the invitation.
            }
        }
        Err(Error::Contended)
    }
}
