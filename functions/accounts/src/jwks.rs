//! `GET /jwks`: the public keys of access tokens, for whoever verifies them elsewhere (RFC 7517).

use crate::AccountsState;
use auth::{PublicKey, SigningKeys};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Envelope, Error};

/// As long as a process may go on with a secret that was changed. Whoever meets a key that is not in the set asks again.
const CACHED: (HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));

/// A key set.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeySet {
    /// The newest first.
    keys: Vec<KeyBody>,
}

/// The public half of a key (RFC 8037, 2).
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyBody {
    /// `OKP`.
    kty: &'static str,
    /// `Ed25519`.
    crv: &'static str,
    /// 32 bytes, in base64 for URLs.
    x: String,
    /// What tokens name it by.
    kid: String,
    /// `EdDSA`.
    alg: &'static str,
    /// `sig`.
    r#use: &'static str,
}

/// How the set is asked for. What is not known is ignored, as caches of key sets add things of their own.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Shape {
    /// `true` for clients of Kronus, which look for the set in `data`.
    #[serde(default)]
    #[param(required = false)]
    envelope: bool,
}

/// The public keys of access tokens. Also at `/.well-known/jwks.json`.
#[utoipa::path(
    get,
    path = "/jwks",
    operation_id = "jwks",
    tag = "accounts",
    params(Shape),
    responses((status = 200, body = KeySet), (status = 503, body = web::ErrorBody))
)]
pub(crate) async fn jwks(
    State(state): State<AccountsState>,
    shape: Result<Query<Shape>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(Shape { envelope }) = shape.map_err(|_| Error::invalid("envelope is true or false"))?;
    let secrets = state.secrets.current().await.map_err(Error::unavailable)?;
    let keys = secrets.jwt_keys.as_ref().map(SigningKeys::public).unwrap_or_default();
    let set = KeySet { keys: keys.into_iter().map(KeyBody::of).collect() };
    Ok(match envelope {
        true => ([CACHED], Json(Envelope::of(set))).into_response(),
        false => ([CACHED], Json(set)).into_response(),
    })
}

impl KeyBody {
    fn of(PublicKey { kid, x }: PublicKey) -> KeyBody {
        KeyBody { kty: "OKP", crv: "Ed25519", x, kid, alg: "EdDSA", r#use: "sig" }
    }
}
