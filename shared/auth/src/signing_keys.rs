//! The keys that access tokens are signed with: Ed25519 (RFC 8032), by version.
//!
//! The highest signs, each verifies, and the public halves of all are published. So a key is rotated by adding the next
//! version, and an old one may go once no token of its is good any more.

use crate::key_versions::{KEY_BYTES, read_key, read_version};
use crate::{NoEntropy, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{ErrorKind, Failure};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The keys of an installation, by version. Debug shows nothing of them.
#[derive(Clone)]
pub struct SigningKeys(BTreeMap<u32, SigningKey>);

/// One key.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub(crate) private: EncodingKey,
    pub(crate) public: DecodingKey,
    /// The public half as key sets have it: base64 for URLs.
    x: String,
}

/// The public half of a key, as key sets have it (RFC 8037, 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// What tokens name it by.
    pub kid: String,
    /// 32 bytes, in base64 for URLs.
    pub x: String,
}

/// Why there are no keys. It never tells one.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SigningKeysError {
    /// There is no key.
    #[error("no key to sign with is configured")]
    NoKeys,
    /// Not an object of versions (1, 2, ...) and base64 of 32 bytes.
    #[error("the keys to sign with must be an object of versions and base64 of 32 bytes")]
    Malformed,
}

impl Failure for SigningKeysError {
    fn kind(&self) -> ErrorKind {
        match self {
            SigningKeysError::NoKeys => ErrorKind::Unavailable,
            SigningKeysError::Malformed => ErrorKind::Bug,
        }
    }
}

impl SigningKeys {
    /// From `{"1": "<base64 of 32 bytes>", "2": ...}`; fails with [`SigningKeysError::NoKeys`] where there is none in it.
    pub fn from_json(keys: &Value) -> Result<SigningKeys, SigningKeysError> {
        let keys = keys.as_object().ok_or(SigningKeysError::Malformed)?;
        let keys =
            keys.iter().map(|(version, seed)| Some((read_version(version)?, SigningKey::new(&read_key(seed)?)?)));
        let keys: BTreeMap<u32, SigningKey> = keys.collect::<Option<_>>().ok_or(SigningKeysError::Malformed)?;
        if keys.is_empty() { Err(SigningKeysError::NoKeys) } else { Ok(SigningKeys(keys)) }
    }

    /// One new key, version 1, for a new installation: what [`SigningKeys::from_json`] reads.
    pub fn generate() -> Result<Value, NoEntropy> {
        Ok(json!({ "1": STANDARD.encode(random::bytes::<KEY_BYTES>()?) }))
    }

    /// The public halves, the newest first.
    pub fn public(&self) -> Vec<PublicKey> {
        let keys = self.0.iter().rev();
        keys.map(|(version, key)| PublicKey { kid: version.to_string(), x: key.x.clone() }).collect()
    }

    /// The key that signs, and its id.
    pub(crate) fn newest(&self) -> Result<(String, &SigningKey), SigningKeysError> {
        let (version, key) = self.0.last_key_value().ok_or(SigningKeysError::NoKeys)?;
        Ok((version.to_string(), key))
    }

    /// The key of this id.
    pub(crate) fn named(&self, kid: &str) -> Option<&SigningKey> {
        self.0.get(&read_version(kid)?)
    }
}

impl SigningKey {
    fn new(seed: &[u8; KEY_BYTES]) -> Option<SigningKey> {
        signatures::install();
        let private = signatures::ed25519_key(seed);
        let public = Jwk::from_encoding_key(&private, Algorithm::EdDSA).ok()?;
        let AlgorithmParameters::OctetKeyPair(public) = public.algorithm else { return None };
        Some(SigningKey { private, public: DecodingKey::from_ed_components(&public.x).ok()?, x: public.x })
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SigningKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The private and public key of RFC 8037, appendix A.1.
    const SEED: &str = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    #[test]
    fn the_public_half_is_that_of_the_rfc() {
        let keys = SigningKeys::from_json(&json!({"9": SEED, "10": SEED})).unwrap();
        let key = |kid: &str| PublicKey { kid: kid.to_owned(), x: X.to_owned() };
        assert_eq!(keys.public(), [key("10"), key("9")], "by number, not by spelling");
        assert_eq!(keys.newest().unwrap().0, "10");
    }

    #[test]
    fn keys_that_are_no_keys_are_refused_and_not_shown() {
        for keys in [json!(null), json!([SEED]), json!({"one": SEED}), json!({"01": SEED}), json!({"1": "hush"})] {
            let error = SigningKeys::from_json(&keys).unwrap_err();
            assert_eq!(error, SigningKeysError::Malformed, "{keys}");
            assert!(!error.to_string().contains("hush"));
        }
        assert_eq!(SigningKeys::from_json(&json!({})).unwrap_err(), SigningKeysError::NoKeys);
    }

    #[test]
    fn a_generated_key_is_new_each_time_and_good() {
        let (one, two) = (SigningKeys::generate().unwrap(), SigningKeys::generate().unwrap());
        assert_ne!(one, two);
        assert_eq!(format!("{:?}", SigningKeys::from_json(&one).unwrap()), "SigningKeys(..)");
    }
}
