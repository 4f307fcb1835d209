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

const PURPOSE: CodePurpose = CodePurpose::Verify;
/// The version of a user who waits, as long as nobody else has registered with the address.
const FIRST_VERSION: u64 = 1;

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

/// Has a letter sent with a link and six digits, if somebody with this address waits for one; only with the link where the
/// address was registered more than once. The answer is the same for any address. An older letter is good for nothing any
/// more.
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
    let may_send = state.asked(&email, PURPOSE, client, now).await?;
    let user = state.store.users_by_email(&email).await?.filter(|user| may_send && waits(user));
    let minted = Minted::new()?;
    let with = match &user {
        Some(user) => letter(&minted, user, &post, now)?,
        None => decoy(&minted, PURPOSE, now),
    };
    state.issue(&with, now).await?;
    Ok(Json(VerificationRequested { verification_token: minted.handle().to_owned() }))
}

fn waits(user: &User) -> bool {
    user.verified_at.is_none() && user.state != UserState::Inactive
}

/// Digits prove who reads the letter, and not who chose the password. Where somebody has registered over somebody else the two
/// may be two, so there only the link is good, which asks for the password.
pub(crate) fn may_use_digits(user: &User) -> bool {
    let was_registered_again = user.state == UserState::Pending && FIRST_VERSION < user.version;
    !was_registered_again
}

fn letter(minted: &Minted, user: &User, post: &Post, now: i64) -> Result<Alongside, Error> {
    let until = now + CODE_LIFE_MS;
    let link = post.links.with_code(VERIFY, &minted.code)?;
    let (digits, code) = match may_use_digits(user) {
        true => (Some(minted.digits.reveal().to_owned()), minted.stored_with_digits(PURPOSE, held_by(user), until)),
        false => (None, minted.stored(PURPOSE, held_by(user), until)),
    };
    let letter = Letter::VerifyAddress { link, code: digits };
    Ok(code_in_letter(code, post.letter(&user.email, &letter, until)?))
}
