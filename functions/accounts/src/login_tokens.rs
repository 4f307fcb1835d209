//! `POST /login`: e-mail and password for an access token and a refresh token.

use crate::AccountsState;
use crate::authenticate::Login;
use crate::tokens_body::TokensBody;
use crate::user_agent::UserAgent;
use axum::extract::State;
use domain::UserState;
use http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use web::{ClientAddress, Error, Fields, FormOrJson, Secret, Violation};

/// The only grant there is (RFC 6749, 4.3). An empty one means it, as clients of the earlier server have it.
const PASSWORD_GRANTS: [&str; 2] = ["password", ""];

/// Who somebody claims to be: an object with `email`, or an OAuth2 form with `username`.
#[derive(ToSchema)]
pub(crate) struct LoginForTokens {
    /// Compared without regard to case. As `username` too.
    email: String,
    /// Any text; one that could never have been chosen is wrong.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// `password`, if it is there.
    #[schema(required = false)]
    grant_type: Option<String>,
}

/// What is answered to a wrong password, in the words of clients of several generations.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoginRefused {
    /// `ErrorCode.LOGIN_BAD_CREDENTIALS` (401), or `ErrorCode.LOGIN_USER_NOT_VERIFIED` (400).
    detail: String,
    /// A sentence.
    errors: Vec<String>,
    /// False.
    success: bool,
}

/// Begins a session of a program.
///
/// The access token is good for 15 minutes, and is shown as `Authorization: Bearer`; the refresh token gets the next one at
/// `/auth/refresh`. Also at `/v1/login`. An e-mail that nobody has, a wrong password and a user who is deleted or shut out
/// get the same answer after the same work.
#[utoipa::path(
    post,
    path = "/login",
    operation_id = "login_for_tokens",
    tag = "accounts",
    request_body(content(
        (LoginForTokens = "application/json"), (LoginForTokens = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, body = TokensBody),
        (status = 400, body = LoginRefused, description = "The right password; but the address is not verified yet"),
        (status = 401, body = LoginRefused), (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody, description = "Also where the installation has no keys to sign with"),
    )
)]
pub(crate) async fn login_for_tokens(
    State(state): State<AccountsState>,
    address: ClientAddress,
    agent: UserAgent,
    FormOrJson(body): FormOrJson,
) -> Result<TokensBody, Error> {
    let now = state.clock.now_ms();
    let LoginForTokens { email, password, grant_type } = body.read(claim)?;
    if grant_type.is_some_and(|grant| !PASSWORD_GRANTS.contains(&grant.as_str())) {
        return Err(Violation::value_error(["body".into(), "grant_type".into()], "must be password").into());
    }
    let user = state.authenticate(Login { email, password }, address, now).await?.ok_or_else(bad_credentials)?;
    if user.state == UserState::Pending {
        return Err(not_verified());
    }
    let begun = state.begin_token_session(&agent.session_of(&user), now).await?;
    let tokens = begun.ok_or_else(bad_credentials)?; // Deleted just now: unknown.
    state.note_login(&user, now).await;
    Ok(tokens)
}

fn claim(fields: &mut Fields<'_>) -> LoginForTokens {
    let name = if fields.has("username") && !fields.has("email") { "username" } else { "email" };
    let grant_type = fields.has("grant_type").then(|| fields.string("grant_type"));
    LoginForTokens { email: fields.string(name), password: fields.secret("password"), grant_type }
}

fn bad_credentials() -> Error {
    let error = Error::unauthenticated("ErrorCode.LOGIN_BAD_CREDENTIALS");
    error.beside("errors", json!(["email/password is invalid"])).beside("success", false)
}

/// Said only to who has the password.
fn not_verified() -> Error {
    let error = Error::invalid("ErrorCode.LOGIN_USER_NOT_VERIFIED").with_status(StatusCode::BAD_REQUEST);
    error.beside("errors", json!(["the e-mail address is not verified yet"])).beside("success", false)
}
