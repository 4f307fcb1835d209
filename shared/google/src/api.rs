//! How we call the Calendar API: through `google-calendar3`, over our own pool of connections.
//!
//! That crate tries nothing twice by itself, but it loses the status of a refusal and panics at what cannot be an address
//! or a header; so we listen to the refusal, and keep such things from it.

use std::time::Duration;

use ::http::{HeaderMap, HeaderValue, StatusCode};
use google_calendar3::common::{Delegate, Response, Retry};
use google_calendar3::{CalendarHub, Error as ApiError};
use https::Connector;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::error::{Error, Outage};
use crate::http::within;
use crate::{Google, refusal};

/// Far more than Google's tokens and ids have, and far less than an address may (64 KiB).
const LONGEST_PARAMETER: usize = 4_096;

/// As Google wants programs to name themselves.
pub(crate) const USER_AGENT: &str = concat!("impulses/", env!("CARGO_PKG_VERSION"));

pub(crate) type Hub = CalendarHub<Connector>;

impl Google {
    /// The Calendar API as the holder of `access_token` sees it.
    pub(crate) fn hub(&self, access_token: &str) -> Result<Hub, Error> {
        HeaderValue::from_str(access_token).map_err(|_| Error::Unauthorized)?;
        let mut hub = CalendarHub::new(self.http.pool().clone(), access_token.to_owned());
        hub.base_url(self.endpoints.calendar()?);
        hub.user_agent(USER_AGENT.to_owned());
        Ok(hub)
    }
}

/// What one call gives, if it does so in `time`. Its delegate, a [`Listener`], knows what a refusal means.
pub(crate) async fn call<T>(
    time: Duration,
    work: impl Future<Output = Result<(Response, T), ApiError>>,
) -> Result<Result<T, ApiError>, Error> {
    Ok(within(time, work).await?.map(|(_, answer)| answer))
}

/// Whether `text` may be a parameter of a call.
pub(crate) fn fits(text: &str) -> bool {
    text.len() <= LONGEST_PARAMETER
}

/// `id` as a part of a path. `google-calendar3` puts it there as it is, and many ids of calendars hold a `#`.
pub(crate) fn path_part(id: &str) -> String {
    utf8_percent_encode(id, NON_ALPHANUMERIC).to_string()
}

/// Listens to one call for what `google-calendar3` leaves out of its error.
#[derive(Default)]
pub(crate) struct Listener {
    refused: Option<Error>,
}

impl Delegate for Listener {
    fn http_failure(&mut self, response: &Response, body: Option<&Value>) -> Retry {
        self.refused = Some(refusal::of(response.status(), response.headers(), body));
        Retry::Abort
    }
}

impl Listener {
    /// What `error`, with which the call ended, means.
    pub(crate) fn heard(self, error: ApiError) -> Error {
        match (self.refused, error) {
            (Some(refused), _) => refused,
            (None, ApiError::HttpError(error)) => Error::Unavailable(Outage::Connection(Box::new(error))),
            (None, ApiError::JsonDecodeError(_, error)) => undecodable(&error),
            (None, ApiError::Failure(response)) => refusal::of(response.status(), response.headers(), None),
            (None, ApiError::BadRequest(body)) => refusal::of(StatusCode::BAD_REQUEST, &HeaderMap::new(), Some(&body)),
            (None, _) => Error::Malformed("its form"),
        }
    }
}

/// A body that is not whole JSON broke off on its way: `google-calendar3` takes one that did as empty.
pub(crate) fn undecodable(error: &serde_json::Error) -> Error {
    if error.is_eof() { Error::Unavailable(Outage::BrokenOff) } else { Error::Malformed("a listing") }
}
