//! `/account/claim`: somebody accepts an invitation. The first owner of an installation comes in here.

use super::frame::{Page, answer, field, form};
use super::{MaybeLink, code_of};
use crate::claim::{Claimed, Invitation, Newcomer};
use crate::links::CLAIM;
use crate::{AccountsState, person_fields};
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use std::net::IpAddr;
use web::{ClientAddress, Error, Fields, FormOrJson, Secret};

const TAKEN: &str = "Somebody here has this e-mail address already. The invitation is still good: take another one.";

/// The form. To open it changes nothing.
#[utoipa::path(
    get,
    path = "/account/claim",
    operation_id = "show_claim_page",
    tag = "pages",
    params(("code" = String, Query, description = "out of the letter, or from whoever runs the installation")),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
    )
)]
pub(crate) async fn show(State(state): State<AccountsState>, link: MaybeLink) -> Response {
    let code = code_of(link);
    answer(match state.invitation(&code, state.clock.now_ms()).await {
        Ok(Some((_, invitation))) => Ok(ask(&code, &invitation, &Sent::default(), None)),
        Ok(None) => Ok(Page::dead_link()),
        Err(error) => Err(error),
    })
}

/// Makes the account, or makes it theirs.
#[utoipa::path(
    post,
    path = "/account/claim",
    operation_id = "send_claim_page",
    tag = "pages",
    request_body(
        content = String, content_type = "application/x-www-form-urlencoded",
        description = "`code`, `password`, and where the invitation is not for a certain user `email`, `first_name`, `last_name`",
    ),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = String, content_type = "text/html", description = "The link is no longer good"),
        (status = 409, body = String, content_type = "text/html", description = "Somebody has this address; the invitation stays good"),
        (status = 422, body = String, content_type = "text/html"),
        (status = 429, body = String, content_type = "text/html"),
    )
)]
pub(crate) async fn send(
    State(state): State<AccountsState>,
    ClientAddress(client): ClientAddress,
    form: Result<FormOrJson, Error>,
) -> Response {
    answer(claim(&state, client, form).await)
}

/// What was typed, for showing it again.
#[derive(Default)]
struct Sent {
    email: String,
    first_name: String,
    last_name: String,
}

async fn claim(state: &AccountsState, client: IpAddr, form: Result<FormOrJson, Error>) -> Result<Page, Error> {
    let now = state.clock.now_ms();
    let form = form?.0;
    let (code, password) = form.read(|fields| (fields.secret("code"), fields.secret("password")))?;
    let Some((found, invitation)) = state.invitation_tried(&code, client, now).await? else {
        return Ok(Page::dead_link());
    };
    let (sent, claimed) = match &invitation {
        Invitation::Theirs(user) => (Sent::default(), state.take_over((&found, user), password, now).await?),
        Invitation::Anybodys(role) => {
            let sent = form.read(Sent::read)?;
            match sent.newcomer(password) {
                Ok(newcomer) => (sent, state.join(&found, *role, newcomer, now).await?),
                Err(problem) => return Ok(again(&code, &invitation, &sent, &problem)),
            }
        }
    };
    let sign_in = state.links.sign_in()?;
    Ok(match claimed {
        Claimed::Done => {
            Page::new("Welcome", html! { p { "Your account is open. " a href=(sign_in) { "Sign in" } "." } })
        }
        Claimed::BadCode => Page::dead_link(),
        Claimed::Refused(why) => again(&code, &invitation, &sent, &why.to_string()),
        Claimed::EmailTaken => ask(&code, &invitation, &sent, Some(TAKEN)).with_status(StatusCode::CONFLICT),
    })
}

impl Sent {
    fn read(fields: &mut Fields<'_>) -> Sent {
        Sent {
            email: fields.string("email"),
            first_name: fields.string("first_name"),
            last_name: fields.string("last_name"),
        }
    }

    /// Or what is wrong with it.
    fn newcomer(&self, password: Secret) -> Result<Newcomer, String> {
        let wrong = |what: &'static str| move |_| format!("{what} cannot be used.");
        Ok(Newcomer {
            email: person_fields::email(&self.email).map_err(wrong("This e-mail address"))?,
            first_name: person_fields::name("first_name", &self.first_name).map_err(wrong("This first name"))?,
            last_name: person_fields::name("last_name", &self.last_name).map_err(wrong("This last name"))?,
            password,
        })
    }
}

fn again(code: &Secret, invitation: &Invitation, sent: &Sent, problem: &str) -> Page {
    ask(code, invitation, sent, Some(problem)).with_status(StatusCode::UNPROCESSABLE_ENTITY)
}

fn ask(code: &Secret, invitation: &Invitation, sent: &Sent, problem: Option<&str>) -> Page {
    let password = field("Password", "password", "password", "new-password", "");
    let (words, fields): (Markup, Markup) = match invitation {
        Invitation::Theirs(user) => (html! { "Choose a password for " b { (user.email.as_str()) } "." }, password),
        Invitation::Anybodys(role) => {
            let fields = html! {
                (field("E-mail address", "email", "email", "username", &sent.email))
                (field("First name", "first_name", "text", "given-name", &sent.first_name))
                (field("Last name", "last_name", "text", "family-name", &sent.last_name))
                (password)
            };
            (html! { "Make your account. It has the role " (role.as_str()) "." }, fields)
        }
    };
    let content = html! {
        p { (words) }
        (form(CLAIM, Some(code), problem, &fields, "Open the account"))
    };
    Page::new("You are invited", content)
}
