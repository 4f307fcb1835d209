//! id_tokens, signed as Google signs them, and by hand: `signatures`, which verifies them, signs none of this kind.
//!
//! The two keys were made for these tests, by `openssl genrsa -traditional 2048 | openssl rsa -traditional -outform der`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac::{self, HMAC_SHA256};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};

use crate::stub::NOW;

/// The key id of [`Key::published`].
pub(crate) const KID: &str = "key-1";

/// What a token is signed with.
pub(crate) enum Key {
    Rsa(&'static dyn RsaEncoding, &'static [u8]),
    Secret(&'static [u8]),
}

impl Key {
    /// The key whose public half is in [`key_set`], as Google uses it.
    pub(crate) fn published() -> Key {
        Key::Rsa(&RSA_PKCS1_SHA256, include_bytes!("signing_key.der"))
    }

    /// The same key with another hash.
    pub(crate) fn published_with_sha384() -> Key {
        Key::Rsa(&RSA_PKCS1_SHA384, include_bytes!("signing_key.der"))
    }

    /// A key that nobody announced.
    pub(crate) fn other() -> Key {
        Key::Rsa(&RSA_PKCS1_SHA256, include_bytes!("other_key.der"))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Key::Secret(secret) => hmac::sign(&hmac::Key::new(HMAC_SHA256, secret), message).as_ref().to_vec(),
            Key::Rsa(encoding, der) => {
                let pair = RsaKeyPair::from_der(der).expect("an RSA key");
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, &SystemRandom::new(), message, &mut signature).expect("a signature");
                signature
            }
        }
    }
}

pub(crate) fn key_set() -> Value {
    let pair = RsaKeyPair::from_der(include_bytes!("signing_key.der")).expect("an RSA key");
    let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let (n, e) = (URL_SAFE_NO_PAD.encode(public.n), URL_SAFE_NO_PAD.encode(public.e));
    json!({"keys": [
        {"kid": "key-0", "kty": "from the future"},
        {"kid": KID, "kty": "RSA", "alg": "RS256", "use": "sig", "n": n, "e": e},
    ]})
}

/// What Google says of an account whose `sub` is `account-1`.
pub(crate) fn claims() -> Value {
    let now_s = NOW / 1_000;
    json!({
        "iss": "https://accounts.google.com", "aud": "our-id", "azp": "our-id", "sub": "account-1",
        "email": "ana@example.com", "iat": now_s, "exp": now_s + 3_600,
    })
}

pub(crate) fn sign(claims: &Value, key: &Key, header: &Value) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes())))
}

/// The header of Google's tokens.
pub(crate) fn header() -> Value {
    json!({"alg": "RS256", "kid": KID, "typ": "JWT"})
}

/// An id_token that verifies.
pub(crate) fn id_token() -> String {
    sign(&claims(), &Key::published(), &header())
}
