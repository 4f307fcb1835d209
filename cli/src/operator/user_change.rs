//! What an operator changes of a user.

use crate::exit::Exit;
use auth::Password;
use domain::{Email, UserState};
use store::{Store, User, UserUpdated};

/// How often a change is tried while others change the user.
const TRIES: u32 = 3;

/// What is to become of a user.
pub(super) enum Change {
    /// They may sign in; perhaps their e-mail counts as verified, too.
    Activate {
        /// Whether it does.
        verify: bool,
    },
    /// They may not, and every session ends.
    Deactivate,
    /// They have this password and may sign in; every session ends.
    Password {
        /// As it was chosen.
        chosen: String,
        /// The fewest characters that this installation takes.
        least: usize,
    },
}

impl Change {
    /// Makes it; answers the user as they are then.
    pub(super) async fn make(&self, store: &Store, email: &str, now: i64) -> anyhow::Result<User> {
        let email = Email::parse(email).map_err(|error| Exit::Usage.because(error.to_string()))?;
        for _ in 0..TRIES {
            let before = store.users_by_email(&email).await?;
            let before = before.ok_or_else(|| Exit::NotFound.because("nobody has this e-mail"))?;
            match store.users_update(&before, self.of(before.clone(), now)?, now).await {
                Ok(UserUpdated::Updated(user)) => return Ok(user),
                Ok(UserUpdated::LastAdmin) => {
                    return Err(Exit::Failed.because("this is the last administrator; make another one first"));
                }
                Ok(UserUpdated::EmailTaken) | Err(store::Error::Conflict) => {} // Changed meanwhile: read again.
                Err(error) => return Err(error.into()),
            }
        }
        Err(Exit::Unavailable.because("the user kept changing meanwhile; try again"))
    }

    fn of(&self, user: User, now: i64) -> anyhow::Result<User> {
        Ok(match self {
            Change::Activate { verify } => {
                let verified_at = if *verify { user.verified_at.or(Some(now)) } else { user.verified_at };
                User { state: UserState::Active, verified_at, ..user }
            }
            Change::Deactivate => ended(User { state: UserState::Inactive, ..user }),
            Change::Password { chosen, least } => {
                let chosen = Password::chosen(chosen.clone(), *least, &[user.email.as_str()]);
                let chosen = chosen.map_err(|refused| Exit::Usage.because(refused.to_string()))?;
                ended(User { password: auth::hash(&chosen)?, state: UserState::Active, ..user })
            }
        })
    }
}

/// With every session of theirs void.
fn ended(user: User) -> User {
    User { session_epoch: user.session_epoch + 1, ..user }
}
