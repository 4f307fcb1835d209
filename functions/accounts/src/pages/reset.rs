//! `/account/reset`: whoever has read the letter chooses a new password.

use super::frame::{Page, answer, field, form};
use super::{CodeAndPassword, MaybeLink};
use crate::AccountsState;
use crate::links::RESET;
use crate::reset_password::{Chosen, NewPassword};
use axum::extract::State;
use axum::response::Response;
use domain::CodePurpose;
use http::StatusCode;
use maud::html;
use std::net::IpAddr;
use web::{ClientAddress, Error, FormOrJson, Secret};

/// The form. To open it changes nothing.
#[utoipa::path(
    get,
    path = "/account/reset",
    operation_id = "show_reset_page",
    tag = "pages",
    params(("code" = String, Query, description = "out of the letter")),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
    )
)]
pub(crate) async fn show(State(state): State<AccountsState>, link: MaybeLink) -> Response {
    state.shown(link, CodePurpose::Reset, ask).await
}

/// Changes the password and ends all sessions.
#[utoipa::path(
    post,
    path = "/account/reset",
    operation_id = "send_reset_page",
    tag = "pages",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`code`, `password`"),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
        (status = 422, body = String, content_type = "text/html", description = "Nobody may have this password"),
        (status = 429, body = String, content_type = "text/html"),
    )
)]
pub(crate) async fn send(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    form: Result<FormOrJson, Error>,
) -> Response {
    answer(reset(&state, client, form).await)
}

async fn reset(state: &AccountsState, client: IpAddr, form: Result<FormOrJson, Error>) -> Result<Page, Error> {
    let now = state.clock.now_ms();
    let CodeAndPassword { code, password } = CodeAndPassword::read(&form?)?;
    let new = NewPassword { email: None, code: code.clone(), password };
    Ok(match state.choose_new(new, client, now).await? {
        Chosen::Done => {
            let sign_in = state.links.sign_in()?;
            let content =
                html! { p { "All sessions have ended. " a href=(sign_in) { "Sign in" } " with the new password." } };
            Page::new("Your password is changed", content)
        }
        Chosen::BadCode => Page::dead_link(),
        Chosen::Refused(why) => ask(&code, Some(&why.to_string())).with_status(StatusCode::UNPROCESSABLE_ENTITY),
    })
}

fn ask(code: &Secret, problem: Option<&str>) -> Page {
    let fields = field("New password", "password", "password", "new-password", "");
    let content = html! {
        (form(RESET, Some(code), problem, &fields, "Change the password"))
        p.hint { "Whoever is signed in to this account is signed out everywhere." }
    };
    Page::new("Choose a new password", content)
}
