//! The Gmail API, of which five calls are enough (<https://developers.google.com/workspace/gmail/api/reference/rest/v1>).
//!
//! Not by `google-gmail1`: a mail is one text in base64, and that crate would decode it out of a tree of JSON values, of
//! whatever size it is. What is left of the API is a handful of ids.

mod label;
pub use label::Label;

mod mailbox;
pub use mailbox::Mailbox;

mod listing;
pub use listing::{MailPage, Wanted};

mod history;
pub use history::MailChanges;

mod mail;
pub use mail::Mail;

use ::http::header::{AUTHORIZATION, USER_AGENT};
use ::http::{HeaderValue, Request, Response, StatusCode};
use serde::Deserialize;
use url::Url;

use crate::api::{USER_AGENT as US, fits, undecodable};
use crate::error::Error;
use crate::http::Limits;
use crate::{Google, refusal};

/// Names and values of a query.
type Parameters<'a> = [(&'static str, &'a str)];

/// The reason of a 400 to an account that has no mailbox.
const NO_MAILBOX: &str = "failedPrecondition";

/// A message of which nothing but the id is read.
#[derive(Deserialize)]
struct MessageId {
    id: String,
}

impl Google {
    /// The body of a good answer to `GET {mailbox}/{path}`.
    async fn gmail(
        &self,
        access_token: &str,
        path: &[&str],
        parameters: &Parameters<'_>,
        limits: Limits,
    ) -> Result<Vec<u8>, Error> {
        let request = Request::get(address(self.endpoints.mailbox()?, path, parameters)?.as_str())
            .header(AUTHORIZATION, bearer(access_token)?)
            .header(USER_AGENT, US)
            .body(Vec::new())
            .map_err(|_| Error::Misconfigured("the API's"))?;
        let response = self.http.send_within(limits, request).await?;
        if response.status() == StatusCode::OK { Ok(response.into_body()) } else { Err(refused(&response)) }
    }
}

fn address(mut url: Url, path: &[&str], parameters: &Parameters<'_>) -> Result<Url, Error> {
    if !path.iter().all(|part| fits(part)) || !parameters.iter().all(|(_, value)| fits(value)) {
        return Err(Error::BadRequest(crate::Word::of("too_long")));
    }
    if let Ok(mut parts) = url.path_segments_mut() {
        parts.pop_if_empty().extend(path);
    }
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url)
}

/// Hidden from whatever prints headers. What cannot stand there was never given by Google.
fn bearer(access_token: &str) -> Result<HeaderValue, Error> {
    let mut bearer = HeaderValue::try_from(format!("Bearer {access_token}")).map_err(|_| Error::Unauthorized)?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

fn refused(response: &Response<Vec<u8>>) -> Error {
    let body = serde_json::from_slice(response.body()).ok();
    match refusal::of(response.status(), response.headers(), body.as_ref()) {
        Error::BadRequest(word) if word.as_str() == NO_MAILBOX => Error::Forbidden(word),
        // There are no sync tokens here.
        Error::SyncTokenGone => Error::Malformed("its status"),
        error => error,
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| undecodable(&error))
}

/// The token of a page that follows, which may also be an empty text where none does.
fn next_page(token: Option<String>) -> Result<Option<String>, Error> {
    match token.filter(|token| !token.is_empty()) {
        Some(token) if !fits(&token) => Err(Error::Malformed("a page token")),
        token => Ok(token),
    }
}

/// A page that was asked for by its token and is refused as a bad request was forgotten.
fn of_page(page: Option<&str>) -> impl Fn(Error) -> Error {
    let by_token = page.is_some();
    move |error| match error {
        Error::BadRequest(_) if by_token => Error::PageGone,
        error => error,
    }
}

/// A history id, which Google writes as a text.
fn history_id(text: &str) -> Result<u64, Error> {
    text.parse().map_err(|_| Error::Malformed("a history id"))
}
