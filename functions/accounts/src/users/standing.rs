//! `POST /users/{id}/activate`, `deactivate`, `promote` and `demote`: what an administrator makes of a user.

use super::managed_user::ManagedUser;
use super::subject::is_me;
use crate::AccountsState;
use crate::signed_in::{SignedIn, user_not_found};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::Role;
use store::{User, UserUpdated};
use web::{Envelope, Error, Visitor, failed};

/// How often it is tried while the user changes.
const TRIES: u32 = 3;

/// What a user is to be.
#[derive(Clone, Copy, Debug)]
enum Standing {
    Active,
    Inactive,
    Admin,
    Standard,
}

macro_rules! operation {
    ($(#[$doc:meta])* $name:ident, $path:literal, $standing:ident) => {
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            tag = "users",
            params(("id" = String, Path, description = "a user's id")),
            responses(
                (status = 200, body = Envelope<ManagedUser>),
                (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
                (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
                (status = 409, body = web::ErrorBody, description = "Nobody would be left to run the installation"),
            ),
            security(("session" = []), ("bearer" = []))
        )]
        pub(crate) async fn $name(
            State(state): State<AccountsState>,
            visitor: Visitor,
            Path(id): Path<String>,
        ) -> Result<Response, Error> {
            state.stand(visitor, &id, Standing::$standing).await
        }
    };
}

operation! {
    /// Lets a user in: one who was suspended, whose data tokens are good again, or one who never showed that the address is
    /// theirs.
    activate_user, "/users/{id}/activate", Active
}
operation! {
    /// Suspends a user: sessions, access tokens and data tokens are refused from now on. Nothing is deleted.
    deactivate_user, "/users/{id}/deactivate", Inactive
}
operation! {
    /// Makes a user an administrator.
    promote_user, "/users/{id}/promote", Admin
}
operation! {
    /// Makes an administrator a user as others are.
    demote_user, "/users/{id}/demote", Standard
}

impl AccountsState {
    async fn stand(&self, visitor: Visitor, id: &str, standing: Standing) -> Result<Response, Error> {
        let now = self.clock.now_ms();
        let me = self.administrator(visitor, now).await.map_err(failed)?;
        let shown = async { self.managed(&self.stood(&me, id, standing, now).await?).await }.await;
        Ok(me.answer(shown.map(Json).map_err(failed)))
    }

    async fn stood(&self, me: &SignedIn, id: &str, standing: Standing, now: i64) -> Result<User, Error> {
        let mut user = self.subject(me, id).await?;
        if is_me(me, id) && matches!(standing, Standing::Inactive) {
            return Err(Error::conflict("Nobody suspends themselves; another administrator can"));
        }
        for _ in 0..TRIES {
            match self.made(&user, standing, now).await {
                Ok(UserUpdated::Updated(user)) => return Ok(user),
                Ok(UserUpdated::LastAdmin) => return Err(last_admin()),
                Ok(UserUpdated::EmailTaken) => return Err(Error::bug("a standing takes nobody's address")),
                Err(store::Error::Conflict) => {} // Something else of them has changed just now.
                Err(error) => return Err(error.into()),
            }
            user = self.store.users_get(user.id).await?.ok_or_else(user_not_found)?;
        }
        Err(store::Error::Contended.into())
    }

    /// One who is that already is not changed, but for what a suspension that broke off has left.
    async fn made(&self, user: &User, standing: Standing, now: i64) -> Result<UserUpdated, store::Error> {
        let with_role = |role| User { role, ..user.clone() };
        match standing {
            Standing::Active => self.store.users_activate(user, now).await,
            Standing::Inactive => self.store.users_deactivate(user, now).await,
            Standing::Admin if user.role == Role::Admin => Ok(UserUpdated::Updated(user.clone())),
            Standing::Admin => self.store.users_update(user, with_role(Role::Admin), now).await,
            Standing::Standard if user.role == Role::Standard => Ok(UserUpdated::Updated(user.clone())),
            Standing::Standard => self.store.users_update(user, with_role(Role::Standard), now).await,
        }
    }
}

fn last_admin() -> Error {
    Error::conflict("The last active administrator cannot be suspended or demoted")
}
