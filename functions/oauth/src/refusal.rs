//! What a client is told when a connection does not do what it asked.

use connections::Error as Failed;
use domain::{ErrorKind, Failure};
use http::StatusCode;
use web::{Error, Violation, echo};

/// The error as it is answered. Whatever is not told here is told as its kind demands.
pub(crate) fn refusal(failed: Failed) -> Error {
    match failed {
        Failed::NotConfigured(_) => Error::new(ErrorKind::Unavailable, failed.to_string()).caused_by(failed),
        Failed::UnknownState => Error::invalid(failed.to_string()).with_status(StatusCode::BAD_REQUEST),
        Failed::UnknownCalendar(id) => {
            let unknown =
                Violation::value_error(["body".into(), "calendars".into()], "the account has no such calendar");
            unknown.with_input(echo(&id.into())).into()
        }
        Failed::Google(google::Error::InvalidGrant | google::Error::Unauthorized) => Failed::ConsentNeeded.into(),
        // No 403: that would be about our own token.
        Failed::Google(error) if error.kind() == ErrorKind::Forbidden => Error::conflict("Google does not allow it"),
        failed => failed.into(),
    }
}
