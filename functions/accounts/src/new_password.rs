//! A password that somebody chooses: the same rules wherever that is.

use crate::AccountsState;
use auth::{Password, PasswordRefused};
use domain::{Email, PersonName};
use store::User;
use web::{Error, Secret};

/// What is known of somebody who chooses a password.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'a> {
    pub(crate) email: &'a Email,
    pub(crate) first_name: Option<&'a PersonName>,
    pub(crate) last_name: Option<&'a PersonName>,
}

impl<'a> Known<'a> {
    /// Of a user.
    pub(crate) fn of(user: &'a User) -> Known<'a> {
        Known { email: &user.email, first_name: user.first_name.as_ref(), last_name: user.last_name.as_ref() }
    }
}

impl AccountsState {
    /// The password, if they may have it.
    pub(crate) fn chosen(&self, text: Secret, by: Known<'_>) -> Result<Password, PasswordRefused> {
        let names = [by.first_name, by.last_name].into_iter().flatten().map(PersonName::as_str);
        let known: Vec<&str> = names.chain([by.email.as_str()]).collect();
        Password::chosen(text.into_inner(), self.password_min_length, &known)
    }
}

/// 400 with a code, and with the rule as the reason.
pub(crate) fn coded(code: &'static str, refused: &PasswordRefused) -> Error {
    Error::coded(code, Some(refused.code().to_owned()))
}
