//! Whose account it is: what an id_token says, once it is verified (OpenID Connect Core 1.0, 3.1.3.7).

use ::http::{Request, StatusCode};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use crate::error::{Error, Outage};
use crate::{Client, Google};

/// Google spells itself in both ways (<https://developers.google.com/identity/openid-connect/openid-connect>).
const ISSUERS: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];
/// By how much Google's clock and ours may differ, in seconds.
const LEEWAY_S: i64 = 60;

/// What is read of an id_token, beside what `Validation` checks.
#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    sub: String,
    exp: i64,
    iat: Option<i64>,
    azp: Option<String>,
}

/// Whom it is made for: one, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Google {
    /// Whose id_token it is, if it was made for `client` and is good at `now` (ms).
    pub(crate) async fn subject(&self, client: &Client, id_token: &str, now: i64) -> Result<String, Error> {
        let keys = self.signing_keys().await?;
        subject(id_token, &keys, &client.id, now.div_euclid(1_000))
    }

    /// Google changes them every few days; consents are too rare to keep them.
    async fn signing_keys(&self) -> Result<JwkSet, Error> {
        let url = self.endpoints.jwks()?;
        let request = Request::get(url.as_str()).body(Vec::new());
        let response = self.http.send(request.map_err(|_| Error::Misconfigured("the key set's"))?).await?;
        if response.status() != StatusCode::OK {
            return Err(Error::Unavailable(Outage::Status(response.status())));
        }
        serde_json::from_slice(response.body()).map_err(|_| Error::Malformed("the key set"))
    }
}

/// `now_s` is in seconds. The clock is not read: `Validation` would, so times are compared here.
fn subject(id_token: &str, keys: &JwkSet, client_id: &str, now_s: i64) -> Result<String, Error> {
    signatures::install();
    let header = decode_header(id_token).map_err(|_| Error::IdentityUnverified("its form"))?;
    let key = header.kid.as_deref().and_then(|kid| keys.find(kid)).ok_or(Error::IdentityUnverified("its key"))?;
    let key = DecodingKey::from_jwk(key).map_err(|_| Error::IdentityUnverified("its key"))?;
    let claims = decode::<Claims>(id_token, &key, &validation(client_id)).map_err(unverified)?.claims;
    if !claims.aud.is_only(client_id) {
        return Err(Error::IdentityUnverified("its audience"));
    }
    if claims.exp.saturating_add(LEEWAY_S) <= now_s {
        return Err(Error::IdentityUnverified("it has expired"));
    }
    if claims.iat.is_some_and(|issued| now_s.saturating_add(LEEWAY_S) < issued) {
        return Err(Error::IdentityUnverified("it is from the future"));
    }
    if claims.azp.is_some_and(|party| party != client_id) {
        return Err(Error::IdentityUnverified("it was given to another party"));
    }
    if claims.sub.is_empty() {
        return Err(Error::IdentityUnverified("its subject"));
    }
    Ok(claims.sub)
}

impl Audience {
    /// `Validation` is content where `client_id` is one of several; whoever else is there is a stranger.
    fn is_only(&self, client_id: &str) -> bool {
        match self {
            Audience::One(one) => one == client_id,
            Audience::Several(several) => several.iter().all(|one| one == client_id),
        }
    }
}

/// Signature, issuer and audience.
fn validation(client_id: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.set_issuer(&ISSUERS);
    validation.set_audience(&[client_id]);
    validation
}

fn unverified(error: jsonwebtoken::errors::Error) -> Error {
    Error::IdentityUnverified(match error.kind() {
        ErrorKind::InvalidSignature => "its signature",
        ErrorKind::InvalidAlgorithm => "its algorithm",
        ErrorKind::InvalidIssuer => "its issuer",
        ErrorKind::InvalidAudience => "its audience",
        _ => "its form",
    })
}
