//! A fake watcher, such as healthchecks.io: an address that is called, and that answers or does not.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};

/// A running fake watcher. Cheap to clone; it runs as long as the runtime it was started in.
#[derive(Clone)]
pub struct Watcher {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct State {
    calls: Vec<String>,
    answers: Option<StatusCode>,
}

impl Watcher {
    /// Starts one on any free port of loopback; it is content with every call.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Watcher {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port of loopback");
        let address = listener.local_addr().expect("a port has an address");
        let state = Arc::new(Mutex::new(State { calls: Vec::new(), answers: Some(StatusCode::OK) }));
        tokio::spawn(serve(listener, Arc::clone(&state)));
        Watcher { address, state }
    }

    /// Where it is called.
    pub fn url(&self) -> String {
        format!("http://{}/a-secret", self.address)
    }

    /// The calls there were, in their order: method, path and query of each.
    pub fn calls(&self) -> Vec<String> {
        lock(&self.state).calls.clone()
    }

    /// From now on it answers so, or not at all.
    pub fn answers(&self, status: Option<StatusCode>) {
        lock(&self.state).answers = status;
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&state)));
    }
}

async fn converse(stream: TcpStream, state: Arc<Mutex<State>>) {
    let answering = service_fn(|request| answer(Arc::clone(&state), request));
    // It ends in an error when the client goes: nothing to do about that.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answering).await;
}

async fn answer(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let answers = {
        let mut state = lock(&state);
        state.calls.push(format!("{} {}", request.method(), request.uri()));
        state.answers
    };
    let Some(status) = answers else { return std::future::pending().await };
    let mut response = Response::new(Full::from("OK"));
    *response.status_mut() = status;
    Ok(response)
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
