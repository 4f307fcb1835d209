//! One HTTP call to Twilio: either an answer, whatever it says, or which of the two it was: not sent, or sent and the
//! answer lost.
//!
//! No redirects, no proxies, no retries: only whoever stores messages knows whether to try again.

use crate::{Outage, SendError};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use https::{Connector, IDLE_TIMEOUT};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::TokioExecutor;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Twilio answers in less than a second, and a tick of the clock has many messages to send.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A message's resource, or an error, has about a kilobyte.
const MOST_BYTES: usize = 64 << 10;

/// Cheap to make, and to clone; clones share their connections. The pool is made at the first call: most lives of a
/// function send no message.
#[derive(Clone, Default)]
pub(crate) struct Http {
    pool: Arc<OnceLock<Client<Connector, Full<Bytes>>>>,
}

impl Http {
    /// Sends a request and reads the whole answer, whatever its status.
    pub(crate) async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, SendError> {
        let mut request = request.map(Full::from);
        let connection = capture_connection(&mut request);
        let outage = match tokio::time::timeout(TIMEOUT, self.answer(request)).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(outage)) => outage,
            Err(_) => Outage::Timeout(TIMEOUT),
        };
        // Once there is a connection nobody knows how much of the request has arrived.
        let may_be_sent = !outage.is_before_sending() && connection.connection_metadata().is_some();
        Err(if may_be_sent { SendError::AnswerLost(outage) } else { SendError::Unavailable(outage) })
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, Outage> {
        let response = self.pool().request(request).await.map_err(Outage::of)?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(Outage::BrokenOff)?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    }

    fn pool(&self) -> &Client<Connector, Full<Bytes>> {
        self.pool.get_or_init(|| {
            let mut builder = Client::builder(TokioExecutor::new());
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(https::connector())
        })
    }
}
