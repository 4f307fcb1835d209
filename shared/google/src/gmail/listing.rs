//! Which mails there are (<https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list>).

use serde::Deserialize;

use super::{MessageId, next_page, of_page, read};
use crate::http::SMALL;
use crate::{Error, Google};

/// As many as a page may hold.
const PAGE: &str = "500";

/// Which mails of a mailbox are wanted. Of none those in spam and bin.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// Those with the label of this id.
    Label(&'a str),
    /// Those that a query finds, in the words of Gmail's search box: `label:Events`, `from:(a@example.com) newer_than:1y`.
    Query(&'a str),
}

impl std::fmt::Debug for Wanted<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Wanted(..)")
    }
}

/// A page of a listing.
#[derive(Clone, PartialEq, Eq)]
pub struct MailPage {
    /// Ids of mails, the newest first.
    pub mails: Vec<String>,
    /// The page that follows.
    pub next_page: Option<String>,
}

shows_nothing!(MailPage);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default)]
    messages: Vec<MessageId>,
    next_page_token: Option<String>,
}

impl Google {
    /// A page of the mails that are wanted: the first, or the one that the page before named. [`Error::PageGone`]: that
    /// was too long ago, begin again.
    ///
    /// What comes or goes between two pages may be missing. [`Google::mailbox`] before the first one tells from where on
    /// to ask for changes.
    pub async fn mails(&self, access_token: &str, wanted: Wanted<'_>, page: Option<&str>) -> Result<MailPage, Error> {
        let mut parameters = vec![("maxResults", PAGE), ("fields", "nextPageToken,messages(id)")];
        parameters.push(match wanted {
            Wanted::Label(id) => ("labelIds", id),
            Wanted::Query(query) => ("q", query),
        });
        parameters.extend(page.map(|page| ("pageToken", page)));
        let body = self.gmail(access_token, &["messages"], &parameters, SMALL).await.map_err(of_page(page))?;
        let Listed { messages, next_page_token } = read(&body)?;
        let mails = messages.into_iter().map(|message| message.id).collect();
        Ok(MailPage { mails, next_page: next_page(next_page_token)? })
    }
}
