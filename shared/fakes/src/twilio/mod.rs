//! A fake Twilio, as far as text messages go: the Messages API, reports, messages that people send, and the words by
//! which they opt out.
//!
//! ```text
//!   a test ─▶ Twilio (handle) ─────────────┐
//!                                          ├─▶ State: messages, who has opted out, faults (pure)
//!   the code under test ─▶ server (HTTP) ──┘
//!   a webhook of the code under test ◀─ Webhook: what Twilio would send there, signed
//! ```
//! It does nothing by itself: a test says when a message has arrived and what somebody texts, and takes what Twilio
//! would send because of it to the webhook, over HTTP ([`Webhook::post`]) or by hand.

mod answer;
mod creation;
mod fault;
mod keywords;
mod message;
mod problem;
mod server;
mod state;
mod twiml;
mod webhook;

pub use answer::Answer;
pub use fault::Fault;
pub use message::Message;
pub use webhook::Webhook;

use serde_json::json;
use server::{Shared, lock};
use state::{ACCOUNT_SID, MESSAGING_SERVICE_SID};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The number that messages come from and go to: of those that test credentials know, the only one that may send
/// (<https://www.twilio.com/docs/iam/test-credentials#test-sms-messages>).
pub const NUMBER: &str = "+15005550006";

/// A running fake Twilio. Cheap to clone; it runs as long as the runtime it was started in.
#[derive(Clone)]
pub struct Twilio {
    address: SocketAddr,
    state: Shared,
}

impl Twilio {
    /// Starts one on any free port of loopback.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Twilio {
        Twilio::start_on(0).await.expect("a free port of loopback")
    }

    /// Starts one on this port of loopback (0: any free one).
    pub async fn start_on(port: u16) -> io::Result<Twilio> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let state = Shared::default();
        tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Twilio { address, state })
    }

    /// What TWILIO_API_URL is to be.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the field `twilio` of the secret is to be.
    pub fn account_json(&self) -> String {
        json!({
            "account_sid": ACCOUNT_SID,
            "auth_token": lock(&self.state).auth_token,
            "messaging_service_sid": MESSAGING_SERVICE_SID,
        })
        .to_string()
    }

    /// Makes another auth token the account's: the old one is refused, and nothing is signed with it any more
    /// (<https://www.twilio.com/docs/iam/api/authtoken>).
    pub fn rotate_token(&self, token: &str) {
        token.clone_into(&mut lock(&self.state).auth_token);
    }

    /// The messages that it took, in their order.
    pub fn messages(&self) -> Vec<Message> {
        lock(&self.state).messages.clone()
    }

    /// How many requests came in, whatever became of them.
    pub fn requests(&self) -> usize {
        lock(&self.state).requests
    }

    /// Whether nothing may be sent to this number.
    pub fn has_opted_out(&self, number: &str) -> bool {
        lock(&self.state).opted_out.contains(number)
    }

    /// Whether the messaging service has Advanced Opt-Out, and so tells `OptOutType`
    /// (<https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out>).
    pub fn advanced_opt_out(&self, on: bool) {
        lock(&self.state).advanced_opt_out = on;
    }

    /// The next request fails. Faults are queued, one for each request.
    pub fn fail_next(&self, fault: Fault) {
        lock(&self.state).next.push_back(fault);
    }

    /// All requests fail for which nothing else is queued: an outage, until [`Twilio::heal`].
    pub fn fail_always(&self, fault: Fault) {
        lock(&self.state).always = Some(fault);
    }

    /// Nothing is planned any more.
    pub fn heal(&self) {
        let mut state = lock(&self.state);
        state.always = None;
        state.next.clear();
    }

    /// A message comes into a state, such as `delivered`, or `undelivered` with the code 30003. Answers what Twilio
    /// sends to its `StatusCallback`, if it has one.
    ///
    /// # Panics
    /// Where there is no such message.
    pub fn becomes(&self, sid: &str, status: &str, code: Option<u32>) -> Option<Webhook> {
        lock(&self.state).becomes(sid, status, code)
    }

    /// Somebody texts this to [`NUMBER`], whose webhook is at `url`. Answers what Twilio sends there, having done
    /// itself what the text asks of it, if it is one of its words.
    pub fn texts(&self, from: &str, text: &str, url: &str) -> Webhook {
        lock(&self.state).texts(from, text, url)
    }

    /// What Twilio itself has answered to its own words: to whom, and what.
    pub fn own_answers(&self) -> Vec<(String, String)> {
        lock(&self.state).own_answers.clone()
    }
}
