//! `POST /user/password`: who is signed in chooses another password.

use crate::AccountsState;
use crate::login_tries::LoginTry;
use crate::new_password::Known;
use crate::post::Post;
use crate::reset_password::changed;
use crate::signed_in::{SignedIn, user_not_found};
use access::invalid_session;
use auth::Password;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::{PasswordHash, UserState};
use serde::Serialize;
use std::net::IpAddr;
use store::{Alongside, User, UserUpdated};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret, Visitor};

/// How often it is tried while the user or the session changes.
const TRIES: u32 = 3;

/// The old password and the new one.
#[derive(ToSchema)]
pub(crate) struct ChangePassword {
    /// Any text; a wrong one is a failed login.
    #[schema(value_type = String, format = Password)]
    current_password: Secret,
    /// At least as long as this installation asks for, at most 1024 bytes, and nothing that anybody would try first.
    #[schema(value_type = String, format = Password)]
    new_password: Secret,
}

/// The password is another now.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordChanged {
    /// Always true.
    password_changed: bool,
}

/// Changes the password. This session goes on; all others end, and access tokens are void: a program gets a new one with its
/// refresh token. A letter tells of it, where the address was confirmed.
#[utoipa::path(
    post,
    path = "/user/password",
    operation_id = "change_password",
    tag = "accounts",
    request_body = ChangePassword,
    responses(
        (status = 200, body = PasswordChanged),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 403, body = web::ErrorBody, description = "The current password is another"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn change_password(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let changed = change(&state, &me, &body, client, now).await;
    Ok(me.answer(changed.map(|()| Json(PasswordChanged { password_changed: true }))))
}

async fn change(
    state: &AccountsState,
    me: &SignedIn,
    body: &JsonObject,
    client: IpAddr,
    now: i64,
) -> Result<(), Error> {
    let asked = body.read(|fields| ChangePassword {
        current_password: fields.secret("current_password"),
        new_password: fields.secret("new_password"),
    })?;
    state.knows_password(&me.user, asked.current_password, client, now).await?;
    let password = state.hash(state.chosen(asked.new_password, Known::of(&me.user))?).await?;
    state.replace_password(me, &password, &state.post().await?, now).await
}

impl AccountsState {
    /// 403 for somebody who is signed in and does not know their password. It is a try to log in like any other.
    pub(crate) async fn knows_password(
        &self,
        user: &User,
        claimed: Secret,
        client: IpAddr,
        now: i64,
    ) -> Result<(), Error> {
        let this_try = LoginTry::begin(&self.store, user.email.as_str(), client, now).await?;
        let claimed = Password::claimed(claimed.into_inner());
        let (right, _) = self.verify(claimed, Some(user.password.clone())).await?;
        if !right {
            return Err(Error::forbidden("The password is wrong"));
        }
        this_try.succeeded(&self.store, now).await
    }

    async fn replace_password(
        &self,
        me: &SignedIn,
        password: &PasswordHash,
        post: &Post,
        now: i64,
    ) -> Result<(), Error> {
        let mut user = me.user.clone();
        for _ in 0..TRIES {
            // Whoever was shut out or signed out everywhere meanwhile, or has another password, changes nothing any more.
            if user.state != UserState::Active || user.session_epoch != me.user.session_epoch {
                return Err(invalid_session());
            }
            let after = User { password: password.clone(), session_epoch: user.session_epoch + 1, ..user.clone() };
            let kept = self.store.sessions_keep(user.id, me.session.id).await?;
            // Nobody has letters sent to an address that may not be theirs by changing a password again and again.
            let letter = user.verified_at.map(|_| changed(&user, post)).transpose()?;
            let with = Alongside { letter, kept, ..Alongside::default() };
            match self.store.users_update_with(&user, after, &with, now).await {
                Ok(UserUpdated::Updated(_)) => return Ok(()),
                Ok(_) => return Err(Error::bug("another password takes nobody's rights or address")),
                Err(store::Error::Conflict) => {} // The user or the session has changed just now.
                Err(error) => return Err(error.into()),
            }
            user = self.store.users_get(user.id).await?.ok_or_else(user_not_found)?;
        }
        Err(store::Error::Contended.into())
    }
}
