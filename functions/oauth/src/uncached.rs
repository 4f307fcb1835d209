//! No answer here is for a cache: not in the browser, and not on the way, where a data token in a header of our own tells
//! nobody that the answer is private (RFC 9111, 3).

use axum::response::Response;
use http::header::{CACHE_CONTROL, HeaderValue};

/// What every answer says of itself.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Marks an answer, whatever became of the request: there may be a state in it, a code in its address, somebody's calendars.
pub(crate) async fn uncached(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}
