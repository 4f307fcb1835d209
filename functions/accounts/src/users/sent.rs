//! Fields of a body about a user: typed, and with null told from absent.

use domain::{PersonName, PhoneNumber};
use serde_json::{Map, Value};
use web::{Error, Violation, echo};

/// A text field of a body.
pub(crate) enum Sent {
    Absent,
    Null,
    Text(String),
}

/// What a body says of a field; 422 where it is no text.
pub(crate) fn text(object: &Map<String, Value>, field: &'static str) -> Result<Sent, Violation> {
    match object.get(field) {
        None => Ok(Sent::Absent),
        Some(Value::Null) => Ok(Sent::Null),
        Some(Value::String(text)) => Ok(Sent::Text(text.clone())),
        Some(other) => Err(Violation::string_type(["body".into(), field.into()], echo(other))),
    }
}

/// A name that is to change; `None` stays. Null is refused: everybody is called something.
pub(crate) fn name(object: &Map<String, Value>, field: &'static str) -> Result<Option<PersonName>, Violation> {
    match text(object, field)? {
        Sent::Absent => Ok(None),
        Sent::Null => Err(Violation::string_type(["body".into(), field.into()], Value::Null)),
        Sent::Text(text) => PersonName::parse(&text).map(Some).map_err(|error| wrong(field, error.to_string())),
    }
}

/// A number that is to change; `None` stays, null takes it away.
pub(crate) fn phone_number(object: &Map<String, Value>) -> Result<Option<Option<PhoneNumber>>, Violation> {
    const FIELD: &str = "phone_number";
    match text(object, FIELD)? {
        Sent::Absent => Ok(None),
        Sent::Null => Ok(Some(None)),
        Sent::Text(text) => {
            PhoneNumber::parse(&text).map(|number| Some(Some(number))).map_err(|error| wrong(FIELD, error.to_string()))
        }
    }
}

/// A violation of a field.
pub(crate) fn wrong(field: &'static str, error: impl Into<String>) -> Violation {
    Violation::value_error(["body".into(), field.into()], error)
}

/// All values, or all that is wrong with them.
pub(crate) fn all_of<A, B, C>(
    a: Result<A, Violation>,
    b: Result<B, Violation>,
    c: Result<C, Violation>,
) -> Result<(A, B, C), Error> {
    match (a, b, c) {
        (Ok(a), Ok(b), Ok(c)) => Ok((a, b, c)),
        (a, b, c) => Err(Error::violations([a.err(), b.err(), c.err()].into_iter().flatten().collect())),
    }
}
