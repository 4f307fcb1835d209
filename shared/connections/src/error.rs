//! What can go wrong with a connection.

use domain::{ErrorKind, Failure, Product};

/// A failed operation. Display tells this layer only; the cause is its `source()`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The installation has no Google client, no encryption key, or does not know its own address.
    #[error("Google OAuth is not configured")]
    NotConfigured(#[source] Lacking),
    /// Nobody began this consent, or it was used, or it took longer than ten minutes.
    #[error("Invalid or expired OAuth state")]
    UnknownState,
    /// The data token that is to be connected is deleted or expired.
    #[error("Token expired or deleted")]
    TokenGone,
    /// The data token whose connection is asked for does not exist.
    #[error("Token not found")]
    UnknownToken,
    /// Somebody else is signed in in the browser that came back.
    #[error("Another user began this")]
    OtherVisitor,
    /// The owner of the account did not consent.
    #[error("Consent was not given")]
    Denied,
    /// The data token is not connected.
    #[error("Connection not found")]
    NoConnection,
    /// The data token is connected, but to this.
    #[error("The token is connected to {}", name(*.0))]
    OtherProduct(Product),
    /// The deployer's own mailbox is connected by an administrator alone.
    #[error("Only an administrator may do this")]
    NotAdministrator,
    /// The account has no such calendar.
    #[error("The account has no calendar {0}")]
    UnknownCalendar(String),
    /// The connection has to be consented to anew before anything can be asked of Google.
    #[error("The account's owner has to consent again")]
    ConsentNeeded,
    /// Somebody else began with the connection meanwhile.
    #[error("somebody else works on the connection")]
    Overtaken,
    /// Google refused or could not be reached.
    #[error("Google did not do what was asked")]
    Google(#[from] google::Error),
    /// The table.
    #[error("the connection could not be read or stored")]
    Store(#[from] store::Error),
    /// The secret.
    #[error("the secret is not available")]
    Secrets(#[from] runtime::SecretsError),
    /// Encryption.
    #[error("the credentials could not be encrypted or decrypted")]
    Keyring(#[from] auth::KeyringError),
    /// There is no randomness to be had.
    #[error("no entropy")]
    NoEntropy(#[from] auth::NoEntropy),
    /// What is stored of a connection or an event does not read back.
    #[error("a stored {0} is malformed")]
    Malformed(&'static str),
}

/// What the operator has to see to (docs/operations.md, "Google").
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Lacking {
    /// The field is not there.
    #[error("the secret has no google_oauth2_creds")]
    Client,
    /// The field is not Google's client JSON.
    #[error("the secret's google_oauth2_creds cannot be used")]
    GoodClient(#[source] google::ClientError),
    /// The field is not there.
    #[error("the secret has no encryption_keys")]
    Keys,
    /// The field is not there.
    #[error("the secret has no gmail")]
    MailAccount,
    /// The field's client is none.
    #[error("the secret's gmail cannot be used")]
    GoodMailAccount(#[source] google::ClientError),
    /// Where Google sends people back to is not known.
    #[error("ORIGIN_API is not set")]
    Address,
}

impl Error {
    /// A word for it that never changes: for redirects, and for the status of a connection.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotConfigured(_) => "not_configured",
            Error::UnknownState => "unknown_state",
            Error::TokenGone => "token_gone",
            Error::UnknownToken => "unknown_token",
            Error::OtherVisitor => "other_user",
            Error::Denied => "access_denied",
            Error::NoConnection => "no_connection",
            Error::NotAdministrator => "not_administrator",
            Error::OtherProduct(_) => "other_product",
            Error::UnknownCalendar(_) => "unknown_calendar",
            Error::ConsentNeeded => "consent_needed",
            Error::Google(error) => error.code(),
            Error::Overtaken | Error::Store(_) | Error::Secrets(_) | Error::NoEntropy(_) => "unavailable",
            Error::Keyring(_) | Error::Malformed(_) => "credentials_unreadable",
        }
    }
}

impl Failure for Error {
    fn kind(&self) -> ErrorKind {
        match self {
            Error::UnknownState | Error::UnknownCalendar(_) | Error::Denied => ErrorKind::Invalid,
            Error::TokenGone => ErrorKind::Unauthenticated,
            Error::OtherVisitor | Error::NotAdministrator => ErrorKind::Forbidden,
            Error::UnknownToken | Error::NoConnection => ErrorKind::NotFound,
            Error::ConsentNeeded | Error::OtherProduct(_) => ErrorKind::Conflict,
            Error::NotConfigured(_) | Error::Overtaken | Error::Secrets(_) => ErrorKind::Unavailable,
            Error::Google(error) => error.kind(),
            Error::Store(error) => error.kind(),
            Error::Keyring(_) | Error::NoEntropy(_) | Error::Malformed(_) => ErrorKind::Bug,
        }
    }
}

fn name(product: Product) -> &'static str {
    match product {
        Product::Calendar => "a calendar",
        Product::Gmail => "a mailbox",
    }
}
