//! `PATCH /user`: who is signed in is called otherwise.

use crate::{AccountsState, person_fields};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::PersonName;
use serde::Serialize;
use store::User;
use utoipa::ToSchema;
use web::{Error, JsonObject, Visitor};

/// What is to change. What is absent stays; null is refused.
#[derive(ToSchema)]
pub(crate) struct UpdateProfile {
    /// 1 to 100 characters.
    #[schema(required = false)]
    first_name: Option<String>,
    /// 1 to 100 characters.
    #[schema(required = false)]
    last_name: Option<String>,
}

/// A user as they describe themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile {
    /// A UUID.
    id: String,
    /// As it is compared: in lower case.
    email: String,
    /// Null where nobody has told.
    first_name: Option<String>,
    /// Null where nobody has told.
    last_name: Option<String>,
}

impl Profile {
    /// Of a user.
    pub(crate) fn of(user: &User) -> Profile {
        let text = |name: &Option<PersonName>| name.as_ref().map(|name| name.as_str().to_owned());
        Profile {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            first_name: text(&user.first_name),
            last_name: text(&user.last_name),
        }
    }
}

/// Changes names. What is absent stays as it is.
#[utoipa::path(
    patch,
    path = "/user",
    operation_id = "update_profile",
    tag = "accounts",
    request_body = UpdateProfile,
    responses(
        (status = 200, body = Profile),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn update_profile(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let updated = state.updated_profile(&me.user, &body, now).await;
    Ok(me.answer(updated.map(|user| Json(Profile::of(&user)))))
}

impl AccountsState {
    async fn updated_profile(&self, user: &User, body: &JsonObject, now: i64) -> Result<User, Error> {
        let sent = body.read(|fields| UpdateProfile {
            first_name: fields.string_if_sent("first_name"),
            last_name: fields.string_if_sent("last_name"),
        })?;
        let parsed = |field, text: Option<String>| text.map(|text| person_fields::name(field, &text)).transpose();
        let first_name = parsed("first_name", sent.first_name)?;
        let last_name = parsed("last_name", sent.last_name)?;
        let change = |user: &User| User {
            first_name: first_name.clone().or_else(|| user.first_name.clone()),
            last_name: last_name.clone().or_else(|| user.last_name.clone()),
            ..user.clone()
        };
        self.changed_user(user, change, now).await
    }
}
