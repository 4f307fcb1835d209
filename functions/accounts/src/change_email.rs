//! `POST /user/email`: who is signed in wants another address.

use crate::links::CONFIRM_EMAIL;
use crate::post::{CODE_LIFE_MS, Minted, Post, code_in_letter, decoy};
use crate::signed_in::SignedIn;
use crate::{AccountsState, person_fields};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::{CodePurpose, Email};
use letters::Letter;
use serde::Serialize;
use std::net::IpAddr;
use store::{Alongside, CodeHolder, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret, Visitor};

/// The address that is to be, and the password.
#[derive(ToSchema)]
pub(crate) struct ChangeEmail {
    /// The new address.
    email: String,
    /// A wrong one is a failed login.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// A letter is on its way to the new address.
#[derive(Serialize, ToSchema)]
pub(crate) struct EmailChangeAsked {
    /// Always true.
    token_sent: bool,
}

/// Has a letter sent to the new address. Nothing changes until its link is used. The answer is the same where somebody has
/// the address already; they are told that somebody tried.
#[utoipa::path(
    post,
    path = "/user/email",
    operation_id = "change_email",
    tag = "accounts",
    request_body = ChangeEmail,
    responses(
        (status = 200, body = EmailChangeAsked),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 403, body = web::ErrorBody, description = "The password is wrong"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn change_email(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let asked = ask(&state, &me, &body, client, now).await;
    Ok(me.answer(asked.map(|()| Json(EmailChangeAsked { token_sent: true }))))
}

async fn ask(state: &AccountsState, me: &SignedIn, body: &JsonObject, client: IpAddr, now: i64) -> Result<(), Error> {
    let asked =
        body.read(|fields| ChangeEmail { email: fields.string("email"), password: fields.secret("password") })?;
    let email = person_fields::email(&asked.email)?;
    state.knows_password(&me.user, asked.password, client, now).await?;
    let post = state.post().await?;
    let may_send = state.asked(&email, CodePurpose::ChangeEmail, client, now).await?;
    let whose = state.store.users_by_email(&email).await?;
    let minted = Minted::new()?;
    let with = match whose {
        _ if !may_send => decoy(&minted, CodePurpose::ChangeEmail, now),
        None => letter(&minted, &me.user, &email, &post, now)?,
        Some(_) => told(&minted, &email, &post, now)?,
    };
    state.issue(&with, now).await
}

fn letter(minted: &Minted, user: &User, email: &Email, post: &Post, now: i64) -> Result<Alongside, Error> {
    let until = now + CODE_LIFE_MS;
    let link = post.links.with_code(CONFIRM_EMAIL, &minted.code)?;
    let letter = post.letter(email, &Letter::ChangeAddress { link, code: None }, until)?;
    let holder = CodeHolder::User { id: user.id, epoch: user.session_epoch, email: Some(email.clone()) };
    Ok(code_in_letter(minted.stored(CodePurpose::ChangeEmail, holder, until), letter))
}

/// To whoever has the address: that somebody tried.
fn told(minted: &Minted, email: &Email, post: &Post, now: i64) -> Result<Alongside, Error> {
    let letter = Letter::AlreadyRegistered { link: post.links.sign_in()?, reset_link: post.links.forgot()? };
    let letter = post.letter(email, &letter, now + CODE_LIFE_MS)?;
    Ok(decoy(minted, CodePurpose::ChangeEmail, now).with_letter(letter))
}
