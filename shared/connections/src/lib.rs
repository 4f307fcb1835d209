//! A user's connection to a Google account, from the consent to the end: credentials, polling, and the points that its
//! calendars become. Of a connected mailbox there is here what it has in common with calendars: all but its mails.
//!
//! ```text
//!   begin ─▶ the owner of the account consents ─▶ complete ─▶ poll, poll, poll ... ─▶ disconnect
//! ```
//!
//! `functions/oauth` and `functions/jobs` both need it: this is why it is no function's own. What a poll changes is
//! computed in `plan` and `points`, which do no I/O; how an event becomes points is the business of `calendar`, what
//! Google says on the wire that of `google`.

mod begin;
mod complete;
pub use complete::{Answer, Connected};

mod list;
pub use list::{Polled, Shown, Status};

mod choose;

mod poll;
pub use poll::{CONNECTION, MAIL_METRICS, note};

mod end;

mod own_mailbox;
pub use own_mailbox::OwnMailbox;

mod access;
mod apply;
mod points;
mod state;
mod sync;

mod plan;
mod reported;

mod problem;
pub use problem::EventProblem;

mod error;
pub use error::{Error, Lacking};

use google::{Endpoints, Google};
use runtime::{Config, SecretSource};
use store::Store;

/// What an installation says about its connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Our own public address, to which Google sends people back. Nobody can connect without it.
    pub origin_api: Option<String>,
    /// Seconds between two polls of a calendar.
    pub poll_seconds: i64,
}

/// All connections; cheap to clone.
#[derive(Clone)]
pub struct Connections {
    store: Store,
    secrets: SecretSource,
    google: Google,
    settings: Settings,
}

impl Connections {
    /// Over this store, with the installation's secrets.
    pub fn new(store: Store, secrets: SecretSource, google: Google, settings: Settings) -> Connections {
        Connections { store, secrets, google, settings }
    }

    /// The way to Google that they use.
    pub fn google(&self) -> &Google {
        &self.google
    }

    /// As the environment says.
    pub fn configured(store: Store, secrets: SecretSource, config: &Config) -> Connections {
        let google = Google::new(Endpoints {
            api_url: config.google_api_url.clone(),
            jwks_url: config.google_jwks_url.clone(),
            revoke_url: config.google_revoke_url.clone(),
        });
        let settings = Settings { origin_api: config.origin_api.clone(), poll_seconds: config.calendar_poll_seconds };
        Connections::new(store, secrets, google, settings)
    }
}
