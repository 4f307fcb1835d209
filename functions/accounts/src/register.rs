//! `POST /register`: somebody registers, and becomes a user once they have shown that the address is theirs.
//!
//! Nobody learns here who has an account: a new address, one that waits to be confirmed and one that has an account get the
//! same answer after the same work, and one letter each.

use crate::links::VERIFY;
use crate::new_password::{Known, coded};
use crate::post::{CODE_LIFE_MS, Minted, Post, code_in_letter, decoy, held_by};
use crate::{AccountsState, person_fields};
use auth::Password;
use axum::Json;
use axum::extract::State;
use domain::{CodePurpose, Email, PasswordHash, PersonName, Role, UserId, UserState};
use http::StatusCode;
use letters::Letter;
use serde::Serialize;
use store::{Alongside, CodeHolder, NewUser, User};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{ClientAddress, Error, JsonObject, Secret};

/// How often it is begun again where the same address registers at the same time.
const TRIES: u32 = 3;
/// What clients of the earlier server know a refused password by.
const INVALID_PASSWORD: &str = "ErrorCode.REGISTER_INVALID_PASSWORD";

/// Who wants to be a user.
#[derive(ToSchema)]
pub(crate) struct Register {
    /// Compared without regard to case.
    email: String,
    /// At least as long as this installation asks for, at most 1024 bytes, and nothing that anybody would try first.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// 1 to 100 characters.
    first_name: String,
    /// 1 to 100 characters.
    last_name: String,
}

/// Who has registered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Registered {
    /// A UUID. It is the user's if nobody had the address, and else anybody's guess: nothing can be learned from it.
    id: String,
    /// As it is compared: in lower case.
    email: String,
    /// As it was sent, without space at its ends.
    first_name: String,
    /// As it was sent, without space at its ends.
    last_name: String,
}

/// Registers. A letter is on its way to the address, whatever was there before.
#[utoipa::path(
    post,
    path = "/register",
    operation_id = "register",
    tag = "accounts",
    request_body = Register,
    responses(
        (status = 201, body = Registered),
        (status = 400, body = web::CodedBody, description = "`ErrorCode.REGISTER_INVALID_PASSWORD` with a reason"),
        (status = 404, body = web::ErrorBody, description = "Registration is closed"),
        (status = 422, body = web::ViolationsBody),
        (status = 429, body = web::ErrorBody, headers(("Retry-After" = u32, description = "in seconds"))),
        (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn register(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    body: JsonObject,
) -> Result<(StatusCode, Json<Registered>), Error> {
    let now = state.clock.now_ms();
    if !state.registration_open(now).await {
        return Err(Error::not_found("Not Found"));
    }
    let (applicant, password) = state.read_applicant(&body)?;
    let post = state.post().await?;
    let may_send = state.asked(&applicant.email, CodePurpose::Verify, client, now).await?;
    let password = state.hash(password).await?;
    let id = state.take_in(&applicant, &password, &post, may_send, now).await?;
    Ok((StatusCode::CREATED, Json(applicant.registered(id))))
}

struct Applicant {
    email: Email,
    first_name: PersonName,
    last_name: PersonName,
}

impl AccountsState {
    fn read_applicant(&self, body: &JsonObject) -> Result<(Applicant, Password), Error> {
        let asked = body.read(|fields| Register {
            email: fields.string("email"),
            password: fields.secret("password"),
            first_name: fields.string("first_name"),
            last_name: fields.string("last_name"),
        })?;
        let applicant = Applicant {
            email: person_fields::email(&asked.email)?,
            first_name: person_fields::name("first_name", &asked.first_name)?,
            last_name: person_fields::name("last_name", &asked.last_name)?,
        };
        let password = self.chosen(asked.password, applicant.known());
        Ok((applicant, password.map_err(|refused| coded(INVALID_PASSWORD, &refused))?))
    }

    /// Answers the id that is told.
    async fn take_in(
        &self,
        applicant: &Applicant,
        password: &PasswordHash,
        post: &Post,
        may_send: bool,
        now: i64,
    ) -> Result<UserId, Error> {
        for _ in 0..TRIES {
            // Read for all, so that it takes the same for all.
            let user = self.store.users_by_email(&applicant.email).await?;
            let somebody_was_first = self.store.users_first().await?.is_some();
            let id = UserId(Uuid::new_v4());
            let taken_in = match &user {
                None => {
                    let new = applicant.new_user(id, password);
                    let with =
                        applicant.proof_asked(CodeHolder::User { id, epoch: 0, email: None }, post, may_send, now)?;
                    self.store.users_register(new, somebody_was_first, &with, now).await
                }
                Some(user) if user.state == UserState::Pending => {
                    let with = applicant.proof_asked(held_by(user), post, may_send, now)?;
                    let updated = self.store.users_update_with(user, applicant.in_place_of(user, password), &with, now);
                    updated.await.map(drop)
                }
                Some(_) => self.store.codes_issue(&applicant.told(post, may_send, now)?, now).await,
            };
            match taken_in {
                Err(store::Error::Conflict) => {} // The same address at the same time, or the first user: look again.
                outcome => return outcome.map(|()| id).map_err(Error::from),
            }
        }
        Err(store::Error::Contended.into())
    }
}

impl Applicant {
    fn known(&self) -> Known<'_> {
        Known { email: &self.email, first_name: Some(&self.first_name), last_name: Some(&self.last_name) }
    }

    fn new_user(&self, id: UserId, password: &PasswordHash) -> NewUser {
        let new = NewUser::active(id, self.email.clone(), Role::Standard, password.clone());
        let (first_name, last_name) = (Some(self.first_name.clone()), Some(self.last_name.clone()));
        NewUser { state: UserState::Pending, first_name, last_name, ..new }
    }

    /// Whoever registers last with an address that nobody has confirmed is the one whose password counts: else somebody could
    /// wait in there for its owner.
    fn in_place_of(&self, user: &User, password: &PasswordHash) -> User {
        let (first_name, last_name) = (Some(self.first_name.clone()), Some(self.last_name.clone()));
        User { first_name, last_name, password: password.clone(), ..user.clone() }
    }

    /// A letter with a code or, where none may go out, a code that nobody has.
    fn proof_asked(&self, holder: CodeHolder, post: &Post, may_send: bool, now: i64) -> Result<Alongside, Error> {
        let minted = Minted::new()?;
        if !may_send {
            return Ok(decoy(&minted, CodePurpose::Verify, now));
        }
        let until = now + CODE_LIFE_MS;
        let letter = Letter::VerifyAddress { link: post.links.with_code(VERIFY, &minted.code)?, code: None };
        let letter = post.letter(&self.email, &letter, until)?;
        Ok(code_in_letter(minted.stored(CodePurpose::Verify, holder, until), letter))
    }

    /// To whoever has an account already: that somebody has tried.
    fn told(&self, post: &Post, may_send: bool, now: i64) -> Result<Alongside, Error> {
        let with = decoy(&Minted::new()?, CodePurpose::Verify, now);
        if !may_send {
            return Ok(with);
        }
        let letter = Letter::AlreadyRegistered { link: post.links.sign_in()?, reset_link: post.links.forgot()? };
        Ok(with.with_letter(post.letter(&self.email, &letter, now + CODE_LIFE_MS)?))
    }

    fn registered(self, id: UserId) -> Registered {
        Registered {
            id: id.to_string(),
            email: self.email.as_str().to_owned(),
            first_name: self.first_name.as_str().to_owned(),
            last_name: self.last_name.as_str().to_owned(),
        }
    }
}
