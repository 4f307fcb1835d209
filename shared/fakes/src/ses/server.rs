//! The port of loopback behind which letters are taken.

use super::answer::Fault;
use super::sent::Sent;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::{TcpListener, TcpStream};

/// The only path there is.
const SEND: &str = "/v2/email/outbound-emails";
/// Where SES says what is wrong (<https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>).
const ERROR_TYPE: &str = "x-amzn-errortype";

/// What has happened, and what is to happen.
#[derive(Default)]
pub(super) struct State {
    pub(super) sent: Vec<Sent>,
    pub(super) requests: usize,
    pub(super) next: VecDeque<Fault>,
    pub(super) always: Option<Fault>,
}

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
    if parts.method != Method::POST || parts.uri.path() != SEND {
        return refused(404, "NotFoundException", "there is no such operation");
    }
    if !parts.headers.contains_key(AUTHORIZATION) {
        return refused(403, "MissingAuthenticationTokenException", "the request is not signed");
    }
    lock(&state).take(&serde_json::from_slice(&body).unwrap_or_default())
}

impl State {
    fn take(&mut self, body: &Value) -> io::Result<Response<Full<Bytes>>> {
        self.requests += 1;
        let fault = self.next.pop_front().or(self.always);
        let Some(letter) = Sent::read(body, format!("fake-{}", self.requests)) else {
            return refused(400, "BadRequestException", "not a letter");
        };
        if let Some((status, word, message)) = fault.and_then(|fault| fault.refusal(&letter.to)) {
            return refused(status, word, &message);
        }
        if fault == Some(Fault::CutConnection) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let answer = json!({ "MessageId": letter.message_id });
        self.sent.push(letter);
        if fault == Some(Fault::AnswerLost) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(Response::new(Full::from(answer.to_string())))
    }
}

fn refused(status: u16, word: &str, message: &str) -> io::Result<Response<Full<Bytes>>> {
    let response = Response::builder().status(status).header(ERROR_TYPE, word).header(CONTENT_TYPE, "application/json");
    response.body(Full::from(json!({ "message": message }).to_string())).map_err(io::Error::other)
}
