//! Google: consent, tokens, calendars, mailboxes. The only crate that names Google.
//!
//! [`Google`] is one concrete client; each operation adds a file of its own. It keeps nothing, tries nothing twice and
//! reads no clock: who calls decides what is stored, when to come again, and what time it is.
//!
//! The ways into Google are the crates `oauth2` and `google-calendar3`, and for Gmail's five calls our own `gmail`; all send
//! through the one HTTP client in `http`.

/// Debug that shows nothing of types that hold secrets or what people wrote.
macro_rules! shows_nothing {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

mod error;
pub use error::{Error, Outage, Word};

mod client;
pub use client::{Client, ClientError};

mod product;

mod endpoints;
pub use endpoints::Endpoints;

mod connection;
pub use connection::Google;

mod http;

mod consent;
pub use consent::{Consent, consent, consent_to, declined};

mod token_endpoint;

mod credentials;
pub use credentials::Credentials;

mod authorized_user;
pub use authorized_user::authorized_user;

mod identity;

mod exchange;
pub use exchange::Granted;

mod refresh;

mod revoke;

mod api;

mod refusal;

mod pages;

mod calendars;
pub use calendars::CalendarListed;

mod changes;
pub use changes::Changes;

mod page;

mod change;

mod gmail;
pub use gmail::{Label, Mail, MailChanges, MailPage, Mailbox, Wanted};
