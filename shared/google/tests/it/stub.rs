//! A server that stands for all of Google: it gives scripted answers and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use google::{Client, Endpoints, Google};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::{Url, form_urlencoded};

/// When all tests play, in ms: 2026-11-21T06:00:00Z.
pub(crate) const NOW: i64 = 1_795_240_800_000;
/// More than any of our requests has.
const MOST_BYTES: usize = 1 << 16;

/// What the server says.
#[derive(Clone)]
pub(crate) enum Reply {
    /// This status with this JSON.
    Json(u16, Value),
    /// This status with this text, which claims to be JSON.
    Text(u16, String),
    /// A good status, the beginning of a body, and the end of the connection.
    CutOff,
    /// Nothing, ever.
    Silence,
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
}

impl Asked {
    /// The parameter of this name in the query or the form.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().chain(&self.form).find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

type Script = dyn Fn(usize, &Asked) -> Reply + Send + Sync;

#[derive(Clone)]
pub(crate) struct Stub {
    url: String,
    script: Arc<Script>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    /// Says one reply after the other.
    pub(crate) async fn saying(replies: impl Into<Vec<Reply>>) -> Stub {
        let replies = replies.into();
        Stub::playing(move |turn, _| {
            replies.get(turn).cloned().unwrap_or(Reply::Json(418, json!("nobody expected this")))
        })
        .await
    }

    /// Says what `script` makes of how many requests there were before, and of this one.
    pub(crate) async fn playing(script: impl Fn(usize, &Asked) -> Reply + Send + Sync + 'static) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let stub = Stub { url, script: Arc::new(script), asked: Arc::default() };
        let routes = Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        stub
    }

    /// An address on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn google(&self) -> Google {
        Google::new(Endpoints { api_url: Some(self.url.clone()), jwks_url: Some(self.url("/jwks")), revoke_url: None })
    }

    pub(crate) fn client(&self) -> Client {
        client(&self.url)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panics with it").clone()
    }
}

/// A client whose addresses are at `url`.
pub(crate) fn client(url: &str) -> Client {
    let (auth_uri, token_uri) = (format!("{url}/o/oauth2/auth"), format!("{url}/oauth2/token"));
    let web =
        json!({"client_id": "our-id", "client_secret": "our-secret", "auth_uri": auth_uri, "token_uri": token_uri});
    Client::from_json(&json!({ "web": web }).to_string()).expect("a client")
}

async fn answer(State(stub): State<Stub>, request: Request) -> Response {
    let asked = read(request).await;
    let turn = {
        let mut all = stub.asked.lock().expect("no test panics with it");
        all.push(asked.clone());
        all.len() - 1
    };
    match (stub.script)(turn, &asked) {
        Reply::Json(status, json) => said(status, json.to_string()),
        Reply::Text(status, text) => said(status, text),
        Reply::CutOff => cut_off(),
        Reply::Silence => std::future::pending().await,
    }
}

async fn read(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_BYTES).await.expect("a small body");
    assert!(parts.method != Method::POST || is_form(&parts.headers), "what is posted is a form");
    let url = Url::parse("http://stub").and_then(|url| url.join(&parts.uri.to_string())).expect("an address");
    Asked {
        line: format!("{} {}", parts.method, parts.uri.path()),
        query: url.query_pairs().into_owned().collect(),
        form: form_urlencoded::parse(&body).into_owned().collect(),
        authorization: parts.headers.get(AUTHORIZATION).map(|value| value.to_str().expect("ASCII").to_owned()),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/x-www-form-urlencoded")
}

fn said(status: u16, body: String) -> Response {
    let mut response = ([(CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response();
    *response.status_mut() = status.try_into().expect("a status");
    response
}

/// Each part waits once, so that what is before it is sent.
fn cut_off() -> Response {
    let parts = stream::iter([Ok(Bytes::from_static(b"{\"items\": [{\"id\": \"e")), Err("cut")]);
    let parts = parts.then(async |part| {
        tokio::task::yield_now().await;
        part
    });
    Body::from_stream(parts).into_response()
}
