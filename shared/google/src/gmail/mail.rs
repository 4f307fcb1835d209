//! One mail, whole, as it was received
//! (<https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get>).

use std::borrow::Cow;
use std::time::Duration;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

use super::read;
use crate::http::Limits;
use crate::{Error, Google};

/// A mail of the 35 MB that Gmail takes comes within seconds. Only jobs ask for it, which have minutes.
const MAIL_TIMEOUT: Duration = Duration::from_secs(25);
/// What an answer has beside the mail itself: ids and labels.
const FRAME: usize = 64 << 10;
const FIELDS: &str = "id,threadId,labelIds,internalDate,raw";
/// Google pads; whoever stands in for it may not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// What the API calls it; it never changes.
    pub id: String,
    /// The conversation that it is in.
    pub thread: String,
    /// Ids of its labels.
    pub labels: Vec<String>,
    /// When Gmail took it, in ms since 1970: no sender chooses that.
    pub received_at: i64,
    /// All of it (RFC 5322).
    pub raw: Vec<u8>,
}

shows_nothing!(Mail);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    id: String,
    #[serde(default)]
    thread_id: String,
    #[serde(default)]
    label_ids: Vec<String>,
    internal_date: String,
    #[serde(borrow)]
    raw: Cow<'a, str>,
}

impl Google {
    /// The mail of this id. [`Error::TooLarge`] if it is of more than about `most_bytes`, of which no more is read than
    /// that; [`Error::MailNotFound`] if it was deleted.
    pub async fn mail(&self, access_token: &str, id: &str, most_bytes: usize) -> Result<Mail, Error> {
        let limits = Limits { time: MAIL_TIMEOUT, bytes: most_bytes.div_ceil(3) * 4 + FRAME };
        let parameters = [("format", "raw"), ("fields", FIELDS)];
        let body = self.gmail(access_token, &["messages", id], &parameters, limits).await;
        let body = body.map_err(|error| match error {
            Error::NotFound => Error::MailNotFound,
            error => error,
        })?;
        let Message { id, thread_id, label_ids, internal_date, raw } = read(&body)?;
        let received_at = internal_date.parse().map_err(|_| Error::Malformed("a mail's date"))?;
        let raw = BASE64.decode(raw.as_bytes()).map_err(|_| Error::Malformed("a mail"))?;
        Ok(Mail { id, thread: thread_id, labels: label_ids, received_at, raw })
    }
}
