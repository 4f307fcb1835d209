//! Where the secrets come from: given at start, or fetched from Secrets Manager when first needed and now and then again.

use crate::aws::SdkConfig;
use crate::{Clock, Config, Secrets, SecretsError};
use aws_sdk_secretsmanager::Client;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How long fetched secrets are good. A rotated secret is in force everywhere after this time; at $0.05 per 10,000 calls a
/// warm process costs a few cents a month.
const GOOD_FOR_MS: i64 = 5 * 60 * 1000;
/// How long fetched secrets are good to whoever was shown something that they do not know. Long enough that nobody who makes
/// things up costs more than a few cents a day, short enough that a client that was given a new key's token may wait.
const GOOD_FOR_A_STRANGER_MS: i64 = 10 * 1000;

/// Gives the secrets of now; cheap to clone.
#[derive(Clone)]
pub struct SecretSource(Arc<Source>);

enum Source {
    Given(Arc<Secrets>),
    Manager {
        client: Lazily<Client>,
        secret_id: String,
        clock: Clock,
        last: Mutex<Option<Fetched>>,
        /// Held by who fetches it: they are one at a time, and whoever finds `last` fresh does not wait for them.
        flight: tokio::sync::Mutex<()>,
    },
}

/// To make a client takes a good part of a function's start, and most processes of most functions never ask for a secret.
type Lazily<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

#[derive(Clone)]
struct Fetched {
    secrets: Arc<Secrets>,
    at: i64,
}

impl SecretSource {
    /// These, for the whole life of the process.
    pub fn given(secrets: Secrets) -> SecretSource {
        SecretSource(Arc::new(Source::Given(Arc::new(secrets))))
    }

    /// The secret of this name or ARN, fetched on first use by a client that is made then.
    pub fn manager(client: impl FnOnce() -> Client + Send + 'static, secret_id: String, clock: Clock) -> SecretSource {
        let client = LazyLock::new(Box::new(client) as Box<_>);
        SecretSource(Arc::new(Source::Manager {
            client,
            secret_id,
            clock,
            last: Mutex::default(),
            flight: tokio::sync::Mutex::default(),
        }))
    }

    /// The secret that the configuration names, or none at all.
    pub fn configured(config: &Config, aws: &SdkConfig, clock: Clock) -> SecretSource {
        let Some(secret_id) = config.secret_id.clone() else { return SecretSource::given(Secrets::default()) };
        let aws = aws.clone();
        SecretSource::manager(move || crate::aws::secrets_manager(&aws), secret_id, clock)
    }

    /// The secrets of now. If they cannot be fetched anew, the last ones stay in force.
    pub async fn current(&self) -> Result<Arc<Secrets>, SecretsError> {
        self.fetched_within(GOOD_FOR_MS).await
    }

    /// The secrets as they were at most some seconds ago: for whoever was shown something by a key that those of now lack.
    pub async fn renewed(&self) -> Result<Arc<Secrets>, SecretsError> {
        self.fetched_within(GOOD_FOR_A_STRANGER_MS).await
    }

    /// The secrets of now or, where these lack the encryption key of this version, newer ones: another process may have
    /// encrypted with a key that was added just now.
    pub async fn with_encryption_key(&self, version: u32) -> Result<Arc<Secrets>, SecretsError> {
        let secrets = self.current().await?;
        let is_known = secrets.encryption_keys.as_ref().is_none_or(|keys| keys.has(version));
        if is_known { Ok(secrets) } else { self.renewed().await }
    }

    async fn fetched_within(&self, good_for_ms: i64) -> Result<Arc<Secrets>, SecretsError> {
        let (client, secret_id, clock, last, flight) = match &*self.0 {
            Source::Given(secrets) => return Ok(secrets.clone()),
            Source::Manager { client, secret_id, clock, last, flight } => (client, secret_id, clock, last, flight),
        };
        let known = || last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = |known: Option<Fetched>, now: i64| known.filter(|known| now < known.at + good_for_ms);
        if let Some(fresh) = fresh(known(), clock.now_ms()) {
            return Ok(fresh.secrets);
        }
        let _flight = flight.lock().await;
        let now = clock.now_ms();
        if let Some(fresh) = fresh(known(), now) {
            return Ok(fresh.secrets);
        }
        let secrets = match (fetch(client, secret_id).await, known()) {
            (Ok(secrets), _) => Arc::new(secrets),
            (Err(error), Some(old)) => kept(old.secrets, &error),
            (Err(error), None) => return Err(error),
        };
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Fetched { secrets: secrets.clone(), at: now });
        Ok(secrets)
    }
}

async fn fetch(client: &Client, secret_id: &str) -> Result<Secrets, SecretsError> {
    let answer = client.get_secret_value().secret_id(secret_id).send().await;
    let answer = answer.map_err(|error| SecretsError::Unavailable(error.into()))?;
    Secrets::from_json(answer.secret_string().ok_or(SecretsError::Malformed)?)
}

fn kept(old: Arc<Secrets>, error: &SecretsError) -> Arc<Secrets> {
    tracing::warn!(error = error as &dyn std::error::Error, "the secret could not be fetched anew; the last one stays");
    old
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hand;
    use aws_sdk_secretsmanager::config::retry::RetryConfig;
    use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Credentials, Region};
    use domain::PasswordHash;
    use std::sync::Mutex as SyncMutex;

    /// What the fake Secrets Manager has: a secret, or none to give.
    type Held = Arc<SyncMutex<Option<&'static str>>>;

    /// Answers `GetSecretValue` as the real one does, on loopback.
    async fn fake(held: Held) -> String {
        let answer = move || async move {
            let secret = *held.lock().unwrap();
            match secret {
                Some(text) => (axum::http::StatusCode::OK, serde_json::json!({"SecretString": text}).to_string()),
                None => (axum::http::StatusCode::INTERNAL_SERVER_ERROR, "{}".to_owned()),
            }
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, axum::Router::new().fallback(answer)).into_future());
        url
    }

    async fn source(held: &Held) -> (SecretSource, Hand) {
        let key = Credentials::builder().access_key_id("key").secret_access_key("secret").provider_name("tests");
        let config = Config::builder()
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(fake(held.clone()).await)
            .region(Region::new("us-east-1"))
            .credentials_provider(key.build())
            .retry_config(RetryConfig::disabled())
            .build();
        let (clock, hand) = Clock::stopped_at(0);
        (SecretSource::manager(|| Client::from_conf(config), "impulses".into(), clock), hand)
    }

    async fn check(source: &SecretSource, expect: &str) {
        let secrets = source.current().await.unwrap();
        assert_eq!(secrets.hashed_token.as_ref().map(PasswordHash::as_str), Some(expect));
    }

    #[tokio::test]
    async fn a_rotated_secret_is_in_force_after_minutes() {
        let held = Held::default();
        let (source, hand) = source(&held).await;
        assert!(matches!(source.current().await, Err(SecretsError::Unavailable(_))));
        *held.lock().unwrap() = Some(r#"{"hashed_token":"old"}"#);
        check(&source, "old").await;
        *held.lock().unwrap() = Some(r#"{"hashed_token":"new"}"#);
        check(&source, "old").await;
        hand.advance_ms(GOOD_FOR_MS);
        check(&source, "new").await;
    }

    #[tokio::test]
    async fn who_meets_an_unknown_key_learns_of_it_within_seconds() {
        let held = Held::new(SyncMutex::new(Some(r#"{"hashed_token":"old"}"#)));
        let (source, hand) = source(&held).await;
        check(&source, "old").await;
        *held.lock().unwrap() = Some(r#"{"hashed_token":"new"}"#);
        let renewed =
            async || source.renewed().await.unwrap().hashed_token.as_ref().map(|hash| hash.as_str().to_owned());
        assert_eq!(renewed().await.as_deref(), Some("old"), "not at each request that somebody makes up");
        hand.advance_ms(GOOD_FOR_A_STRANGER_MS);
        check(&source, "old").await;
        assert_eq!(renewed().await.as_deref(), Some("new"));
        check(&source, "new").await;
    }

    #[tokio::test]
    async fn the_last_secret_stays_while_there_is_no_new_one() {
        let held = Held::new(SyncMutex::new(Some(r#"{"hashed_token":"old"}"#)));
        let (source, hand) = source(&held).await;
        check(&source, "old").await;
        for broken in [None, Some("not json")] {
            *held.lock().unwrap() = broken;
            hand.advance_ms(GOOD_FOR_MS);
            check(&source, "old").await;
        }
    }
}
