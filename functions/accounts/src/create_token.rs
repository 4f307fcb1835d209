//! `POST /token`: a data token for a program.

use crate::{AccountsState, TokenBody};
use access::invalid_session;
use auth::DataToken;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::TokenId;
use serde::Serialize;
use store::{Token, User};
use utoipa::ToSchema;
use uuid::Uuid;
use web::{Error, JsonObject, Visitor};

/// Two years of 365 days: how long a token lives that names no end, and the longest that any may.
const LONGEST_LIFE_S: i64 = 2 * 365 * 24 * 60 * 60;
/// How many tokens of a user may be good at once: more than anybody has programs, and few enough that all of them can be
/// shut out within a request.
const MOST_LIVING: usize = 500;
/// Longer than any sentence; keeps the list of tokens small.
const LONGEST_NAME_CHARS: usize = 500;

/// What the token is to be.
#[derive(ToSchema)]
pub(crate) struct CreateToken {
    /// At most 500 characters, none of them a control character. Need not be unique.
    name: String,
    /// `API` (read), `INGEST` (write and delete) or `SUPER` (both).
    capability: String,
    /// The second from which on it is dead; two years from now if absent, null or later than that.
    #[schema(required = false)]
    expires_at: Option<i64>,
}

/// A new data token, with its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedToken {
    #[serde(flatten)]
    token: TokenBody,
    /// The secret, 64 characters. Shown here and never again.
    token_plaintext: String,
}

/// Makes a data token.
#[utoipa::path(
    post,
    path = "/token",
    operation_id = "create_token",
    tag = "accounts",
    request_body = CreateToken,
    responses(
        (status = 200, body = CreatedToken),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody),
        (status = 409, body = web::ErrorBody, description = "There are 500 that have not expired"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn create_token(
    State(state): State<AccountsState>,
    visitor: Visitor,
    body: JsonObject,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let created = create(&state, &me.user, &body, now).await;
    Ok(me.answer(created))
}

async fn create(state: &AccountsState, user: &User, body: &JsonObject, now: i64) -> Result<Json<CreatedToken>, Error> {
    let asked = body.read(|fields| CreateToken {
        name: fields.string("name"),
        capability: fields.string("capability"),
        expires_at: fields.optional_int("expires_at"),
    })?;
    let now_s = now.div_euclid(1000);
    let token = parse(asked, now_s)?;
    let living = state.store.tokens_list(user.id).await?.iter().filter(|token| now_s < token.expires_at).count();
    if MOST_LIVING <= living {
        return Err(Error::conflict("You have 500 data tokens; delete one that you do not need"));
    }
    let secret = DataToken::mint()?;
    match state.store.tokens_create_for(user, &token, &secret.stored(), now).await {
        Err(store::Error::Conflict) => return Err(invalid_session()), // Shut out, signed out or deleted just now.
        outcome => outcome?,
    }
    Ok(Json(CreatedToken { token: TokenBody::of(&token), token_plaintext: secret.reveal().to_owned() }))
}

fn parse(asked: CreateToken, now_s: i64) -> Result<Token, Error> {
    let capability = asked.capability.parse().map_err(|_| Error::invalid("Invalid capability"))?;
    if asked.name.chars().any(char::is_control) || LONGEST_NAME_CHARS < asked.name.chars().count() {
        return Err(Error::invalid("name must be at most 500 characters, none of them a control character"));
    }
    let latest = now_s + LONGEST_LIFE_S;
    let expires_at = asked.expires_at.unwrap_or(latest).min(latest);
    if expires_at <= now_s {
        return Err(Error::invalid("expires_at must be in the future"));
    }
    Ok(Token { id: TokenId(Uuid::new_v4()), name: asked.name, capability, expires_at, created_at: now_s })
}
