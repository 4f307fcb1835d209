//! `POST /user/login`: e-mail and password for a session in a browser.

use crate::AccountsState;
use crate::authenticate::Login;
use crate::session_cookie::SetCookie;
use crate::user_agent::UserAgent;
use crate::user_body::SignedInBody;
use auth::SessionId;
use axum::Json;
use axum::extract::State;
use domain::UserState;
use web::{ClientAddress, Error, JsonObject};

/// Begins a session. An e-mail that nobody has, a wrong password and a user who is deleted, shut out or not yet verified get
/// the same answer after the same work.
#[utoipa::path(
    post,
    path = "/user/login",
    operation_id = "login",
    tag = "accounts",
    request_body = Login,
    responses(
        (status = 200, body = SignedInBody, headers(("Set-Cookie" = String, description = "the session, `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 403, body = web::ErrorBody, description = "Asked by a page of another site"),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn login(
    State(state): State<AccountsState>,
    address: ClientAddress,
    agent: UserAgent,
    body: JsonObject,
) -> Result<(SetCookie, Json<SignedInBody>), Error> {
    let now = state.clock.now_ms();
    let claim = body.read(|fields| Login { email: fields.string("email"), password: fields.secret("password") })?;
    let user = state.authenticate(claim, address, now).await?;
    let user = user.filter(|user| user.state == UserState::Active).ok_or_else(invalid_credentials)?;
    let cookie = SessionId::mint()?;
    let begun = state.store.sessions_create(&cookie.stored(), &agent.session_of(&user), now, state.session_ttl_s).await;
    match begun {
        Err(store::Error::Conflict) => return Err(invalid_credentials()), // Deleted just now: unknown.
        outcome => outcome?,
    }
    state.note_login(&user, now).await;
    Ok((SetCookie::session(&state, &cookie)?, Json(SignedInBody::of(&user))))
}

fn invalid_credentials() -> Error {
    Error::unauthenticated("Invalid credentials")
}
