//! `/account/forgot`: a letter for a new password is asked for.

use super::frame::{Page, answer, field, form};
use crate::links::FORGOT;
use crate::{AccountsState, person_fields};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use std::net::IpAddr;
use web::{ClientAddress, Error, FormOrJson};

/// The form.
#[utoipa::path(
    get,
    path = "/account/forgot",
    operation_id = "show_forgot_page",
    tag = "pages",
    responses((status = 200, body = String, content_type = "text/html"))
)]
pub(crate) async fn show() -> Response {
    let fields = field("E-mail address", "email", "email", "username", "");
    let content = html! {
        p { "You get a letter with a link. Nothing changes until you use it." }
        (form(FORGOT, None, None, &fields, "Send me a letter"))
    };
    Page::new("Forgotten your password?", content).into_response()
}

/// Has a letter sent, if somebody has the address.
#[utoipa::path(
    post,
    path = "/account/forgot",
    operation_id = "send_forgot_page",
    tag = "pages",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`email`"),
    responses(
        (status = 200, body = String, content_type = "text/html", description = "The same for any address"),
        (status = 422, body = String, content_type = "text/html"),
        (status = 429, body = String, content_type = "text/html"),
    )
)]
pub(crate) async fn send(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    form: Result<FormOrJson, Error>,
) -> Response {
    answer(ask_for_letter(&state, client, form).await)
}

async fn ask_for_letter(state: &AccountsState, client: IpAddr, form: Result<FormOrJson, Error>) -> Result<Page, Error> {
    let email = form?.0.read(|fields| fields.string("email"))?;
    let email = person_fields::email(&email)?;
    state.password_forgotten(&email, client, state.clock.now_ms()).await?;
    Ok(Page::says(
        "Look into your mail",
        "If somebody here has this address, a letter is on its way. Its link is good for half an hour.",
    ))
}
