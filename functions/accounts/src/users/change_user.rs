//! `PUT` and `PATCH /users/{id}`: somebody changes what is known of them.

use super::managed_user::ManagedUser;
use super::sent;
use super::subject::{forbidden, is_me};
use crate::AccountsState;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::{PersonName, PhoneNumber};
use store::User;
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Violation, Visitor, failed};

/// What is to change. What is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Change` is what is read")]
pub(crate) struct ChangeUser {
    /// 1 to 100 characters.
    #[schema(required = false)]
    first_name: String,
    /// 1 to 100 characters.
    #[schema(required = false)]
    last_name: String,
    /// With its country code; null takes it away.
    #[schema(required = false)]
    phone_number: Option<String>,
}

/// What is to change; `None` stays.
struct Change {
    first_name: Option<PersonName>,
    last_name: Option<PersonName>,
    phone_number: Option<Option<PhoneNumber>>,
}

macro_rules! operation {
    ($(#[$doc:meta])* $name:ident, $method:ident) => {
        $(#[$doc])*
        #[utoipa::path(
            $method,
            path = "/users/{id}",
            tag = "users",
            params(("id" = String, Path, description = "one's own id, or `me`")),
            request_body = ChangeUser,
            responses(
                (status = 200, body = Envelope<ManagedUser>),
                (status = 401, body = web::ErrorBody),
                (status = 403, body = web::ErrorBody, description = "It is somebody else"),
                (status = 404, body = web::ErrorBody),
                (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
            ),
            security(("session" = []), ("bearer" = []))
        )]
        pub(crate) async fn $name(
            State(state): State<AccountsState>,
            visitor: Visitor,
            Path(id): Path<String>,
            body: Result<JsonObject, Error>,
        ) -> Result<Response, Error> {
            state.change(visitor, &id, body).await
        }
    };
}

operation! {
    /// Changes names and telephone number of whoever asks; nobody, not even an administrator, changes anybody else's.
    /// What is absent stays. E-mail and password have routes of their own, which ask for the password.
    change_user, patch
}
operation! {
    /// The same, as Kronus' clients ask for it.
    replace_user, put
}

impl AccountsState {
    async fn change(&self, visitor: Visitor, id: &str, body: Result<JsonObject, Error>) -> Result<Response, Error> {
        let now = self.clock.now_ms();
        let me = self.signed_in(visitor, now).await.map_err(failed)?;
        if !is_me(&me, id) {
            return Ok(me.answer(failed(forbidden())));
        }
        let shown = async { self.managed(&self.changed(&me.user, body, now).await?).await }.await;
        Ok(me.answer(shown.map(Json).map_err(failed)))
    }

    async fn changed(&self, user: &User, body: Result<JsonObject, Error>, now: i64) -> Result<User, Error> {
        let change = Change::read(&body?)?;
        self.changed_user(user, |user| change.made_to(user), now).await
    }
}

impl Change {
    fn read(body: &JsonObject) -> Result<Change, Error> {
        let object = body.object()?;
        let elsewhere = [("email", "POST /user/email"), ("password", "POST /user/password")];
        let elsewhere = elsewhere.into_iter().filter(|(field, _)| object.contains_key(*field));
        let elsewhere: Vec<Violation> =
            elsewhere.map(|(field, route)| sent::wrong(field, format!("is changed by {route}"))).collect();
        if !elsewhere.is_empty() {
            return Err(Error::violations(elsewhere));
        }
        let (first_name, last_name, phone_number) = sent::all_of(
            sent::name(object, "first_name"),
            sent::name(object, "last_name"),
            sent::phone_number(object),
        )?;
        if first_name.is_none() && last_name.is_none() && phone_number.is_none() {
            return Err(Error::invalid("Send at least one of first_name, last_name and phone_number"));
        }
        Ok(Change { first_name, last_name, phone_number })
    }

    fn made_to(&self, user: &User) -> User {
        User {
            first_name: self.first_name.clone().or_else(|| user.first_name.clone()),
            last_name: self.last_name.clone().or_else(|| user.last_name.clone()),
            phone_number: self.phone_number.clone().unwrap_or_else(|| user.phone_number.clone()),
            ..user.clone()
        }
    }
}
