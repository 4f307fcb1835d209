//! The port of loopback behind which questions are answered.

use super::fault::{Fault, error};
use super::state::State;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{Method, Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};

pub(super) type Shared = Arc<Mutex<State>>;
/// The body of an answer: whole, or cut off.
type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The only path.
const PATH: &str = "/v1/chat/completions";

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after_s: Option<u32>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn new(status: u16, body: String) -> Answer {
        Answer { status, retry_after_s: None, body }
    }
}

pub(super) fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers for as long as the runtime lives.
pub(super) async fn serve(listener: TcpListener, state: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&state)));
    }
}

async fn converse(stream: TcpStream, state: Shared) {
    let answering = service_fn(|request| answer(Arc::clone(&state), request));
    // It ends in an error when the client goes, and when a test wants it cut: nothing to do about either.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answering).await;
}

/// Answers one request; an error closes the connection.
async fn answer(state: Shared, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if (&parts.method, parts.uri.path()) != (&Method::POST, PATH) {
        return whole(error(404, "unknown_url", "Unknown request URL"));
    }
    let Ok(question) = serde_json::from_slice::<serde_json::Value>(&body) else {
        return whole(error(400, "invalid_request_error", "We could not parse the JSON body of your request."));
    };
    let fault = lock(&state).receive(question.clone());
    match fault {
        Some(Fault::Silence) => return std::future::pending().await,
        Some(Fault::CutConnection) => return Err(io::ErrorKind::ConnectionReset.into()),
        Some(Fault::HangUp) => return cut_off(),
        Some(fault) => return fault.answer().map_or_else(|| Err(io::ErrorKind::ConnectionReset.into()), whole),
        None => {}
    }
    let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    whole(lock(&state).answer(authorization, &question))
}

fn whole(answer: Answer) -> io::Result<Response<Body>> {
    let mut response = Response::builder().status(answer.status).header(CONTENT_TYPE, "application/json");
    if let Some(seconds) = answer.retry_after_s {
        response = response.header(RETRY_AFTER, seconds);
    }
    let body = Full::from(answer.body).map_err(|never| match never {}).boxed_unsync();
    response.body(body).map_err(io::Error::other)
}

fn cut_off() -> io::Result<Response<Body>> {
    let begun = stream::iter([Ok(Frame::data(Bytes::from_static(b"{\"id\": ")))]);
    let ended = stream::once(async {
        // What was written goes out while the body waits.
        tokio::task::yield_now().await;
        Err(io::ErrorKind::ConnectionReset.into())
    });
    let body = StreamBody::new(begun.chain(ended)).boxed_unsync();
    Response::builder().header(CONTENT_TYPE, "application/json").body(body).map_err(io::Error::other)
}
