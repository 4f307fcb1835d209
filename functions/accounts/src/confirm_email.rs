//! `POST /auth/confirm-email`: the new address of an account is theirs who have the account, and takes the old one's place.

use crate::AccountsState;
use crate::post::Post;
use crate::redeem::Redeemed;
use axum::Json;
use axum::extract::State;
use domain::CodePurpose;
use letters::Letter;
use serde::Serialize;
use store::{Code, CodeHolder, NewLetter, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret};

/// The code is unknown, used, replaced by a newer one or too old.
const BAD_TOKEN: &str = "ErrorCode.CONFIRM_EMAIL_BAD_TOKEN";

/// The code of a letter.
#[derive(ToSchema)]
pub(crate) struct ConfirmEmail {
    /// The `code` of the link in the letter.
    #[schema(value_type = String)]
    token: Secret,
}

/// The address is another now.
#[derive(Serialize, ToSchema)]
pub(crate) struct EmailConfirmed {
    /// The new one.
    email: String,
}

/// Gives the account its new address, once. The old one is told. Other letters that are under way are good for nothing then.
#[utoipa::path(
    post,
    path = "/auth/confirm-email",
    operation_id = "confirm_email",
    tag = "accounts",
    request_body = ConfirmEmail,
    responses(
        (status = 200, body = EmailConfirmed),
        (status = 400, body = web::ErrorBody, description = "`ErrorCode.CONFIRM_EMAIL_BAD_TOKEN`"),
        (status = 409, body = web::ErrorBody, description = "Somebody else has this address by now"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn confirm_email(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<EmailConfirmed>, Error> {
    let now = state.clock.now_ms();
    let sent = body.read(|fields| ConfirmEmail { token: fields.secret("token") })?;
    let post = state.post().await?;
    let this_try = state.code_tried(client, now).await?;
    let code = state.code_of_link(sent.token.reveal(), CodePurpose::ChangeEmail, now).await?;
    match state.address_changed(code.as_ref(), &post, now).await? {
        Redeemed::Done(after) => {
            state.code_was_right(this_try).await?;
            Ok(Json(EmailConfirmed { email: after.email.as_str().to_owned() }))
        }
        Redeemed::Bad => Err(Error::coded(BAD_TOKEN, None)),
        Redeemed::EmailTaken => Err(Error::conflict("User with this email already exists")),
    }
}

impl AccountsState {
    /// The holder of the code has the address that the code is for.
    pub(crate) async fn address_changed(&self, code: Option<&Code>, post: &Post, now: i64) -> Result<Redeemed, Error> {
        let Some((code, CodeHolder::User { email: Some(email), .. })) = code.map(|code| (code, code.holder())) else {
            return Ok(Redeemed::Bad);
        };
        let change = |user: &User| {
            let after = User { email: email.clone(), verified_at: Some(now), ..user.clone() };
            Ok((after, told(user, post)?))
        };
        self.redeem(code, change, now).await
    }
}

/// The old address is told, if it was ever theirs.
fn told(before: &User, post: &Post) -> Result<Option<NewLetter>, Error> {
    if before.verified_at.is_none() {
        return Ok(None);
    }
    let first_name = before.first_name.as_ref().map(|name| name.as_str().to_owned());
    post.news(&before.email, &Letter::AddressChanged { first_name, link: None }).map(Some)
}
