//! A Secrets Manager with one secret, on loopback: for processes that know an older one than others do.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Builder;
use axum::Router;
use runtime::{Clock, SecretSource};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Holds a secret that the test changes.
pub struct Vault {
    url: String,
    held: Arc<Mutex<Value>>,
}

impl Vault {
    /// Holds this secret.
    pub async fn holding(secret: Value) -> Vault {
        let held = Arc::new(Mutex::new(secret));
        let shown = held.clone();
        let answer = move || async move {
            let secret = shown.lock().expect("nobody panicked").to_string();
            json!({"SecretString": secret}).to_string()
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound listener"));
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
        Vault { url, held }
    }

    /// From now on it holds this one.
    pub fn now_holds(&self, secret: Value) {
        *self.held.lock().expect("nobody panicked") = secret;
    }

    /// A process's way to the secret; each remembers what it has read, by this clock.
    pub fn source(&self, clock: Clock) -> SecretSource {
        let config = Builder::from(&crate::aws()).endpoint_url(&self.url).build();
        SecretSource::manager(|| Client::from_conf(config), "impulses".to_owned(), clock)
    }
}
