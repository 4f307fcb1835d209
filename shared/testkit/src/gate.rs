//! A proxy on loopback between one actor's store and the engine.
//!
//! Every call waits at the gate until the test lets it through, makes it fail, or forgets it (then the actor has
//! crashed between two calls). So a test can drive real code through every interleaving of its calls, and no sleep or
//! chance is involved.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::ListenerExt;
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Policy, Store};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// How DynamoDB turns a call down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done; the client is told to slow down.
    Throttled,
    /// Nothing is done: a transaction met another on the same items.
    Contended,
    /// It is done, and the answer is lost.
    AnswerLost,
}

/// How DynamoDB says that a transaction was not done.
const CANCELLED: &str = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";

/// A call to DynamoDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation: `GetItem`, `Query`, ...
    pub operation: String,
    /// The request, as JSON.
    pub body: String,
}

/// A call that waits at a gate.
struct Waiting {
    call: Call,
    go: oneshot::Sender<Option<Fault>>,
    done: oneshot::Receiver<()>,
}

/// The test's end of a proxy.
pub struct Gate {
    endpoint: String,
    calls: mpsc::UnboundedReceiver<Waiting>,
    connections: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Proxy {
    engine: String,
    client: reqwest::Client,
    calls: mpsc::UnboundedSender<Waiting>,
}

impl Gate {
    /// A gate before the engine at `engine`.
    pub async fn before(engine: &str) -> Gate {
        let (sender, calls) = mpsc::unbounded_channel();
        let proxy = Proxy { engine: engine.to_owned(), client: reqwest::Client::new(), calls: sender };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound listener"));
        let router = Router::new().fallback(pass).with_state(proxy);
        let connections = Arc::<AtomicUsize>::default();
        let counted = connections.clone();
        let listener = listener.tap_io(move |_| _ = counted.fetch_add(1, Ordering::Relaxed));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Gate { endpoint, calls, connections }
    }

    /// Counts the connections that stores have opened to here; cheap to clone.
    pub fn connections(&self) -> Arc<AtomicUsize> {
        self.connections.clone()
    }

    /// A store whose calls wait here.
    pub fn store_with(&self, policy: Policy) -> Store {
        Store::with_policy(engine::client(&self.endpoint), engine::TABLE, policy)
    }

    /// Waits for the next call and lets it through (or fails it); `None` once nobody can call any
    /// more.
    pub async fn pass(&mut self, fault: Option<Fault>) -> Option<Call> {
        let call = self.calls.recv().await?;
        Some(call.let_through(fault).await)
    }
}

impl Waiting {
    async fn let_through(self, fault: Option<Fault>) -> Call {
        let _ = self.go.send(fault);
        let _ = self.done.await;
        self.call
    }
}

/// An actor behind a gate: a task that makes one call each time the test says so.
pub struct Ordered<T> {
    gate: Gate,
    task: tokio::task::JoinHandle<T>,
    next: Option<Waiting>,
}

impl<T: Send + 'static> Ordered<T> {
    /// Starts `task`, which uses the store that it is given.
    pub async fn start<F>(engine: &str, policy: Policy, task: impl FnOnce(Store) -> F) -> Ordered<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let gate = Gate::before(engine).await;
        let task = tokio::spawn(task(gate.store_with(policy)));
        Ordered { gate, task, next: None }
    }

    /// The call that the actor wants to make next, or `None` where it has ended.
    pub async fn peek(&mut self) -> Option<&Call> {
        if self.next.is_none() {
            self.next = tokio::select! {
                biased;
                call = self.gate.calls.recv() => call,
                () = finished(&self.task) => None,
            };
        }
        self.next.as_ref().map(|waiting| &waiting.call)
    }

    /// Lets the actor make its next call, and answers it; `None` where it has ended.
    pub async fn step(&mut self) -> Option<Call> {
        self.peek().await?;
        Some(self.next.take()?.let_through(None).await)
    }

    /// Lets it make all the calls it still wants; answers what it came to.
    pub async fn finish(mut self) -> T {
        while self.step().await.is_some() {}
        self.task.await.expect("the actor does not panic")
    }

    /// It makes no further call, ever.
    pub fn crash(self) {
        self.task.abort();
    }
}

async fn finished<T>(task: &tokio::task::JoinHandle<T>) {
    while !task.is_finished() {
        tokio::task::yield_now().await;
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("the SDK sends whole bodies").to_bytes();
    let (go, gone) = oneshot::channel();
    let (finished, done) = oneshot::channel();
    let call = Call { operation: operation(&parts.headers), body: String::from_utf8_lossy(&body).into_owned() };
    if proxy.calls.send(Waiting { call, go, done }).is_err() {
        return std::future::pending().await;
    }
    let response = match gone.await {
        Err(_) => return std::future::pending().await,
        Ok(Some(Fault::Throttled)) => refused(400, "com.amazonaws.dynamodb.v20120810#ThrottlingException", "injected"),
        Ok(Some(Fault::Contended)) => refused(400, CANCELLED, "Transaction cancelled [TransactionConflict, None]"),
        Ok(None) => forward(&proxy, parts.headers, body).await,
        Ok(Some(Fault::AnswerLost)) => {
            forward(&proxy, parts.headers, body).await;
            refused(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", "injected")
        }
    };
    let _ = finished.send(());
    response
}

/// The end of `DynamoDB_20120810.GetItem`.
fn operation(headers: &HeaderMap) -> String {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    target.and_then(|target| target.split_once('.')).map_or("", |(_, name)| name).to_owned()
}

async fn forward(proxy: &Proxy, headers: HeaderMap, body: Bytes) -> Response {
    let sent = proxy.client.post(&proxy.engine).headers(headers).body(body).send().await;
    let answer = sent.expect("the engine answers");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let body = answer.bytes().await.expect("the engine answers whole bodies");
    response.body(Body::from(body)).expect("a response made of a response")
}

fn refused(status: u16, code: &str, message: &str) -> Response {
    let body = format!("{{\"__type\":\"{code}\",\"message\":\"{message}\"}}");
    let response = Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
    response.body(Body::from(body)).expect("a response made of literals")
}
