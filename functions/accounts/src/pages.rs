//! The pages that links in letters lead to: a form each, without scripts.
//!
//! To open one changes nothing, because programs that look through mail open links too. A form does what the route of the
//! same name does, and asks for the account's password where somebody could otherwise be talked into confirming an account
//! that is not theirs.

mod frame;

pub(crate) mod claim;
pub(crate) mod confirm_email;
pub(crate) mod forgot;
pub(crate) mod reset;
pub(crate) mod verify;

use crate::AccountsState;
use crate::login_tries::LoginTry;
use auth::Password;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use domain::CodePurpose;
use frame::{Page, answer};
use http::StatusCode;
use serde::Deserialize;
use std::net::IpAddr;
use store::{Code, User};
use web::{Error, FormOrJson, Secret};

/// What stands in a link.
#[derive(Deserialize)]
pub(crate) struct Link {
    code: String,
}

/// An address without a code is one with a code that is not good.
type MaybeLink = Result<Query<Link>, QueryRejection>;

/// The code of a link, or none that is good.
fn code_of(link: MaybeLink) -> Secret {
    Secret::new(link.map(|Query(link)| link.code).unwrap_or_default())
}

/// A code and a password, as two of the forms send them.
struct CodeAndPassword {
    code: Secret,
    password: Secret,
}

impl CodeAndPassword {
    fn read(form: &FormOrJson) -> Result<CodeAndPassword, Error> {
        form.0.read(|fields| CodeAndPassword { code: fields.secret("code"), password: fields.secret("password") })
    }
}

impl AccountsState {
    /// The page that a link leads to: what `ask` shows, if the link is good.
    async fn shown(&self, link: MaybeLink, purpose: CodePurpose, ask: fn(&Secret, Option<&str>) -> Page) -> Response {
        let code = code_of(link);
        let good = self.is_good(&code, purpose, self.clock.now_ms()).await;
        answer(good.map(|good| if good { ask(&code, None) } else { Page::dead_link() }))
    }

    /// The code, if it is good and this is its holder's password, and its holder as they were then; else a page that says so,
    /// of which `ask_again` is the one for a wrong password. Both are tries that count.
    async fn code_with_password(
        &self,
        sent: CodeAndPassword,
        purpose: CodePurpose,
        ask_again: fn(&Secret) -> Page,
        client: IpAddr,
        now: i64,
    ) -> Result<Result<(Code, User), Page>, Error> {
        let this_try = self.code_tried(client, now).await?;
        let Some(code) = self.code_of_link(sent.code.reveal(), purpose, now).await? else {
            return Ok(Err(Page::dead_link()));
        };
        let Some(user) = self.holder_of(&code).await? else { return Ok(Err(Page::dead_link())) };
        self.code_was_right(this_try).await?;
        let login = LoginTry::begin(&self.store, user.email.as_str(), client, now).await?;
        let (right, _) =
            self.verify(Password::claimed(sent.password.into_inner()), Some(user.password.clone())).await?;
        if !right {
            return Ok(Err(ask_again(&sent.code).with_status(StatusCode::FORBIDDEN)));
        }
        login.succeeded(&self.store, now).await?;
        Ok(Ok((code, user)))
    }

    /// Whether a link is still good; nothing is spent or counted, because nobody guesses 32 random bytes.
    async fn is_good(&self, code: &Secret, purpose: CodePurpose, now: i64) -> Result<bool, Error> {
        match self.code_of_link(code.reveal(), purpose, now).await? {
            Some(code) => Ok(self.holder_of(&code).await?.is_some()),
            None => Ok(false),
        }
    }
}
