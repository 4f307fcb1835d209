//! `POST /user`: somebody becomes a user.

use crate::{AccountsState, UserBody};
use auth::Password;
use axum::Json;
use axum::extract::State;
use domain::{Email, Role, UserId};
use http::StatusCode;
use store::{NewUser, UserCreated};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{ClientAddress, Error, JsonObject, Secret};

/// Who wants to be a user.
#[derive(ToSchema)]
pub(crate) struct CreateUser {
    /// Compared without regard to case.
    email: String,
    /// At least as long as this installation asks for, at most 1024 bytes.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// `STANDARD`, in any case. The first user becomes ADMIN whatever is asked for; nobody else may ask for `ADMIN`.
    role: String,
}

/// Makes a user.
#[utoipa::path(
    post,
    path = "/user",
    operation_id = "create_user",
    tag = "accounts",
    request_body = CreateUser,
    responses(
        (status = 200, body = UserBody),
        (status = 403, body = web::ErrorBody, description = "Asked to be ADMIN, but somebody was first"),
        (status = 409, body = web::ErrorBody, description = "The e-mail is taken"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody, description = "Registration is closed"),
    )
)]
pub(crate) async fn create_user(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<Json<UserBody>, Error> {
    let now = state.clock.now_ms();
    let asked = body.read(|fields| CreateUser {
        email: fields.string("email"),
        password: fields.secret("password"),
        role: fields.string("role"),
    })?;
    if !state.registration_open(now).await {
        return Err(Error::forbidden("User registration is disabled").with_status(StatusCode::SERVICE_UNAVAILABLE));
    }
    let (email, password, wanted) = parse(asked, state.password_min_length)?;
    state.makes_account(client, now).await?;
    let new = NewUser::active(UserId(Uuid::new_v4()), email, wanted, state.hash(password).await?);
    match state.store.users_create(new, now).await? {
        UserCreated::Created(user) => Ok(Json(UserBody::of(&user))),
        UserCreated::EmailTaken => Err(Error::conflict("User with this email already exists")),
        UserCreated::NotTheFirst => Err(Error::forbidden("Only the first user can be ADMIN")),
    }
}

fn parse(asked: CreateUser, password_min_length: usize) -> Result<(Email, Password, Role), Error> {
    let role = asked.role.to_uppercase().parse();
    let role = role.map_err(|_| Error::invalid("role must be ADMIN or STANDARD"))?;
    let email = Email::parse(&asked.email).map_err(|_| Error::invalid("email must be an e-mail address"))?;
    let password = Password::chosen(asked.password.into_inner(), password_min_length, &[email.as_str()])?;
    Ok((email, password, role))
}
