//! Addresses and names in bodies.

use domain::{Email, PersonName};
use web::{Error, Violation};

/// An address; 422 where it is none.
pub(crate) fn email(text: &str) -> Result<Email, Error> {
    Email::parse(text).map_err(|error| wrong("email", error.to_string()))
}

/// A name; 422 where it is none.
pub(crate) fn name(field: &'static str, text: &str) -> Result<PersonName, Error> {
    PersonName::parse(text).map_err(|error| wrong(field, error.to_string()))
}

fn wrong(field: &'static str, error: String) -> Error {
    Violation::value_error(["body".into(), field.into()], error).into()
}
