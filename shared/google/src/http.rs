//! HTTP to Google: one pool of connections, a time limit for each call, a size limit for each answer.
//!
//! No redirects, no proxies, no retries: none is part of what Google documents, and whoever calls knows when to try
//! again.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::http::{Request, Response, StatusCode};
use google_calendar3::common::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Error, Outage};

/// Tokens, keys, lists of calendars and revocations each come at once. A request of ours needs two of them at most, and
/// has 29 s in all.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// Tokens and key sets are a few kilobytes.
const MOST_BYTES: usize = 1 << 20;
/// Less than from one tick of the clock to the next: a function that was frozen meanwhile takes up no dead connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// TLS where the address says https, and nothing where it says http.
pub(crate) type Connector = HttpsConnector<HttpConnector>;

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
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(connector())
        })
    }

    /// Sends one request and reads the whole answer, whatever its status.
    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        within(CALL_TIMEOUT, self.exchange(request)).await?
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        let request = request.map(|body| Full::from(body).map_err(|never| match never {}).boxed());
        let response = self.pool().request(request).await;
        let response = response.map_err(|error| Error::Unavailable(Outage::Connection(Box::new(error))))?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(|error| {
            let too_large = error.is::<LengthLimitError>();
            if too_large { Error::Malformed("its size") } else { Error::Unavailable(Outage::BrokenOff) }
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

/// The roots of the machine, as the AWS SDK has them. Without any, https fails and loopback still works.
fn connector() -> Connector {
    let builder = match HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider()) {
        Ok(builder) => builder,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "no root certificates: Google is out of reach");
            HttpsConnectorBuilder::new().with_tls_config(without_roots())
        }
    };
    builder.https_or_http().enable_http1().build()
}

fn without_roots() -> ClientConfig {
    ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring has the cipher suites of TLS 1.2 and 1.3")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}
