//! Where links in letters lead: our own pages, and the web page where there is one.
//!
//! A code stands in the query, because our pages work without scripts. It is read by a page that changes nothing, sends no
//! `Referer` and is kept by no cache; logs have neither query nor path.

use auth::OneTimeCode;
use runtime::Config;
use web::Error;

/// The page on which an address is confirmed.
pub(crate) const VERIFY: &str = "/account/verify";
/// The page on which a letter for a new password is asked for.
pub(crate) const FORGOT: &str = "/account/forgot";
/// The page on which a new password is chosen.
pub(crate) const RESET: &str = "/account/reset";
/// The page on which the new address of an account is confirmed.
pub(crate) const CONFIRM_EMAIL: &str = "/account/confirm-email";
/// The page on which an invitation is accepted.
pub(crate) const CLAIM: &str = "/account/claim";

/// Makes links.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    api: Option<String>,
    page: Option<String>,
}

impl Links {
    /// To this installation.
    pub(crate) fn new(config: &Config) -> Links {
        Links { api: config.origin_api.clone(), page: config.page_address().map(str::to_owned) }
    }

    /// To one of our pages, with a code. 503 where this installation does not know its own address.
    pub(crate) fn with_code(&self, page: &str, code: &OneTimeCode) -> Result<String, Error> {
        Ok(format!("{}{page}?code={}", self.api()?, code.reveal()))
    }

    /// To the page on which a letter for a new password is asked for.
    pub(crate) fn forgot(&self) -> Result<String, Error> {
        Ok(format!("{}{FORGOT}", self.api()?))
    }

    /// To where one signs in: the web page. 503 as above.
    pub(crate) fn sign_in(&self) -> Result<String, Error> {
        match &self.page {
            Some(page) => Ok(page.clone()),
            None => self.api().map(str::to_owned),
        }
    }

    fn api(&self) -> Result<&str, Error> {
        self.api.as_deref().ok_or_else(|| Error::unavailable("ORIGIN_API is not set, and letters have links"))
    }
}
