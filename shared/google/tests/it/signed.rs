//! id_tokens, signed as Google signs them.
//!
//! The two keys were made for these tests, by `openssl genrsa -traditional 2048 | openssl rsa -traditional -outform der`.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::stub::NOW;

/// The key id of [`signing_key`].
pub(crate) const KID: &str = "key-1";

/// The key whose public half is in [`key_set`].
pub(crate) fn signing_key() -> EncodingKey {
    EncodingKey::from_rsa_der(include_bytes!("signing_key.der"))
}

/// A key that nobody announced.
pub(crate) fn other_key() -> EncodingKey {
    EncodingKey::from_rsa_der(include_bytes!("other_key.der"))
}

pub(crate) fn key_set() -> Value {
    let mut key = Jwk::from_encoding_key(&signing_key(), Algorithm::RS256).expect("an RSA key");
    key.common.key_id = Some(KID.to_owned());
    json!({"keys": [{"kid": "key-0", "kty": "from the future"}, key]})
}

/// What Google says of an account whose `sub` is `account-1`.
pub(crate) fn claims() -> Value {
    let now_s = NOW / 1_000;
    json!({
        "iss": "https://accounts.google.com", "aud": "our-id", "azp": "our-id", "sub": "account-1",
        "email": "ana@example.com", "iat": now_s, "exp": now_s + 3_600,
    })
}

pub(crate) fn sign(claims: &Value, key: &EncodingKey, header: Header) -> String {
    jsonwebtoken::encode(&header, claims, key).expect("a token")
}

/// The header of Google's tokens.
pub(crate) fn header() -> Header {
    Header { kid: Some(KID.to_owned()), ..Header::new(Algorithm::RS256) }
}

/// An id_token that verifies.
pub(crate) fn id_token() -> String {
    sign(&claims(), &signing_key(), header())
}
