//! A fake Amazon SES, as far as sending one letter goes (API version 2, `SendEmail`).
//!
//! What it is sent it keeps for tests to read. It does not check signatures, only that there is one.

mod answer;
mod sent;
mod server;

pub use answer::Fault;
pub use sent::Sent;

use server::{Shared, lock};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// A running fake SES. Cheap to clone; it runs as long as the runtime it was started in.
#[derive(Clone)]
pub struct Ses {
    address: SocketAddr,
    state: Shared,
}

impl Ses {
    /// Starts one on any free port of loopback.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Ses {
        Ses::start_on(0).await.expect("a free port of loopback")
    }

    /// Starts one on this port of loopback (0: any free one).
    pub async fn start_on(port: u16) -> io::Result<Ses> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let state = Shared::default();
        tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Ses { address, state })
    }

    /// What `AWS_ENDPOINT_URL_SESV2` is to be.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The letters that it took, in their order.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.state).sent.clone()
    }

    /// How many requests came in, whatever became of them.
    pub fn requests(&self) -> usize {
        lock(&self.state).requests
    }

    /// The next request fails. Faults are queued, one for each request.
    pub fn fail_next(&self, fault: Fault) {
        lock(&self.state).next.push_back(fault);
    }

    /// All requests fail for which nothing else is queued.
    pub fn fail_always(&self, fault: Fault) {
        lock(&self.state).always = Some(fault);
    }

    /// Nothing is planned any more.
    pub fn heal(&self) {
        let mut state = lock(&self.state);
        state.always = None;
        state.next.clear();
    }
}
