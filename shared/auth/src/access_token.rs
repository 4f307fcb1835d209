//! Access tokens: JSON Web Tokens for a quarter of an hour (RFC 9068), signed with Ed25519, and verified as RFC 8725 advises.
//!
//! What a token says is signed, so nobody else can say it; whether its session still lives and its user may still be signed
//! in, only the table knows. Everything about a token is decided here by values of ours: the algorithm, the type, issuer and
//! audience; of its header only the key's id is believed, among keys that are our own.

use crate::{NoEntropy, SigningKeys, SigningKeysError, random};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ErrorKind, Failure, SessionRef, UserId};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

/// How long an access token is good, in ms: as long as somebody may have to wait to learn of new claims, and no longer.
pub const ACCESS_TOKEN_LIFE_MS: i64 = 15 * 60 * 1000;
/// What it is (RFC 9068, 2.1), so that no other JWT of ours is ever taken for one.
const TYPE: &str = "at+jwt";
/// Whom it is for: all functions of an installation are one resource.
const AUDIENCE: &str = "impulses";
/// Who asked for it (RFC 9068, 2.2). Clients do not register here: whoever has the password is one.
const CLIENT: &str = "impulses";
/// By how much the clocks of two of our processes may differ, in seconds.
const LEEWAY_S: i64 = 5;
/// Randomness in a token's own id.
const ID_BYTES: usize = 16;

/// Who shows a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessClaims {
    /// Who is signed in.
    pub user: UserId,
    /// By which session.
    pub session: SessionRef,
    /// The user's session epoch when that session began.
    pub epoch: u64,
}

/// An access token. Debug shows nothing of it.
#[derive(Clone)]
pub struct AccessToken {
    text: String,
    /// Until when it is good, in ms; a whole second.
    pub expires_at: i64,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessTokenRefused {
    /// It names a key that is not among ours; another process may know it already.
    #[error("the access token names an unknown key")]
    UnknownKey,
    /// It was good once.
    #[error("the access token has expired")]
    Expired,
    /// It never was.
    #[error("the access token is not valid")]
    Invalid,
}

/// Why none could be made. It tells nothing of a key.
#[derive(Debug, thiserror::Error)]
pub enum AccessTokenError {
    /// There is no key.
    #[error(transparent)]
    Keys(#[from] SigningKeysError),
    /// No id.
    #[error("could not make a token's id")]
    Id(#[from] NoEntropy),
    /// It could not be signed.
    #[error("could not sign an access token")]
    Signing(#[source] jsonwebtoken::errors::Error),
}

impl Failure for AccessTokenError {
    fn kind(&self) -> ErrorKind {
        match self {
            AccessTokenError::Keys(error) => error.kind(),
            _ => ErrorKind::Bug,
        }
    }
}

/// The claims as they are written; times in seconds since 1970.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    client_id: String,
    iat: i64,
    exp: i64,
    jti: String,
    sid: SessionRef,
    epoch: u64,
}

impl AccessToken {
    /// A new token of this installation, by whose address `issuer` it is known.
    pub fn mint(
        claims: &AccessClaims,
        keys: &SigningKeys,
        issuer: &str,
        now: i64,
    ) -> Result<AccessToken, AccessTokenError> {
        let (kid, key) = keys.newest()?;
        let header = Header { typ: Some(TYPE.to_owned()), kid: Some(kid), ..Header::new(Algorithm::EdDSA) };
        let iat = now.div_euclid(1000);
        let exp = iat + ACCESS_TOKEN_LIFE_MS / 1000;
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: claims.user,
            client_id: CLIENT.to_owned(),
            iat,
            exp,
            jti: URL_SAFE_NO_PAD.encode(random::bytes::<ID_BYTES>()?),
            sid: claims.session,
            epoch: claims.epoch,
        };
        let text = encode(&header, &claims, &key.private).map_err(AccessTokenError::Signing)?;
        Ok(AccessToken { text, expires_at: exp * 1000 })
    }

    /// Who shows `text`, if it is a token of this installation that is good at `now`.
    pub fn verify(text: &str, keys: &SigningKeys, issuer: &str, now: i64) -> Result<AccessClaims, AccessTokenRefused> {
        let header = decode_header(text).map_err(|_| AccessTokenRefused::Invalid)?;
        if header.typ.as_deref() != Some(TYPE) || header.alg != Algorithm::EdDSA {
            return Err(AccessTokenRefused::Invalid);
        }
        let kid = header.kid.ok_or(AccessTokenRefused::Invalid)?;
        let key = keys.named(&kid).ok_or(AccessTokenRefused::UnknownKey)?;
        let claims = decode::<Claims>(text, &key.public, &validation(issuer));
        let claims = claims.map_err(|_| AccessTokenRefused::Invalid)?.claims;
        let now_s = now.div_euclid(1000);
        if now_s.saturating_add(LEEWAY_S) < claims.iat {
            return Err(AccessTokenRefused::Invalid);
        }
        if claims.exp.saturating_add(LEEWAY_S) <= now_s {
            return Err(AccessTokenRefused::Expired);
        }
        Ok(AccessClaims { user: claims.sub, session: claims.sid, epoch: claims.epoch })
    }

    /// The text, to hand it to the client.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

/// Signature, issuer and audience. `Validation` would read the clock, so times are compared by whoever asks.
fn validation(issuer: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[AUDIENCE]);
    validation
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("AccessToken(..)")
    }
}

#[cfg(test)]
mod tests;
