//! The kinds of failure that a caller can tell apart; `web` gives each its HTTP status.

/// What went wrong, as far as the one who asked is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The request can never succeed as it is.
    Invalid,
    /// Nobody, or nobody we know, asks.
    Unauthenticated,
    /// We know who asks, and they may not.
    Forbidden,
    /// There is no such thing, or none that the asker may know of.
    NotFound,
    /// It contradicts what is there.
    Conflict,
    /// What was sent or asked for is larger than one exchange may be.
    TooLarge,
    /// Asked too often; the same request may succeed later.
    TooMany,
    /// A neighbour does not answer; the same request may succeed later.
    Unavailable,
    /// Our own fault.
    Bug,
}

/// An error that knows its kind, and so its HTTP status.
///
/// Display is what a client may read where the kind is one that the client can mend; the causes, in `source()`, are for
/// the log alone.
pub trait Failure: std::error::Error + Send + Sync + 'static {
    /// Which kind it is.
    fn kind(&self) -> ErrorKind;
}
