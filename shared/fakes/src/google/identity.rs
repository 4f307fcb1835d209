//! Who somebody is: id_tokens (OpenID Connect, RS256), the keys they are signed with, and how they can be bad.
//!
//! Signed by hand rather than by the library that verifies them in the code under test.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};

/// Who signs, as Google names itself.
const ISSUER: &str = "https://accounts.google.com";
/// How long an id_token holds, in seconds.
const HOLDS: i64 = 3600;

/// What is wrong with an id_token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadIdToken {
    /// None is sent.
    Missing,
    /// It is no token at all.
    Garbage,
    /// It is for another client.
    WrongAudience,
    /// Somebody else has issued it.
    WrongIssuer,
    /// It expired an hour ago.
    Expired,
    /// It is signed with a key that is not among the published ones, under the id of one that is.
    WrongKey,
    /// Its key's id is not among the published ones.
    UnknownKey,
    /// It says that it needs no signature, and has none.
    Unsigned,
    /// It does not say whom it is about.
    NoSubject,
}

/// Whom an id_token is for and about.
pub(super) struct Claim<'a> {
    pub(super) audience: &'a str,
    pub(super) subject: &'a str,
    pub(super) email: &'a str,
    pub(super) nonce: Option<&'a str>,
    /// Unix seconds.
    pub(super) now: i64,
}

/// The keys of a server. None is made before it is needed, because that takes some 100 ms.
#[derive(Clone, Default)]
pub(super) struct Keys {
    published: Vec<Arc<Key>>,
}

struct Key {
    id: String,
    pair: KeyPair,
}

impl Keys {
    /// From now on a new key signs; the one before is published still, as Google does it.
    pub(super) fn rotate(&mut self) {
        self.signing();
        self.published.push(Arc::new(Key::new(&format!("key-{}", self.published.len() + 1))));
    }

    /// The JSON Web Key Set (RFC 7517).
    pub(super) fn jwks(&mut self) -> Value {
        self.signing();
        let keys: Vec<_> = self.published.iter().rev().take(2).map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }

    /// An id_token, or what a test wants in its place.
    pub(super) fn id_token(&mut self, claim: &Claim<'_>, bad: Option<BadIdToken>) -> Option<String> {
        let key = self.signing();
        let (mut header, mut claims) = (key.header(), claim.json());
        match bad {
            Some(BadIdToken::Missing) => return None,
            Some(BadIdToken::Garbage) => return Some("garbage".to_owned()),
            Some(BadIdToken::Unsigned) => {
                header = json!({ "alg": "none", "typ": "JWT" });
                return Some(format!("{}.{}.", part(&header), part(&claims)));
            }
            Some(BadIdToken::WrongKey) => return Some(stranger().signed(&header, &claims)),
            Some(BadIdToken::UnknownKey) => header["kid"] = json!("unknown"),
            Some(BadIdToken::WrongAudience) => claims["aud"] = json!("another.apps.googleusercontent.com"),
            Some(BadIdToken::WrongIssuer) => claims["iss"] = json!("https://accounts.example.com"),
            Some(BadIdToken::Expired) => {
                claims["iat"] = json!(claim.now - 2 * HOLDS);
                claims["exp"] = json!(claim.now - HOLDS);
            }
            Some(BadIdToken::NoSubject) => _ = claims.as_object_mut().and_then(|claims| claims.remove("sub")),
            None => {}
        }
        Some(key.signed(&header, &claims))
    }

    fn signing(&mut self) -> Arc<Key> {
        if self.published.is_empty() {
            self.published.push(first());
        }
        Arc::clone(&self.published[self.published.len() - 1])
    }
}

impl Claim<'_> {
    fn json(&self) -> Value {
        let mut claims = json!({
            "iss": ISSUER, "azp": self.audience, "aud": self.audience, "sub": self.subject,
            "email": self.email, "email_verified": true, "iat": self.now, "exp": self.now + HOLDS,
        });
        if let Some(nonce) = self.nonce {
            claims["nonce"] = json!(nonce);
        }
        claims
    }
}

impl Key {
    fn new(id: &str) -> Key {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("the system has randomness");
        Key { id: id.to_owned(), pair }
    }

    fn header(&self) -> Value {
        json!({ "alg": "RS256", "kid": self.id, "typ": "JWT" })
    }

    fn jwk(&self) -> Value {
        let public = self.pair.public_key();
        json!({
            "kty": "RSA", "alg": "RS256", "use": "sig", "kid": self.id,
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let random = SystemRandom::new();
        self.pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature).expect("a key of ours signs");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The key that every server of this process begins with.
fn first() -> Arc<Key> {
    static KEY: OnceLock<Arc<Key>> = OnceLock::new();
    Arc::clone(KEY.get_or_init(|| Arc::new(Key::new("key-1"))))
}

/// A key that is published nowhere.
fn stranger() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::new("stranger"))
}

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}
