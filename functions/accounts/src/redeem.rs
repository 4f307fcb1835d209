//! What all codes of a user have in common when they are used.
//!
//! The first proof that an address is somebody's ends everything that was begun before it: sessions by the session epoch,
//! data tokens by deleting them. Whoever made an account with an address that is not theirs loses it so to its owner.

use crate::AccountsState;
use auth::{CodeHandle, Digits, OneTimeCode};
use domain::{CodePurpose, UserState};
use store::{Alongside, Code, CodeClaim, CodeHolder, NewLetter, User, UserUpdated};
use web::Error;

/// How often a user is changed who changes meanwhile.
const TRIES: u32 = 3;

/// What became of a code.
pub(crate) enum Redeemed {
    /// It is spent, and the user is this now.
    Done(Box<User>),
    /// It is not good, or no longer.
    Bad,
    /// Somebody else has the address that the user was to get.
    EmailTaken,
}

impl AccountsState {
    /// The code of a link, if it is good.
    pub(crate) async fn code_of_link(&self, text: &str, purpose: CodePurpose, now: i64) -> Result<Option<Code>, Error> {
        let code = OneTimeCode::presented(text);
        let (hash, proof) = (code.handle().stored(), code.proof());
        Ok(self.store.codes_find(&hash, purpose, CodeClaim::Link(&proof), now).await?)
    }

    /// The code that this handle refers to, if these are its digits.
    pub(crate) async fn code_of_digits(
        &self,
        handle: &str,
        digits: &str,
        purpose: CodePurpose,
        now: i64,
    ) -> Result<Option<Code>, Error> {
        let handle = CodeHandle::presented(handle);
        let proof = handle.proof(&Digits::presented(digits));
        Ok(self.store.codes_find(&handle.stored(), purpose, CodeClaim::Digits(&proof), now).await?)
    }

    /// Whose code it is, as they are now, unless it is void.
    pub(crate) async fn holder_of(&self, code: &Code) -> Result<Option<User>, Error> {
        let CodeHolder::User { id, epoch, .. } = *code.holder() else { return Ok(None) };
        let user = self.store.users_get(id).await?;
        Ok(user.filter(|user| user.session_epoch == epoch))
    }

    /// Spends a code on making its user what `change` says, with a letter about it. Their sessions end where `change` raises
    /// the session epoch; see [`proved`].
    pub(crate) async fn redeem(
        &self,
        code: &Code,
        change: impl Fn(&User) -> Result<(User, Option<NewLetter>), Error>,
        now: i64,
    ) -> Result<Redeemed, Error> {
        self.redeem_if(code, |_| true, change, now).await
    }

    /// The same where the user, as they are at that moment, is still such a one; else the code is not good, and not spent.
    pub(crate) async fn redeem_if(
        &self,
        code: &Code,
        is_such: impl Fn(&User) -> bool,
        change: impl Fn(&User) -> Result<(User, Option<NewLetter>), Error>,
        now: i64,
    ) -> Result<Redeemed, Error> {
        for _ in 0..TRIES {
            let Some(before) = self.holder_of(code).await?.filter(&is_such) else { return Ok(Redeemed::Bad) };
            let (after, letter) = change(&before)?;
            // Letters to the old address are good for nothing once there is another.
            let voided = (before.email != after.email).then_some(before.id);
            let with = Alongside { letter, voided, ..Alongside::spending(code.clone()) };
            let first_proof = is_first_proof(&before, &after);
            if first_proof {
                self.store.tokens_delete_all(before.id).await?;
            }
            match self.store.users_update_with(&before, after, &with, now).await {
                Ok(UserUpdated::Updated(after)) => {
                    if first_proof {
                        // Whoever made one between the two is signed in no more.
                        self.store.tokens_delete_all(before.id).await?;
                    }
                    return Ok(Redeemed::Done(Box::new(after)));
                }
                Ok(UserUpdated::EmailTaken) => return Ok(Redeemed::EmailTaken),
                Ok(UserUpdated::LastAdmin) => return Err(Error::bug("a code has taken nobody's rights")),
                Err(store::Error::Conflict) => {} // Spent just now, or the user has changed: look again.
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Redeemed::Bad)
    }
}

/// The user once they have shown that their address is theirs. Who waited for that may sign in; who was told that they may
/// not, still may not.
pub(crate) fn proved(user: &User, now: i64) -> User {
    let mut proved = user.clone();
    if user.verified_at.is_none() {
        proved.verified_at = Some(now);
        proved.session_epoch += 1;
    }
    if user.state == UserState::Pending {
        proved.state = UserState::Active;
    }
    proved
}

fn is_first_proof(before: &User, after: &User) -> bool {
    before.verified_at.is_none() && after.verified_at.is_some() && before.email == after.email
}
