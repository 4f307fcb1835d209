//! What the tests of this crate share: reading an answer, and reading the log.

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::Request;
use serde_json::Value;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;

/// The whole body.
pub(crate) async fn body_bytes(response: Response) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

/// The whole body, as text.
pub(crate) async fn body_text(response: Response) -> String {
    String::from_utf8(body_bytes(response).await).unwrap()
}

/// Sends one request without a body: `GET /path` and headers as `name: value`.
pub(crate) async fn send(router: &Router, line: &str, headers: &[&str]) -> Response {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, header| {
        let (name, value) = header.split_once(": ").unwrap();
        request.header(name, value)
    });
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// What this thread logs while it lives, one JSON object a line.
pub(crate) struct Logged {
    written: Sink,
    _guard: DefaultGuard,
}

impl Logged {
    pub(crate) fn start() -> Logged {
        let written = Sink::default();
        let subscriber = tracing_subscriber::fmt().json().with_writer({
            let written = written.clone();
            move || written.clone()
        });
        Logged { written, _guard: tracing::subscriber::set_default(subscriber.finish()) }
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        let written = self.written.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
