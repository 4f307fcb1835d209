//! `GET /_status` and `GET /_authenticated`: what clients of an earlier server ask to find out whether they get through.

use crate::AccountsState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, Visitor};

/// Whether it runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Running {
    /// `running`.
    status: &'static str,
}

/// A greeting.
#[derive(Serialize, ToSchema)]
pub(crate) struct Greeting {
    /// `Hello <first name>!`, or `Hello!` to who has not told it.
    message: String,
}

/// Says that requests arrive. Whether the table answers, `/healthz` says.
#[utoipa::path(get, path = "/_status", operation_id = "status", tag = "accounts", responses((status = 200, body = Running)))]
pub(crate) async fn status() -> Json<Running> {
    Json(Running { status: "running" })
}

/// Greets who is signed in.
#[utoipa::path(
    get,
    path = "/_authenticated",
    operation_id = "authenticated",
    tag = "accounts",
    responses(
        (status = 200, body = Greeting),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn authenticated(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let me = state.signed_in(visitor, state.clock.now_ms()).await?;
    let message = match &me.user.first_name {
        Some(name) => format!("Hello {}!", name.as_str()),
        None => "Hello!".to_owned(),
    };
    Ok(me.answer(Json(Greeting { message })))
}
