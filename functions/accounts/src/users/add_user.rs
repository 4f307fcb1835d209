//! `POST /users`: an administrator makes a user.

use super::managed_user::ManagedUser;
use super::sent;
use crate::AccountsState;
use crate::new_password::Known;
use crate::signed_in::user_not_found;
use auth::{DataToken, Password};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{Email, PersonName, PhoneNumber, Role, UserId, UserState};
use http::StatusCode;
use store::{NewUser, User, UserCreated};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Envelope, Error, JsonObject, Secret, Visitor, failed};

/// Who is to be a user.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `NewUser` is what is made of it")]
pub(crate) struct AddUser {
    /// Compared without regard to case.
    email: String,
    /// 1 to 100 characters.
    first_name: String,
    /// 1 to 100 characters.
    last_name: String,
    /// Without one they get a letter with a link, by which they choose it.
    #[schema(required = false, value_type = Option<String>, format = Password)]
    password: Option<Secret>,
    /// With its country code.
    #[schema(required = false)]
    phone_number: Option<String>,
}

struct Applicant {
    email: Email,
    first_name: PersonName,
    last_name: PersonName,
    phone_number: Option<PhoneNumber>,
    password: Option<Secret>,
}

/// Makes a user, who is STANDARD: with a password, who may sign in at once, or without, who gets an invitation by mail. Also
/// at `/v1/users`. Fields that are not listed have no effect: nobody chooses an id, a role or a time.
#[utoipa::path(
    post,
    path = "/users",
    operation_id = "add_user",
    tag = "users",
    request_body = AddUser,
    responses(
        (status = 201, body = Envelope<ManagedUser>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "The e-mail is taken"),
        (status = 422, body = web::ViolationsBody), (status = 429, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn add_user(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: Result<JsonObject, Error>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.administrator(visitor, now).await.map_err(failed)?;
    let added = async { state.managed(&state.added(body, now).await?).await };
    let created = |body| (StatusCode::CREATED, Json(body)).into_response();
    Ok(me.answer(added.await.map(created).map_err(failed)))
}

impl AccountsState {
    async fn added(&self, body: Result<JsonObject, Error>, now: i64) -> Result<User, Error> {
        let applicant = Applicant::read(&body?)?;
        let id = UserId(Uuid::new_v4());
        match &applicant.password {
            Some(password) => {
                let password = self.chosen(password.clone(), applicant.known())?;
                let new = applicant.new_user(id, UserState::Active, self.hash(password).await?);
                match self.store.users_create(new, now).await? {
                    UserCreated::Created(user) => Ok(user),
                    UserCreated::EmailTaken | UserCreated::NotTheFirst => Err(email_taken()),
                }
            }
            None => {
                // A password that nobody knows, until they choose one.
                let nobodys = Password::claimed(DataToken::mint()?.reveal().to_owned());
                let new = applicant.new_user(id, UserState::Pending, self.hash(nobodys).await?);
                match self.invite(new, now).await? {
                    true => self.store.users_get(id).await?.ok_or_else(user_not_found),
                    false => Err(email_taken()),
                }
            }
        }
    }
}

impl Applicant {
    fn read(body: &JsonObject) -> Result<Applicant, Error> {
        let (email, first, last) =
            body.read(|fields| (fields.string("email"), fields.string("first_name"), fields.string("last_name")))?;
        let object = body.object()?;
        let parsed = |field, text: &str| PersonName::parse(text).map_err(|error| sent::wrong(field, error.to_string()));
        let (email, first_name, last_name) = sent::all_of(
            Email::parse(&email).map_err(|error| sent::wrong("email", error.to_string())),
            parsed("first_name", &first),
            parsed("last_name", &last),
        )?;
        let phone_number = sent::phone_number(object)?.flatten();
        let password = match object.get("password") {
            Some(serde_json::Value::String(password)) => Some(Secret::new(password.clone())),
            None | Some(serde_json::Value::Null) => None,
            // What was sent is not repeated: it may be a password all the same.
            Some(_) => {
                let place = ["body".into(), "password".into()];
                return Err(web::Violation::string_type(place, serde_json::Value::Null).into());
            }
        };
        Ok(Applicant { email, first_name, last_name, phone_number, password })
    }

    fn known(&self) -> Known<'_> {
        Known { email: &self.email, first_name: Some(&self.first_name), last_name: Some(&self.last_name) }
    }

    fn new_user(&self, id: UserId, state: UserState, password: domain::PasswordHash) -> NewUser {
        let new = NewUser::active(id, self.email.clone(), Role::Standard, password);
        NewUser {
            first_name: Some(self.first_name.clone()),
            last_name: Some(self.last_name.clone()),
            phone_number: self.phone_number.clone(),
            state,
            ..new
        }
    }
}

fn email_taken() -> Error {
    Error::conflict("User with this email already exists")
}
