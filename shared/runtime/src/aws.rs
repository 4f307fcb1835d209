//! Clients of AWS: region, role and endpoints from the environment, and patience that fits into one request.
//!
//! Lambda tells region and role in `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, and only
//! these are read, not by `aws-config`: its search through profiles, files and metadata servers would find nothing there.
//! `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_ENDPOINT_URL_SESV2` and, for all of them,
//! `AWS_ENDPOINT_URL` put others in AWS's place, such as the engine on this machine.

mod roots;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_runtime_api::client::http::{HttpClient, http_client_fn};
pub use aws_types::SdkConfig;
use std::sync::OnceLock;
use std::time::Duration;

/// A connection within one region takes a few ms; TLS at 128 MB of memory can take most of a second of CPU.
const CONNECT: Duration = Duration::from_secs(3);
/// One try. DynamoDB answers in single milliseconds, a full page of 1 MB in some tens; what takes longer is lost.
const ATTEMPT: Duration = Duration::from_secs(5);
/// All tries of one call together: well inside the 30 s that API Gateway grants a request.
const CALL: Duration = Duration::from_secs(15);
/// Tries of one call, with the SDK's exponential back-off and jitter between them.
const ATTEMPTS: u32 = 5;

const DYNAMODB_URL: &str = "AWS_ENDPOINT_URL_DYNAMODB";
const SECRETS_MANAGER_URL: &str = "AWS_ENDPOINT_URL_SECRETS_MANAGER";
/// As `Config::ses_url`, which `post` makes its client with.
const SES_URL: &str = "AWS_ENDPOINT_URL_SESV2";

/// What all clients of this process share, with it one pool of connections.
pub fn shared_config() -> SdkConfig {
    let region = variable("AWS_REGION").unwrap_or_default();
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(https_client(&region))
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT)
                .operation_attempt_timeout(ATTEMPT)
                .operation_timeout(CALL)
                .build(),
        );
    config.set_region((!region.is_empty()).then(|| Region::new(region)));
    config.set_credentials_provider(role().map(SharedCredentialsProvider::new));
    config.build()
}

/// What makes a client of DynamoDB, when one is needed. The SDK then reads where AWS's regions lie, out of a JSON document
/// with patterns in it, which takes half as long as everything else that a function does before it asks for its first event.
pub fn dynamodb(shared: &SdkConfig) -> impl FnOnce() -> aws_sdk_dynamodb::Client + Send + use<> {
    let mut config = aws_sdk_dynamodb::config::Builder::from(shared);
    config.set_endpoint_url(endpoint(DYNAMODB_URL));
    move || aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// A client of Secrets Manager.
pub fn secrets_manager(shared: &SdkConfig) -> aws_sdk_secretsmanager::Client {
    let mut config = aws_sdk_secretsmanager::config::Builder::from(shared);
    config.set_endpoint_url(endpoint(SECRETS_MANAGER_URL));
    aws_sdk_secretsmanager::Client::from_conf(config.build())
}

/// A first call, for [`serve`](crate::serve) to make: it opens the connection, and brings into memory what every call runs
/// through. What is answered does not matter.
pub async fn first_call<T, E: std::error::Error>(call: impl Future<Output = Result<T, E>>) {
    if let Err(error) = call.await {
        tracing::debug!(%error, "the first call to AWS failed");
    }
}

/// A client that is made at the first call and then serves all. The SDK's own reads the authorities for each client when that
/// is configured, and again at its first call.
fn https_client(region: &str) -> SharedHttpClient {
    let region = region.to_owned();
    let connector = OnceLock::new();
    http_client_fn(move |settings, components| {
        // Whoever calls has the same settings: those of `shared_config`.
        connector.get_or_init(|| over_tls(&region).http_connector(settings, components)).clone()
    })
}

fn over_tls(region: &str) -> SharedHttpClient {
    let endpoints = [endpoint(DYNAMODB_URL), endpoint(SECRETS_MANAGER_URL), endpoint(SES_URL)];
    let names_authorities = variable("SSL_CERT_FILE").or_else(|| variable("SSL_CERT_DIR")).is_some();
    let trust = roots::trust_store(region, &endpoints.each_ref().map(Option::as_deref), names_authorities);
    let context = TlsContext::builder().with_trust_store(trust).build().unwrap_or_default();
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https()
}

/// The function's role, which Lambda renews by starting another process.
fn role() -> Option<Credentials> {
    let (key, secret) = (variable("AWS_ACCESS_KEY_ID")?, variable("AWS_SECRET_ACCESS_KEY")?);
    let mut role = Credentials::builder().access_key_id(key).secret_access_key(secret).provider_name("environment");
    role.set_session_token(variable("AWS_SESSION_TOKEN"));
    Some(role.build())
}

fn endpoint(of_service: &str) -> Option<String> {
    variable(of_service).or_else(|| variable("AWS_ENDPOINT_URL"))
}

/// An environment variable that says something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
