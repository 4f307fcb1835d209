//! What was asked: a context, out of a body.

use super::failure::{ErrorCode, Failure};
use ::flags::Context;
use domain::ErrorKind;
use serde_json::Value;
use web::{Error, JsonObject};

/// The context of a body `{"context": {...}}`. Without one it is nobody in particular who asks.
pub(crate) fn context(body: Result<JsonObject, Error>) -> Result<Context, Failure> {
    const NO_OBJECT: &str = "the body must be a JSON object";
    let body = match body {
        Ok(body) => body,
        Err(error) if error.kind() == ErrorKind::Invalid => {
            return Err(Failure::of(ErrorCode::ParseError, NO_OBJECT));
        }
        Err(error) => return Err(error.into()),
    };
    if body.is_absent() {
        return Ok(Context::default());
    }
    let object = body.object().map_err(|_| Failure::of(ErrorCode::ParseError, NO_OBJECT))?;
    match object.get("context") {
        None | Some(Value::Null) => Ok(Context::default()),
        Some(context) => {
            Context::read(context).map_err(|error| Failure::of(ErrorCode::InvalidContext, error.to_string()))
        }
    }
}
