//! What an operator changes of a user.

use crate::exit::Exit;
use auth::Password;
use domain::Email;
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
            match self.once(store, before, now).await? {
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

    /// Tries it with the user as they were read. Who may sign in afterwards has their data tokens back, too.
    async fn once(&self, store: &Store, before: User, now: i64) -> anyhow::Result<Result<UserUpdated, store::Error>> {
        let after = match self {
            Change::Deactivate => return Ok(store.users_deactivate(&before, now).await),
            Change::Activate { verify: false } => return Ok(store.users_activate(&before, now).await),
            Change::Activate { verify: true } => {
                User { verified_at: before.verified_at.or(Some(now)), ..before.clone() }
            }
            Change::Password { chosen, least } => {
                let chosen = Password::chosen(chosen.clone(), *least, &[before.email.as_str()]);
                let chosen = chosen.map_err(|refused| Exit::Usage.because(refused.to_string()))?;
                User { password: auth::hash(&chosen)?, session_epoch: before.session_epoch + 1, ..before.clone() }
            }
        };
        match store.users_update(&before, after, now).await {
            Ok(UserUpdated::Updated(user)) => Ok(store.users_activate(&user, now).await),
            outcome => Ok(outcome),
        }
    }
}
