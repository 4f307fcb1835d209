//! The way to strangers' servers, over TLS by ring: one way for all who call them, so that there is one TLS and one
//! opinion about whom to trust. It knows no stranger; who calls has a pool, a time limit and a meaning of answers of
//! their own.

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::time::Duration;

/// Less than from one tick of the clock to the next: a function that was frozen meanwhile takes up no dead connection.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// TLS where the address says https, and nothing where it says http.
pub type Connector = HttpsConnector<HttpConnector>;

/// A connector that trusts the roots of the machine, as the AWS SDK does. Without any, https fails and loopback still
/// works.
///
/// To read them takes some milliseconds, so whoever may never need it makes it when it is needed.
pub fn connector() -> Connector {
    let builder = match HttpsConnectorBuilder::new().with_provider_and_native_roots(ring::default_provider()) {
        Ok(builder) => builder,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "no root certificates: no stranger is in reach");
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
