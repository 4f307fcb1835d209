//! `POST /auth/reset-password`: whoever has read the letter chooses a new password.

use crate::AccountsState;
use crate::login_tries::LoginTry;
use crate::new_password::{Known, coded};
use crate::redeem::{Redeemed, proved};
use auth::PasswordRefused;
use axum::Json;
use axum::extract::State;
use domain::{CodePurpose, Email, PasswordHash};
use letters::Letter;
use serde::Serialize;
use std::net::IpAddr;
use store::{NewLetter, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret};

use crate::post::Post;

/// The code is unknown, used, replaced by a newer one or too old.
const BAD_TOKEN: &str = "ErrorCode.RESET_PASSWORD_BAD_TOKEN";
/// The password is not one that may be chosen.
const INVALID_PASSWORD: &str = "ErrorCode.RESET_PASSWORD_INVALID_PASSWORD";

/// The code of a letter, and the password that is to be.
#[derive(ToSchema)]
pub(crate) struct ResetPassword {
    /// Whose account it is. May be absent; if it is there, it must be the right one.
    #[schema(required = false)]
    email: Option<String>,
    /// The `code` of the link in the letter.
    #[schema(value_type = String)]
    token: Secret,
    /// At least as long as this installation asks for, at most 1024 bytes, and nothing that anybody would try first.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// The password is another now.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordReset {
    /// Always true.
    password_reset: bool,
}

/// Changes the password, once, and ends all sessions. A password that is refused spends nothing. It shows, too, that the
/// address is theirs; where that was never shown before, data tokens end as well.
#[utoipa::path(
    post,
    path = "/auth/reset-password",
    operation_id = "reset_password",
    tag = "accounts",
    request_body = ResetPassword,
    responses(
        (status = 200, body = PasswordReset),
        (status = 400, body = web::CodedBody, description = "`ErrorCode.RESET_PASSWORD_BAD_TOKEN`, or `ErrorCode.RESET_PASSWORD_INVALID_PASSWORD` with a reason"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn reset_password(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<PasswordReset>, Error> {
    let now = state.clock.now_ms();
    let asked = body.read(|fields| ResetPassword {
        email: fields.optional_string("email"),
        token: fields.secret("token"),
        password: fields.secret("password"),
    })?;
    let new = NewPassword { email: asked.email, code: asked.token, password: asked.password };
    match state.choose_new(new, client, now).await? {
        Chosen::Done => Ok(Json(PasswordReset { password_reset: true })),
        Chosen::BadCode => Err(Error::coded(BAD_TOKEN, None)),
        Chosen::Refused(refused) => Err(coded(INVALID_PASSWORD, &refused)),
    }
}

/// A new password by a letter's code.
pub(crate) struct NewPassword {
    pub(crate) email: Option<String>,
    pub(crate) code: Secret,
    pub(crate) password: Secret,
}

/// What became of it.
pub(crate) enum Chosen {
    Done,
    BadCode,
    Refused(PasswordRefused),
}

impl AccountsState {
    /// The account's owner is told of it, and may log in at once, whatever was tried before.
    pub(crate) async fn choose_new(&self, new: NewPassword, client: IpAddr, now: i64) -> Result<Chosen, Error> {
        let post = self.post().await?;
        let this_try = self.code_tried(client, now).await?;
        let code = self.code_of_link(new.code.reveal(), CodePurpose::Reset, now).await?;
        let Some(code) = code else { return Ok(Chosen::BadCode) };
        let user = self.holder_of(&code).await?.filter(|user| new.email.as_ref().is_none_or(|email| has(user, email)));
        let Some(user) = user else { return Ok(Chosen::BadCode) };
        self.code_was_right(this_try).await?;
        let password = match self.chosen(new.password, Known::of(&user)) {
            Ok(password) => self.hash(password).await?,
            Err(refused) => return Ok(Chosen::Refused(refused)),
        };
        let change = |user: &User| Ok((with_password(user, &password, now), Some(changed(user, &post)?)));
        let Redeemed::Done(after) = self.redeem(&code, change, now).await? else { return Ok(Chosen::BadCode) };
        LoginTry::forget(&self.store, after.email.as_str(), client).await?;
        Ok(Chosen::Done)
    }
}

fn has(user: &User, email: &str) -> bool {
    Email::parse(email).is_ok_and(|email| email == user.email)
}

/// The user with another password, once they have shown that the address is theirs. All that was begun before ends.
pub(crate) fn with_password(user: &User, password: &PasswordHash, now: i64) -> User {
    User { password: password.clone(), session_epoch: user.session_epoch + 1, ..proved(user, now) }
}

/// The letter about it.
pub(crate) fn changed(user: &User, post: &Post) -> Result<NewLetter, Error> {
    let first_name = user.verified_at.and(user.first_name.as_ref()).map(|name| name.as_str().to_owned());
    post.news(&user.email, &Letter::PasswordChanged { first_name, link: post.links.forgot()? })
}
