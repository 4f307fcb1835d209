//! A fake Google: consent, tokens and identities (OAuth 2, OpenID Connect), the Calendar API and the Gmail API.
//!
//! ```text
//!   a test, or the demo ─▶ Google, Calendar, Mailbox ─┐                              ┌─▶ Agenda: one calendar (pure)
//!                          (handles)                  ├─▶ State: accounts, grants,  ─┤
//!   the code under test ─▶ server (loopback, HTTP) ───┘   keys, script (pure)        └─▶ Inbox: one mailbox (pure)
//! ```
//! It behaves as Google does where the code under test could notice; what it cannot do it refuses.

mod account;
mod agenda;
mod answer;
mod behaviour;
mod calendar;
mod consent;
mod entry;
mod exceptions;
mod gmail;
mod grants;
mod identity;
mod listing;
mod moment;
mod page;
mod request;
mod script;
mod server;
mod state;
mod token;
mod token_endpoint;

pub use agenda::{Agenda, EditError};
pub use answer::Refusal;
pub use calendar::Calendar;
pub use gmail::Mailbox;
pub use identity::BadIdToken;
pub use listing::Query;
pub use request::Request;
pub use script::{Call, Fault};

use consent::Asked;
use serde_json::json;
use server::{Shared, lock, now};
use state::{CLIENT_ID, CLIENT_SECRET};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use url::Url;

/// Who consents, if a test does not say.
pub const DEFAULT_ACCOUNT: &str = "ada@example.com";

/// A running fake Google. Cheap to clone; it runs as long as the runtime it was started in.
#[derive(Clone)]
pub struct Google {
    address: SocketAddr,
    state: Shared,
}

impl Google {
    /// Starts one on any free port of loopback, with the account [`DEFAULT_ACCOUNT`].
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Google {
        Google::start_on(0).await.expect("a free port of loopback")
    }

    /// Starts one on this port of loopback (0: any free one).
    pub async fn start_on(port: u16) -> io::Result<Google> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let state = Shared::default();
        lock(&state).account(DEFAULT_ACCOUNT);
        tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Google { address, state })
    }

    /// Its root, `http://127.0.0.1:port`: what GOOGLE_API_URL is to be.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The deployer's OAuth client, as Google's console hands it out: the only one this server knows.
    pub fn client_json(&self) -> String {
        let (auth, token) = (self.auth_uri(), format!("{}/token", self.url()));
        json!({ "web": {
            "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "auth_uri": auth, "token_uri": token,
        } })
        .to_string()
    }

    /// What GOOGLE_JWKS_URL is to be.
    pub fn jwks_url(&self) -> String {
        format!("{}/jwks", self.url())
    }

    /// What GOOGLE_REVOKE_URL is to be; also what it is by default, beside the client's `token_uri`.
    pub fn revoke_url(&self) -> String {
        format!("{}/revoke", self.url())
    }

    /// The owner of [`DEFAULT_ACCOUNT`] opens the URL and consents. Answers where the browser is sent.
    ///
    /// # Panics
    /// Where the URL is not one of this server's consent page, or the page would complain of it.
    pub async fn approve(&self, consent_url: &str) -> String {
        self.approve_as(consent_url, DEFAULT_ACCOUNT).await
    }

    /// The owner of this account, which is made where there is none, opens the URL and consents.
    ///
    /// # Panics
    /// As [`Google::approve`].
    pub async fn approve_as(&self, consent_url: &str, account: &str) -> String {
        let asked = self.asked(consent_url);
        let mut state = lock(&self.state);
        let now = now(&state);
        state.approve(&asked, account, now)
    }

    /// Somebody opens the URL and declines. Answers where the browser is sent.
    ///
    /// # Panics
    /// As [`Google::approve`].
    pub async fn deny(&self, consent_url: &str) -> String {
        self.asked(consent_url).denied()
    }

    /// What the account's owner has after a consent to have their mails read: a file in the shape of Google's own libraries.
    pub fn authorized_user(&self, account: &str) -> String {
        let mut state = lock(&self.state);
        let refresh_token = state.consented(account, gmail::SCOPES[0]);
        json!({
            "type": "authorized_user", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "refresh_token": refresh_token, "token_uri": format!("{}/token", self.url()),
        })
        .to_string()
    }

    /// A calendar of an account, by its id or `primary`; both are made where there are none.
    pub fn calendar(&self, account: &str, calendar_id: &str) -> Calendar {
        let mut state = lock(&self.state);
        state.account(account).ensure_calendar(calendar_id);
        Calendar { state: Arc::clone(&self.state), account: account.to_owned(), id: calendar_id.to_owned() }
    }

    /// The mailbox of an account, which is made where there is none.
    pub fn mailbox(&self, account: &str) -> Mailbox {
        lock(&self.state).account(account);
        Mailbox { state: Arc::clone(&self.state), account: account.to_owned() }
    }

    fn auth_uri(&self) -> String {
        format!("{}{}", self.url(), page::CONSENT)
    }

    fn asked(&self, consent_url: &str) -> Asked {
        let url = Url::parse(consent_url).expect("a consent URL");
        let mut page = url.clone();
        page.set_query(None);
        assert_eq!(page.as_str(), self.auth_uri(), "the consent URL leads elsewhere");
        let query: Vec<_> = url.query_pairs().into_owned().collect();
        match Asked::read(&query) {
            Ok(asked) => asked,
            Err(problem) => panic!("the consent page complains: {problem}"),
        }
    }
}
