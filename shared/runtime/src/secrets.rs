//! The installation's one secret: a JSON object, of which each part is optional and no part is ever shown.

use domain::PasswordHash;
use serde::Deserialize;
use serde_json::Value;

/// What the secret holds. Fields that this version does not know are ignored.
#[derive(Clone, Default)]
pub struct Secrets {
    /// `hashed_token`: bcrypt (or argon2) hash of the older single-owner token of the header `X-Token`.
    pub hashed_token: Option<PasswordHash>,
}

/// Why there are no secrets to be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Not a JSON object, or a field of another type. The cause is dropped on purpose: it may quote the secret.
    #[error("the secret must be a JSON object with text fields")]
    Malformed,
    /// Secrets Manager did not give it.
    #[error("Secrets Manager did not give the secret")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The JSON as it is written.
#[derive(Deserialize)]
struct Fields {
    hashed_token: Option<String>,
}

impl Secrets {
    /// From the secret's JSON. An empty field counts as absent.
    pub fn from_json(text: &str) -> Result<Secrets, SecretsError> {
        // By way of a map, because a struct would also be read from a JSON array.
        let object: serde_json::Map<String, Value> = serde_json::from_str(text).map_err(|_| SecretsError::Malformed)?;
        let fields = Fields::deserialize(Value::Object(object)).map_err(|_| SecretsError::Malformed)?;
        let hashed_token = fields.hashed_token.filter(|hash| !hash.is_empty()).map(PasswordHash::new);
        Ok(Secrets { hashed_token })
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secrets(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, hashed_token: Option<&str>) {
        let secrets = Secrets::from_json(json).unwrap();
        assert_eq!(secrets.hashed_token.as_ref().map(PasswordHash::as_str), hashed_token, "{json}");
    }

    #[test]
    fn every_field_is_optional_and_unknown_ones_are_ignored() {
        check("{}", None);
        check(r#"{"hashed_token":"","twilio":{"auth_token":"x"}}"#, None);
        check(r#"{"hashed_token":"$2b$12$abc"}"#, Some("$2b$12$abc"));
    }

    #[test]
    fn neither_debug_nor_an_error_shows_the_secret() {
        let secrets = Secrets::from_json(r#"{"hashed_token":"$2b$12$abc"}"#).unwrap();
        assert_eq!(format!("{secrets:?}"), "Secrets(..)");
        for json in ["", "hush", r#"{"hashed_token":77}"#, "[\"hush\"]"] {
            let error = Secrets::from_json(json).unwrap_err();
            assert_eq!(format!("{error} {error:?}"), "the secret must be a JSON object with text fields Malformed");
        }
    }
}
