//! `/account/confirm-email`: somebody confirms the new address of their account.
//!
//! It asks for the account's password, so that nobody gives their address to somebody else's account by a click.

use super::frame::{Page, answer, field, form};
use super::{CodeAndPassword, MaybeLink};
use crate::AccountsState;
use crate::links::CONFIRM_EMAIL;
use crate::redeem::Redeemed;
use axum::extract::State;
use axum::response::Response;
use domain::CodePurpose;
use maud::html;
use std::net::IpAddr;
use web::{ClientAddress, Error, FormOrJson, Secret};

const WRONG: &str = "That is not the password of the account.";

/// The form. To open it changes nothing.
#[utoipa::path(
    get,
    path = "/account/confirm-email",
    operation_id = "show_confirm_email_page",
    tag = "pages",
    params(("code" = String, Query, description = "out of the letter")),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
    )
)]
pub(crate) async fn show(State(state): State<AccountsState>, link: MaybeLink) -> Response {
    state.shown(link, CodePurpose::ChangeEmail, ask).await
}

/// Gives the account its new address.
#[utoipa::path(
    post,
    path = "/account/confirm-email",
    operation_id = "send_confirm_email_page",
    tag = "pages",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`code`, `password`"),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
        (status = 403, body = String, content_type = "text/html", description = "The account has another password"),
        (status = 409, body = String, content_type = "text/html", description = "Somebody else has this address by now"),
        (status = 422, body = String, content_type = "text/html"),
        (status = 429, body = String, content_type = "text/html"),
    )
)]
pub(crate) async fn send(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    form: Result<FormOrJson, Error>,
) -> Response {
    answer(confirm(&state, client, form).await)
}

async fn confirm(state: &AccountsState, client: IpAddr, form: Result<FormOrJson, Error>) -> Result<Page, Error> {
    let now = state.clock.now_ms();
    let (sent, post) = (CodeAndPassword::read(&form?)?, state.post().await?);
    let ask_again = |code: &Secret| ask(code, Some(WRONG));
    let (code, _) = match state.code_with_password(sent, CodePurpose::ChangeEmail, ask_again, client, now).await? {
        Ok(good) => good,
        Err(page) => return Ok(page),
    };
    Ok(match state.address_changed(Some(&code), &post, now).await? {
        Redeemed::Done(_) => Page::says("Your address is changed", "From now on you sign in with the new one."),
        Redeemed::Bad => Page::dead_link(),
        Redeemed::EmailTaken => return Err(Error::conflict("Somebody else has this address by now.")),
    })
}

fn ask(code: &Secret, problem: Option<&str>) -> Page {
    let fields = field("Password", "password", "password", "current-password", "");
    let content = html! {
        p { "Type the password of your account, and this address is the one that you sign in with." }
        (form(CONFIRM_EMAIL, Some(code), problem, &fields, "Confirm the address"))
        p.hint { "If you did not ask for it, close this page: nothing changes." }
    };
    Page::new("Confirm your new address", content)
}
