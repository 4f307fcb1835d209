//! The port of loopback behind which messages are made.

use super::creation::Asked;
use super::fault::Fault;
use super::problem::Problem;
use super::state::State;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};

pub(super) type Shared = Arc<Mutex<State>>;

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
async fn answer(state: Shared, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let planned = lock(&state).planned();
    if planned == Some(Fault::Silence) {
        return std::future::pending().await;
    }
    if planned == Some(Fault::CutConnection) {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    if let Some(problem) = planned.and_then(Fault::problem) {
        return refused(&problem, planned);
    }
    let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let asked = Asked { method: parts.method.as_str(), path: parts.uri.path(), authorization, body: &body };
    match (lock(&state).create(&asked), planned) {
        (Err(problem), _) => refused(&problem, None),
        (Ok(_), Some(Fault::AnswerLost)) => Err(io::ErrorKind::ConnectionReset.into()),
        (Ok(_), Some(Fault::Garbage)) => Ok(Response::new(Full::from("<!doctype html><title>Sorry</title>"))),
        (Ok(message), _) => json(201, &message.json(), None),
    }
}

fn refused(problem: &Problem, fault: Option<Fault>) -> io::Result<Response<Full<Bytes>>> {
    let retry_after_s = match fault {
        Some(Fault::TooMany { retry_after_s }) => Some(retry_after_s),
        _ => None,
    };
    json(problem.status, &problem.json(), retry_after_s)
}

fn json(status: u16, body: &Value, retry_after_s: Option<u32>) -> io::Result<Response<Full<Bytes>>> {
    let mut response = Response::builder().status(status).header(CONTENT_TYPE, "application/json;charset=utf-8");
    if let Some(seconds) = retry_after_s {
        response = response.header(RETRY_AFTER, seconds);
    }
    response.body(Full::from(body.to_string())).map_err(io::Error::other)
}
