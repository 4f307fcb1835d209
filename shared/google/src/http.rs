//! HTTP to Google: one pool of connections, a time limit for each call, a size limit for each answer.
//!
//! No redirects, no proxies, no retries: none is part of what Google documents, and whoever calls knows when to try
//! again.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::http::{Request, Response, StatusCode};
use google_calendar3::common::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use https::{Connector, IDLE_TIMEOUT};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::error::{Error, Outage};

/// Tokens, keys, lists of calendars and revocations each come at once. A request of ours needs two of them at most, and
/// has 29 s in all.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// Tokens and key sets are a few kilobytes, and a page of ids of mails is some tens of them.
const MOST_BYTES: usize = 1 << 20;

/// What one call may take.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    /// Of the answer's body.
    pub(crate) bytes: usize,
}

/// Enough for all but whole pages of events and whole mails.
pub(crate) const SMALL: Limits = Limits { time: CALL_TIMEOUT, bytes: MOST_BYTES };

/// Cheap to make, and to clone; clones share their connections.
#[derive(Clone, Default)]
pub(crate) struct Http {
    pool: Arc<OnceLock<Client<Connector, Body>>>,
}

impl Http {
    /// The pool, as google-calendar3 wants it. It is made when first asked for: to read the machine's root certificates
    /// takes some milliseconds, and most lives of a function never speak with Google.
    pub(crate) fn pool(&self) -> &Client<Connector, Body> {
        self.pool.get_or_init(|| {
            let mut builder = Client::builder(TokioExecutor::new());
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(https::connector())
        })
    }

    /// Sends one request and reads the whole answer, whatever its status.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        self.send_within(SMALL, request).await.map_err(|error| match error {
            Error::TooLarge => Error::Malformed("its size"),
            error => error,
        })
    }

    /// The same within other limits. An answer that is longer is read no further: [`Error::TooLarge`].
    pub(crate) async fn send_within(
        &self,
        limits: Limits,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Error> {
        within(limits.time, self.exchange(request, limits.bytes)).await?
    }

    async fn exchange(&self, request: Request<Vec<u8>>, most_bytes: usize) -> Result<Response<Vec<u8>>, Error> {
        let request = request.map(|body| Full::from(body).map_err(|never| match never {}).boxed());
        let response = self.pool().request(request).await;
        let response = response.map_err(|error| Error::Unavailable(Outage::Connection(Box::new(error))))?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, most_bytes).collect().await.map_err(|error| {
            let too_large = error.is::<LengthLimitError>();
            if too_large { Error::TooLarge } else { Error::Unavailable(Outage::BrokenOff) }
        })?;
        Ok(Response::from_parts(parts, body.to_bytes().into()))
    }
}

/// What `work` gives, if it does so in time.
pub(crate) async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Result<T, Error> {
    tokio::time::timeout(time, work).await.map_err(|_| Error::Unavailable(Outage::Timeout(time)))
}

/// Whether an answer of this status says that the same request may succeed later.
pub(crate) fn passes(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT
}
