//! `POST /user/login`: e-mail and password for a session.

use crate::AccountsState;
use crate::login_tries::LoginTry;
use crate::session_cookie::SetCookie;
use crate::user_body::SignedInBody;
use auth::{Password, SessionId};
use axum::Json;
use axum::extract::State;
use domain::{Email, PasswordHash};
use store::User;
use utoipa::ToSchema;
use web::{ClientAddress, Error, JsonObject, Secret};

/// Who somebody claims to be.
#[derive(ToSchema)]
pub(crate) struct Login {
    /// Compared without regard to case.
    email: String,
    /// Any text; one that could never have been chosen is wrong.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Begins a session. An e-mail that nobody has, a wrong password and a deleted user get the same answer after the same work.
#[utoipa::path(
    post,
    path = "/user/login",
    operation_id = "login",
    tag = "accounts",
    request_body = Login,
    responses(
        (status = 200, body = SignedInBody, headers(("Set-Cookie" = String, description = "the session, `sid`"))),
        (status = 401, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn login(
    State(state): State<AccountsState>,
    ClientAddress(address): ClientAddress,
    body: JsonObject,
) -> Result<(SetCookie, Json<SignedInBody>), Error> {
    let now = state.clock.now_ms();
    let claim = body.read(|fields| Login { email: fields.string("email"), password: fields.secret("password") })?;
    let this_try = LoginTry::begin(&state.store, &claim.email, address, now).await?;
    let user = state.authenticate(claim).await?.ok_or_else(|| Error::unauthenticated("Invalid credentials"))?;
    this_try.succeeded(&state.store, now).await?;
    let session = SessionId::mint()?;
    state.begin_session(&session, &user, now).await?;
    Ok((SetCookie::session(&state, &session)?, Json(SignedInBody::of(&user))))
}

impl AccountsState {
    /// The user, if it is they.
    async fn authenticate(&self, claim: Login) -> Result<Option<User>, Error> {
        let user = match Email::parse(&claim.email) {
            Ok(email) => self.store.users_by_email(&email).await?,
            Err(_) => None, // Its syntax is public, so the time that this saves tells nothing.
        };
        let password = Password::claimed(claim.password.into_inner());
        let stored = user.as_ref().map(|user| user.password.clone());
        let (right, upgraded) = self.verify(password, stored).await?;
        if let (Some(user), Some(upgraded)) = (&user, upgraded) {
            self.upgrade(user, &upgraded).await;
        }
        Ok(user.filter(|_| right))
    }

    /// Next time will do as well.
    async fn upgrade(&self, user: &User, hash: &PasswordHash) {
        if let Err(error) = self.store.users_set_password(user, hash).await {
            tracing::warn!(error = %error, "an outdated password hash could not be replaced");
        }
    }

    /// A user who was deleted just now is unknown.
    async fn begin_session(&self, session: &SessionId, user: &User, now: i64) -> Result<(), Error> {
        match self.store.sessions_create(&session.stored(), user.id, now, self.session_ttl_s).await {
            Err(store::Error::Conflict) => Err(Error::unauthenticated("Invalid credentials")),
            outcome => Ok(outcome?),
        }
    }
}
