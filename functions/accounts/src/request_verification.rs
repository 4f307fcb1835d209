//! `POST /auth/request-verification-token`: another letter to whoever has not shown yet that their address is theirs.

use crate::links::VERIFY;
use crate::post::{CODE_LIFE_MS, Minted, Post, code_in_letter, decoy, held_by};
use crate::{AccountsState, person_fields};
use axum::Json;
use axum::extract::State;
use domain::{CodePurpose, UserState};
use letters::Letter;
use serde::Serialize;
use store::{Alongside, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject};

/// Whose address it is.
#[derive(ToSchema)]
pub(crate) struct RequestVerification {
    /// Any address; nobody learns whether somebody has it.
    email: String,
}

/// What goes with the six digits in the letter.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationRequested {
    /// 43 characters, good for half an hour and five tries. It tells nothing, and is of no use without the letter.
    verification_token: String,
}

/// Has a letter sent with a link and six digits, if somebody with this address waits for one. The answer is the same for any
/// address. An older letter is good for nothing any more.
#[utoipa::path(
    post,
    path = "/auth/request-verification-token",
    operation_id = "request_verification",
    tag = "accounts",
    request_body = RequestVerification,
    responses(
        (status = 200, body = VerificationRequested), (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn request_verification(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<VerificationRequested>, Error> {
    let now = state.clock.now_ms();
    let asked = body.read(|fields| RequestVerification { email: fields.string("email") })?;
    let email = person_fields::email(&asked.email)?;
    let post = state.post().await?;
    let may_send = state.asked(&email, client, now).await?;
    let user = state.store.users_by_email(&email).await?.filter(|user| may_send && waits(user));
    let minted = Minted::new()?;
    let with = match &user {
        Some(user) => letter(&minted, user, &post, now)?,
        None => decoy(&minted, CodePurpose::Verify, now),
    };
    state.issue(&with, now).await?;
    Ok(Json(VerificationRequested { verification_token: minted.handle().to_owned() }))
}

fn waits(user: &User) -> bool {
    user.verified_at.is_none() && user.state != UserState::Inactive
}

fn letter(minted: &Minted, user: &User, post: &Post, now: i64) -> Result<Alongside, Error> {
    let until = now + CODE_LIFE_MS;
    let link = post.links.with_code(VERIFY, &minted.code)?;
    let letter = Letter::VerifyAddress { link, code: Some(minted.digits.reveal().to_owned()) };
    let code = minted.stored_with_digits(CodePurpose::Verify, held_by(user), until);
    Ok(code_in_letter(code, post.letter(&user.email, &letter, until)?))
}
