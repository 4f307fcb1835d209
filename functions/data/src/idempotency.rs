//! Writes that are answered as they were the first time, when they come again under the same `Idempotency-Key`.
//!
//! The key, a digest of the request and the answer are stored in one transaction with what the request writes, so there is
//! no moment at which one is there without the other. Requests that fail leave no trace and can be corrected.

use crate::DataState;
use auth::Digest;
use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use domain::{MetricName, UserId};
use series::Op;
use store::{Remember, Remembered};
use web::Error;

/// The header, as Stripe and the IETF draft spell it.
const HEADER: &str = "idempotency-key";
/// The longest key, as with Stripe.
const LONGEST: usize = 255;

/// What a write says before its body: where it goes, and the key under which its answer is remembered, if it has one.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) uri: Uri,
    method: Method,
    key: Option<String>,
}

/// A key and the request it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Idempotency {
    key: String,
    fingerprint: String,
}

impl<S: Sync> FromRequestParts<S> for Head {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Head, Error> {
        let key = parts.headers.get(HEADER).map(|key| {
            let key = key.to_str().ok().filter(|key| (1..=LONGEST).contains(&key.len()));
            let refused = || Error::invalid(format!("Idempotency-Key must be 1 to {LONGEST} ASCII characters"));
            key.map(str::to_owned).ok_or_else(refused)
        });
        Ok(Head { uri: parts.uri.clone(), method: parts.method.clone(), key: key.transpose()? })
    }
}

impl Head {
    /// The key with a digest of the whole request.
    pub(crate) fn idempotency(&self, body: &[u8]) -> Option<Idempotency> {
        let key = self.key.clone()?;
        let request = [self.method.as_str().as_bytes(), b" ", self.uri.to_string().as_bytes(), b"\n", body].concat();
        Some(Idempotency { key, fingerprint: Digest::of(&request).to_hex() })
    }

    /// The query string, without its `?`.
    pub(crate) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }
}

impl DataState {
    /// The answer that was given to this request before, if it was.
    pub(crate) async fn answered(
        &self,
        user: UserId,
        idempotency: Option<&Idempotency>,
        now: i64,
    ) -> Result<Option<Response>, Error> {
        let Some(idempotency) = idempotency else { return Ok(None) };
        let remembered = self.store.points_remembered(user, &idempotency.key, now).await?;
        remembered.map(|remembered| again(&remembered, idempotency)).transpose()
    }

    /// Appends, and answers with `answer`; or as before, where the same request came in between.
    pub(crate) async fn append(
        &self,
        user: UserId,
        ops: Vec<(MetricName, Op)>,
        idempotency: Option<Idempotency>,
        answer: &str,
        now: i64,
    ) -> Result<Response, Error> {
        let remember = idempotency.clone().map(|Idempotency { key, fingerprint }| Remember {
            key,
            fingerprint,
            answer: answer.to_owned(),
        });
        match self.store.points_append(user, ops, remember, now).await {
            Err(store::Error::Conflict) => {
                let first = self.answered(user, idempotency.as_ref(), now).await?;
                first.ok_or_else(|| Error::unavailable(store::Error::Conflict))
            }
            outcome => outcome.map(|()| json(answer)).map_err(Error::from),
        }
    }
}

fn again(remembered: &Remembered, idempotency: &Idempotency) -> Result<Response, Error> {
    if remembered.fingerprint != idempotency.fingerprint {
        return Err(Error::conflict("Idempotency-Key was used before with another request"));
    }
    Ok(([("idempotent-replayed", "true")], json(&remembered.answer)).into_response())
}

/// A JSON answer.
pub(crate) fn json(body: &str) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.to_owned()).into_response()
}
