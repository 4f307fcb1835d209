//! The state behind a port of loopback: connections, bodies, the clock, and the faults that are about connections.

use super::answer::{Answer, Refusal};
use super::request::Request;
use super::script::{Call, Fault, Step};
use super::state::State;
use bytes::Bytes;
use futures::{StreamExt, stream};
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::{TcpListener, TcpStream};

/// A server's state, shared with those who hold its handle.
pub(super) type Shared = Arc<Mutex<State>>;
/// The body of an answer: whole, or cut off.
type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The state for a while. A test that panicked meanwhile has not left it half-changed: all changes are single calls.
pub(super) fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What time the server takes it to be, in ms since 1970.
pub(super) fn now(state: &State) -> i64 {
    state.now.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// Answers for as long as the runtime lives.
pub(super) async fn serve(listener: TcpListener, state: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&state)));
    }
}

async fn converse(stream: TcpStream, state: Shared) {
    let answering = service_fn(|request| answer(Arc::clone(&state), request));
    let served = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answering);
    // It ends in an error when the client goes, and when a test wants it cut: nothing to do about either.
    let _ = served.await;
}

/// Answers one request; an error closes the connection.
async fn answer(state: Shared, request: http::Request<Incoming>) -> io::Result<http::Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut request = Request::new(parts.method.as_str(), target, authorization, &body);
    match planned(&state, &mut request) {
        Step::Fail(fault) => return failed(request.call, fault).await,
        Step::Run(action) => action(),
        Step::Pass => {}
    }
    let mut state = lock(&state);
    let now = now(&state);
    whole(state.answer(&request, now))
}

fn planned(state: &Shared, request: &mut Request) -> Step {
    let mut state = lock(state);
    let now = now(&state);
    state.receive(request, now);
    request.call.map_or(Step::Pass, |call| state.script.take(call))
}

async fn failed(call: Option<Call>, fault: Fault) -> io::Result<http::Response<Body>> {
    match fault {
        Fault::Status { code, reason } => whole(refused(call, code, reason)),
        Fault::Busy { code, reason, retry_after_s } => {
            whole(Answer { retry_after_s: Some(retry_after_s), ..refused(call, code, reason) })
        }
        Fault::CutConnection => Err(io::ErrorKind::ConnectionReset.into()),
        Fault::HangUp => cut_off(),
        Fault::Garbage => whole(Answer::html(200, "<!doctype html><title>Sorry</title>".to_owned())),
        Fault::Json(body) => whole(Answer::json(200, &body)),
        Fault::Silence => std::future::pending().await,
    }
}

fn refused(call: Option<Call>, code: u16, reason: &'static str) -> Answer {
    if call.is_some_and(Call::is_of_an_api) {
        return Refusal::new(code, reason, "injected").answer();
    }
    Answer::oauth_error(code, reason, "injected")
}

fn whole(answer: Answer) -> io::Result<http::Response<Body>> {
    let mut response = http::Response::builder().status(answer.status).header(CONTENT_TYPE, answer.content_type);
    if let Some(location) = answer.location {
        response = response.header(LOCATION, location);
    }
    if let Some(seconds) = answer.retry_after_s {
        response = response.header(RETRY_AFTER, seconds);
    }
    let body = Full::from(answer.body).map_err(|never| match never {}).boxed_unsync();
    response.body(body).map_err(io::Error::other)
}

fn cut_off() -> io::Result<http::Response<Body>> {
    let begun = stream::iter([Ok(Frame::data(Bytes::from_static(b"{\"kind\": ")))]);
    let ended = stream::once(async {
        // What was written goes out while the body waits.
        tokio::task::yield_now().await;
        Err(io::ErrorKind::ConnectionReset.into())
    });
    let body = StreamBody::new(begun.chain(ended)).boxed_unsync();
    let response = http::Response::builder().header(CONTENT_TYPE, "application/json; charset=UTF-8");
    response.body(body).map_err(io::Error::other)
}
