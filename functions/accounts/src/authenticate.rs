//! E-mail and password: whose they are. The same work and the same throttle wherever they are shown.

use crate::AccountsState;
use crate::login_tries::LoginTry;
use auth::Password;
use domain::{Email, PasswordHash, UserState};
use store::User;
use utoipa::ToSchema;
use web::{ClientAddress, Error, Secret};

/// Who somebody claims to be.
#[derive(ToSchema)]
pub(crate) struct Login {
    /// Compared without regard to case.
    pub(crate) email: String,
    /// Any text; one that could never have been chosen is wrong.
    #[schema(value_type = String, format = Password)]
    pub(crate) password: Secret,
}

impl AccountsState {
    /// The user, if it is they and nobody has shut them out; they may not have shown yet that the address is theirs. The try
    /// is counted: 429 where there were too many.
    pub(crate) async fn authenticate(
        &self,
        claim: Login,
        ClientAddress(address): ClientAddress,
        now: i64,
    ) -> Result<Option<User>, Error> {
        let this_try = LoginTry::begin(&self.store, &claim.email, address, now).await?;
        let user = self.verified(claim).await?.filter(|user| user.state != UserState::Inactive);
        // Whoever waits in an account may be somebody who registered with another's address: they earn no trust.
        if user.as_ref().is_some_and(|user| user.state == UserState::Active) {
            this_try.succeeded(&self.store, now).await?;
        }
        Ok(user)
    }

    /// Notes that somebody has signed in. Nobody is turned away because that fails.
    pub(crate) async fn note_login(&self, user: &User, now: i64) {
        if let Err(error) = self.store.users_signed_in(user.id, now).await {
            tracing::warn!(error = %error, "a login could not be noted");
        }
    }

    async fn verified(&self, claim: Login) -> Result<Option<User>, Error> {
        let user = match Email::parse(&claim.email) {
            Ok(email) => self.store.users_by_email(&email).await?,
            Err(_) => None, // Its syntax is public, so the time that this saves tells nothing.
        };
        let password = Password::claimed(claim.password.into_inner());
        let stored = user.as_ref().map(|user| user.password.clone());
        let (right, upgraded) = self.verify(password, stored).await?;
        if let (Some(user), Some(upgraded)) = (&user, upgraded) {
            self.upgrade(user, &upgraded).await;
        }
        Ok(user.filter(|_| right))
    }

    /// Next time will do as well.
    async fn upgrade(&self, user: &User, hash: &PasswordHash) {
        if let Err(error) = self.store.users_set_password(user, hash).await {
            tracing::warn!(error = %error, "an outdated password hash could not be replaced");
        }
    }
}
