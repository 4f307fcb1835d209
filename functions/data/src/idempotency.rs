//! Writes that are answered as they were the first time, when they come again under the same `Idempotency-Key`.
//!
//! The key, a digest of the request and the answer are stored in one transaction with what the request writes, so there is
//! no moment at which one is there without the other. Requests that fail leave no trace and can be corrected.

use crate::DataState;
use auth::Digest;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use domain::{MetricName, UserId};
use series::Op;
use store::{Remember, Remembered};
use web::{Error, Payload};

/// The header, as Stripe and the IETF draft spell it.
const HEADER: &str = "idempotency-key";
/// The longest key, as with Stripe.
const LONGEST: usize = 255;

/// A key and the request it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Idempotency {
    key: String,
    fingerprint: String,
}

impl Idempotency {
    /// The key of a request that has one.
    pub(crate) fn of(
        headers: &HeaderMap,
        method: &Method,
        uri: &Uri,
        body: &[u8],
    ) -> Result<Option<Idempotency>, Error> {
        let Some(key) = headers.get(HEADER) else { return Ok(None) };
        let key = key.to_str().ok().filter(|key| (1..=LONGEST).contains(&key.len()));
        let key =
            key.ok_or_else(|| Error::invalid(format!("Idempotency-Key must be 1 to {LONGEST} ASCII characters")))?;
        let request = [method.as_str().as_bytes(), b" ", uri.to_string().as_bytes(), b"\n", body].concat();
        Ok(Some(Idempotency { key: key.to_owned(), fingerprint: Digest::of(&request).to_hex() }))
    }

    /// The key of a request whose body was read.
    pub(crate) fn of_payload(
        headers: &HeaderMap,
        method: &Method,
        uri: &Uri,
        payload: &Payload,
    ) -> Result<Option<Idempotency>, Error> {
        Idempotency::of(headers, method, uri, &payload.bytes)
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
