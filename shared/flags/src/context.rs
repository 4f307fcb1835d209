//! Who or what a flag is evaluated for.

use serde_json::{Map, Value};

/// The key of the context that tells subjects apart (OpenFeature, section 3).
pub const TARGETING_KEY: &str = "targetingKey";

/// What is known of the subject: an identity, and attributes of any kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Absent where nobody in particular asks.
    pub targeting_key: Option<String>,
    /// Everything else.
    pub attributes: Map<String, Value>,
}

/// Not a context; Display is fit for a client.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ContextError {
    /// It is something else than an object.
    #[error("context must be an object")]
    NoObject,
    /// The targeting key is something else than a text.
    #[error("targetingKey must be a string")]
    NoText,
}

impl Context {
    /// Of a JSON object. An empty targeting key is none.
    pub fn read(context: &Value) -> Result<Context, ContextError> {
        let Value::Object(object) = context else { return Err(ContextError::NoObject) };
        let mut attributes = object.clone();
        let targeting_key = match attributes.remove(TARGETING_KEY) {
            None | Some(Value::Null) => None,
            Some(Value::String(key)) => Some(key).filter(|key| !key.is_empty()),
            Some(_) => return Err(ContextError::NoText),
        };
        Ok(Context { targeting_key, attributes })
    }

    /// Somebody of whom nothing else is known.
    pub fn of(targeting_key: impl Into<String>) -> Context {
        Context { targeting_key: Some(targeting_key.into()), attributes: Map::new() }
    }
}
