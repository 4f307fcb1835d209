//! A port of this machine on which a browser comes back from a consent (RFC 8252, 7.3): open only while it is waited for,
//! and to this machine alone.

use crate::redirect::Redirect;
use anyhow::Context;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::routing::get;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, Sender};

/// A person who has not answered by then has gone.
const WAITED: Duration = Duration::from_secs(600);

/// A port that waits for a browser.
pub(crate) struct Loopback {
    listener: TcpListener,
    address: String,
}

/// What the handler knows.
#[derive(Clone)]
struct Waiting {
    state: Arc<str>,
    came: Sender<Redirect>,
}

impl Loopback {
    /// On a free port.
    pub(crate) async fn open() -> anyhow::Result<Loopback> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port is free on this machine")?;
        let address = format!("http://{}/", listener.local_addr()?);
        Ok(Loopback { listener, address })
    }

    /// Where the browser is to be sent.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What the browser brings, if it comes within ten minutes with this state. Whatever else knocks is sent away.
    pub(crate) async fn wait(self, state: &str) -> anyhow::Result<Option<Redirect>> {
        let (came, mut comes) = mpsc::channel(1);
        let routes = Router::new().route("/", get(arrive)).with_state(Waiting { state: state.into(), came });
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let serve = axum::serve(self.listener, routes).with_graceful_shutdown(async { drop(ended.await) });
        let serving = tokio::spawn(async move { serve.await });
        let redirect = tokio::time::timeout(WAITED, comes.recv()).await.ok().flatten();
        // The page is still to be shown, so the port closes by itself; browsers that only hold a connection open do not
        // keep it.
        drop(end);
        drop(tokio::time::timeout(Duration::from_secs(1), serving).await);
        Ok(redirect)
    }
}

async fn arrive(State(waiting): State<Waiting>, RawQuery(query): RawQuery) -> (StatusCode, &'static str) {
    match Redirect::read(&query.unwrap_or_default(), &waiting.state) {
        Err(_) => (StatusCode::BAD_REQUEST, "Nobody waits for this here.\n"),
        Ok(redirect) => {
            let is_declined = matches!(redirect, Redirect::Declined(_));
            // Nobody takes a second one.
            drop(waiting.came.try_send(redirect));
            match is_declined {
                true => (StatusCode::OK, "It was not allowed. Close this page.\n"),
                false => (StatusCode::OK, "Allowed. Close this page, and go back to the terminal.\n"),
            }
        }
    }
}
