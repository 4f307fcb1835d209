//! `POST /auth/verify`: somebody shows that an address is theirs, by the six digits of a letter.

use crate::AccountsState;
use crate::post::Post;
use crate::redeem::{Redeemed, proved};
use crate::request_verification::may_use_digits;
use axum::Json;
use axum::extract::State;
use domain::{CodePurpose, UserState};
use letters::Letter;
use serde::Serialize;
use store::{Code, NewLetter, User};
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret};

/// What clients of the earlier server know a code by that is not good.
const BAD_TOKEN: &str = "ErrorCode.VERIFY_USER_BAD_TOKEN";

/// What somebody has who asked for a letter and read it.
#[derive(ToSchema)]
pub(crate) struct Verify {
    /// The `verification_token` of the request.
    token: String,
    /// The six digits of the letter.
    #[schema(value_type = String)]
    registration_code: Secret,
}

/// The address is theirs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verified {
    /// Always true.
    verified: bool,
}

/// Opens the account. Where the address was never confirmed before, all sessions and data tokens of the account end.
#[utoipa::path(
    post,
    path = "/auth/verify",
    operation_id = "verify_address",
    tag = "accounts",
    request_body = Verify,
    responses(
        (status = 200, body = Verified),
        (status = 400, body = web::ErrorBody, description = "`ErrorCode.VERIFY_USER_BAD_TOKEN`: unknown, wrong, used or too old"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn verify_address(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<Verified>, Error> {
    let now = state.clock.now_ms();
    let shown = body.read(|fields| Verify {
        token: fields.string("token"),
        registration_code: fields.secret("registration_code"),
    })?;
    let post = state.post().await?;
    let this_try = state.code_tried(client, now).await?;
    let code = state.code_of_digits(&shown.token, shown.registration_code.reveal(), CodePurpose::Verify, now).await?;
    let Some(code) = code else { return Err(Error::coded(BAD_TOKEN, None)) };
    match state.verified_by(&code, may_use_digits, &post, now).await? {
        Redeemed::Done(_) => state.code_was_right(this_try).await?,
        Redeemed::Bad | Redeemed::EmailTaken => return Err(Error::coded(BAD_TOKEN, None)),
    }
    Ok(Json(Verified { verified: true }))
}

impl AccountsState {
    /// The holder of the code has shown that their address is theirs; they are welcomed. `is_such` says whether what was shown
    /// opens the account as it is at that moment: somebody else may register with the address meanwhile.
    pub(crate) async fn verified_by(
        &self,
        code: &Code,
        is_such: impl Fn(&User) -> bool,
        post: &Post,
        now: i64,
    ) -> Result<Redeemed, Error> {
        self.redeem_if(code, is_such, |user| Ok((proved(user, now), welcome(user, post)?)), now).await
    }
}

/// Nobody who may not come in is welcomed.
pub(crate) fn welcome(user: &User, post: &Post) -> Result<Option<NewLetter>, Error> {
    if user.state == UserState::Inactive {
        return Ok(None);
    }
    let first_name = user.first_name.as_ref().map(|name| name.as_str().to_owned());
    let letter = Letter::Welcome { first_name, link: post.links.sign_in()? };
    post.news(&user.email, &letter).map(Some)
}
