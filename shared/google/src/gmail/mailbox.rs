//! Whose mailbox it is, and how far its history goes
//! (<https://developers.google.com/workspace/gmail/api/reference/rest/v1/users/getProfile>).

use serde::Deserialize;

use super::{history_id, read};
use crate::http::SMALL;
use crate::{Error, Google};

/// A mailbox as it is now.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its address.
    pub address: String,
    /// The last change so far: who lists everything after this call loses nothing by asking for the changes after it.
    pub history_id: u64,
}

shows_nothing!(Mailbox);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    email_address: String,
    history_id: String,
}

impl Google {
    /// The mailbox that `access_token` is for.
    pub async fn mailbox(&self, access_token: &str) -> Result<Mailbox, Error> {
        let fields = [("fields", "emailAddress,historyId")];
        let body = self.gmail(access_token, &["profile"], &fields, SMALL).await?;
        let Profile { email_address, history_id: last } = read(&body)?;
        Ok(Mailbox { address: email_address, history_id: history_id(&last)? })
    }
}
