//! A user is told to stay out, and later let in again, with everything that acts for them.
//!
//! Sessions and access tokens end by the user's epoch. Data tokens are looked up without their user, so each carries a mark
//! while its user is suspended: as many as fit are marked in the transaction that changes the user, the rest, and what was
//! made just before, right after it. Nothing can be made in between, because a new token needs an active user. Should this
//! process die there, doing it again marks what is left.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::n;
use crate::keys::Key;
use crate::table::Action;
use crate::user::{self, User};
use crate::{Store, UserUpdated, keys};
use domain::UserState;

/// How many tokens are marked together with their user: a transaction takes 100 items, of which the user needs a few.
const TOGETHER: usize = 80;
/// How often it is tried while the user or their tokens change.
const TRIES: u32 = 5;
/// A token that was deleted meanwhile is not made anew.
const STILL_THERE: &str = "attribute_exists(pk)";

impl Store {
    /// Suspends a user: every session, access token and data token of theirs is refused from now on.
    /// [`Error::Conflict`] where there is no such user any more.
    pub async fn users_deactivate(&self, user: &User, now: i64) -> Result<UserUpdated, Error> {
        self.user_settle(user, UserState::Inactive, now).await
    }

    /// Lets a user in again. Their data tokens are good again; sessions have to be begun anew.
    /// [`Error::Conflict`] where there is no such user any more.
    pub async fn users_activate(&self, user: &User, now: i64) -> Result<UserUpdated, Error> {
        self.user_settle(user, UserState::Active, now).await
    }

    /// What a change that broke off has left is made up for.
    async fn user_settle(&self, user: &User, state: UserState, now: i64) -> Result<UserUpdated, Error> {
        if state == UserState::Active && user.state == state {
            self.mark_others(user, &[], now).await?;
            return Ok(UserUpdated::Updated(user.clone()));
        }
        let mut user = user.clone();
        for _ in 0..TRIES {
            let mut marked = self.token_lookups(user.id, now).await?;
            marked.truncate(TOGETHER);
            let marks = marked.iter().map(|token| Action::UpdateIf(token.clone(), mark(state, now), STILL_THERE));
            match self.user_replace(&user, settled(&user, state), marks.collect(), now).await {
                Ok(UserUpdated::Updated(user)) => {
                    self.mark_others(&user, &marked, now).await?;
                    return Ok(UserUpdated::Updated(user));
                }
                Err(Error::Conflict) => {} // They or a token of theirs changed just now: look again.
                outcome => return outcome,
            }
            user = self.users_get(user.id).await?.ok_or(Error::Conflict)?;
        }
        Err(Error::Contended)
    }

    /// Each only while the user is what it says: whoever has made them something else meanwhile has marked anew.
    async fn mark_others(&self, user: &User, marked: &[Key], now: i64) -> Result<(), Error> {
        let mut user = user.clone();
        for token in self.token_lookups(user.id, now).await?.into_iter().filter(|token| !marked.contains(token)) {
            for _ in 0..TRIES {
                match self.table.transact(marking(&user, &token, now)).await {
                    Ok(()) => break,
                    Err(Error::Conflict) => {}
                    Err(error) => return Err(error),
                }
                match self.users_get(user.id).await? {
                    Some(same) if same.version == user.version => break, // The token was deleted just now.
                    Some(changed) if changed.state == user.state => user = changed,
                    _ => return Ok(()),
                }
            }
        }
        Ok(())
    }
}

fn marking(user: &User, token: &Key, now: i64) -> Vec<Action> {
    vec![
        Action::Check(keys::user_item(user.id), user::unchanged(user)),
        Action::UpdateIf(token.clone(), mark(user.state, now), STILL_THERE),
    ]
}

fn settled(user: &User, state: UserState) -> User {
    let ended = u64::from(state == UserState::Inactive);
    User { state, session_epoch: user.session_epoch + ended, ..user.clone() }
}

fn mark(state: UserState, now: i64) -> Expression {
    match state {
        UserState::Inactive => Expression::new("SET suspended_at = :now", [(":now", n(now))]),
        UserState::Active | UserState::Pending => Expression::new("REMOVE suspended_at", []),
    }
}
