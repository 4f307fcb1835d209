//! `/account/verify`: somebody who registered confirms that the address is theirs.
//!
//! It asks for the password of the registration. Whoever gets a letter because somebody else typed their address does not know
//! it, and cannot be talked into confirming an account in which somebody else waits.

use super::frame::{Page, answer, field, form};
use super::{CodeAndPassword, MaybeLink};
use crate::AccountsState;
use crate::links::{FORGOT, VERIFY};
use crate::redeem::Redeemed;
use axum::extract::State;
use axum::response::Response;
use domain::CodePurpose;
use maud::html;
use std::net::IpAddr;
use web::{ClientAddress, Error, FormOrJson, Secret};

const TITLE: &str = "Confirm your address";
const WRONG: &str = "That is not the password you registered with.";

/// The form. To open it changes nothing.
#[utoipa::path(
    get,
    path = "/account/verify",
    operation_id = "show_verify_page",
    tag = "pages",
    params(("code" = String, Query, description = "out of the letter")),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
    )
)]
pub(crate) async fn show(State(state): State<AccountsState>, link: MaybeLink) -> Response {
    state.shown(link, CodePurpose::Verify, ask).await
}

/// Opens the account.
#[utoipa::path(
    post,
    path = "/account/verify",
    operation_id = "send_verify_page",
    tag = "pages",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`code`, `password`"),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
        (status = 403, body = String, content_type = "text/html", description = "Another password was registered with"),
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
    let (code, known) = match state.code_with_password(sent, CodePurpose::Verify, ask_again, client, now).await? {
        Ok(good) => good,
        Err(page) => return Ok(page),
    };
    match state.verified_by(&code, |user| user.password == known.password, &post, now).await? {
        Redeemed::Done(_) => {}
        Redeemed::Bad | Redeemed::EmailTaken => return Ok(Page::dead_link()),
    }
    let sign_in = post.links.sign_in()?;
    Ok(Page::new(
        "Your account is open",
        html! { p { "The address is confirmed. " a href=(sign_in) { "Sign in" } "." } },
    ))
}

fn ask(code: &Secret, problem: Option<&str>) -> Page {
    let fields = html! {
        (field("Password", "password", "password", "current-password", ""))
        p.hint { "If you have forgotten it, " a href=(FORGOT) { "choose a new one" } ": that confirms the address too." }
    };
    let content = html! {
        p { "Type the password that you registered with, and your account is open." }
        (form(VERIFY, Some(code), problem, &fields, "Confirm the address"))
        p.hint { "If you did not register, close this page: without you there is no account." }
    };
    Page::new(TITLE, content)
}
