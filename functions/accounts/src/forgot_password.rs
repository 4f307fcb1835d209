//! `POST /auth/forgot-password`: a letter with a link by which a new password is chosen.

use crate::links::RESET;
use crate::post::{CODE_LIFE_MS, Minted, Post, code_in_letter, decoy, held_by};
use crate::{AccountsState, person_fields};
use axum::Json;
use axum::extract::State;
use domain::{CodePurpose, Email};
use letters::Letter;
use serde::Serialize;
use std::net::IpAddr;
use store::{Alongside, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject};

/// Who has forgotten their password.
#[derive(ToSchema)]
pub(crate) struct ForgotPassword {
    /// Any address; nobody learns whether somebody has it.
    email: String,
}

/// The answer, whoever asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenSent {
    /// Always true.
    token_sent: bool,
}

/// Has a letter sent to the address, if somebody has it. The answer is the same for any address. Nothing changes until the
/// link in the letter is used; an older letter is good for nothing any more.
#[utoipa::path(
    post,
    path = "/auth/forgot-password",
    operation_id = "forgot_password",
    tag = "accounts",
    request_body = ForgotPassword,
    responses(
        (status = 200, body = TokenSent), (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn forgot_password(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<TokenSent>, Error> {
    let now = state.clock.now_ms();
    let asked = body.read(|fields| ForgotPassword { email: fields.string("email") })?;
    state.password_forgotten(&person_fields::email(&asked.email)?, client, now).await?;
    Ok(Json(TokenSent { token_sent: true }))
}

impl AccountsState {
    /// Sends the letter, if there is anybody to send it to.
    pub(crate) async fn password_forgotten(&self, email: &Email, client: IpAddr, now: i64) -> Result<(), Error> {
        let post = self.post().await?;
        let may_send = self.asked(email, CodePurpose::Reset, client, now).await?;
        let user = self.store.users_by_email(email).await?.filter(|_| may_send);
        let minted = Minted::new()?;
        let with = match &user {
            Some(user) => letter(&minted, user, &post, now)?,
            None => decoy(&minted, CodePurpose::Reset, now),
        };
        self.issue(&with, now).await
    }

    /// Stores a code with its letter. Whether its user is still there is nobody's business.
    pub(crate) async fn issue(&self, with: &Alongside, now: i64) -> Result<(), Error> {
        match self.store.codes_issue(with, now).await {
            Ok(()) | Err(store::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// No name stands in it while nobody has shown that the address is theirs: a stranger may have chosen it.
fn letter(minted: &Minted, user: &User, post: &Post, now: i64) -> Result<Alongside, Error> {
    let until = now + CODE_LIFE_MS;
    let first_name = user.verified_at.and(user.first_name.as_ref()).map(|name| name.as_str().to_owned());
    let letter = Letter::ResetPassword { first_name, link: post.links.with_code(RESET, &minted.code)? };
    let code = minted.stored(CodePurpose::Reset, held_by(user), until);
    Ok(code_in_letter(code, post.letter(&user.email, &letter, until)?))
}
