//! A fake OpenAI, as far as chat completions with structured outputs go
//! (<https://platform.openai.com/docs/api-reference/chat/create>).
//!
//! ```text
//!   a test ─▶ OpenAi (handle) ─────────────┐
//!                                          ├─▶ State: what is answered to which question, faults (pure)
//!   the code under test ─▶ server (HTTP) ──┘
//! ```
//! It reads nothing and invents nothing: a test says what is answered where something stands in the question, and by
//! default there are no events. A question without a strict schema, or with one that OpenAI would not take, is refused;
//! so is an answer that the schema does not allow, for that is a mistake in the test.

mod completion;
mod fault;
mod format;
mod schema;
mod server;
mod state;

pub use completion::Reply;
pub use fault::Fault;

use serde_json::Value;
use server::{Shared, lock};
use state::KEY;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// A running fake OpenAI. Cheap to clone; it runs as long as the runtime it was started in.
#[derive(Clone)]
pub struct OpenAi {
    address: SocketAddr,
    state: Shared,
}

impl OpenAi {
    /// Starts one on any free port of loopback.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> OpenAi {
        OpenAi::start_on(0).await.expect("a free port of loopback")
    }

    /// Starts one on this port of loopback (0: any free one).
    pub async fn start_on(port: u16) -> io::Result<OpenAi> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let state = Shared::default();
        tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(OpenAi { address, state })
    }

    /// What OPENAI_BASE_URL is to be.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The only key that it takes: `apiKey` of the secret's `openai`.
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// What is answered to questions in which `part` stands; of several parts that stand there, the one given last counts.
    pub fn answer_where(&self, part: &str, reply: Reply) {
        lock(&self.state).replies.push((part.to_owned(), reply));
    }

    /// The next question fails. Faults are queued, one for each question.
    pub fn fail_next(&self, fault: Fault) {
        lock(&self.state).next.push_back(fault);
    }

    /// All questions fail for which nothing else is queued.
    pub fn fail_always(&self, fault: Fault) {
        lock(&self.state).always = Some(fault);
    }

    /// Nothing is planned to fail any more.
    pub fn heal(&self) {
        let mut state = lock(&self.state);
        state.next.clear();
        state.always = None;
    }

    /// How many questions came in, whatever became of them.
    pub fn calls(&self) -> usize {
        lock(&self.state).questions.len()
    }

    /// The bodies of all questions that came in, in their order.
    pub fn questions(&self) -> Vec<Value> {
        lock(&self.state).questions.clone()
    }
}
