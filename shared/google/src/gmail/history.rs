//! What has come into a mailbox
//! (<https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history/list>).

use std::collections::HashSet;

use serde::Deserialize;

use super::{MessageId, history_id, next_page, of_page, read};
use crate::http::SMALL;
use crate::{Error, Google};

/// As many as a page may hold.
const PAGE: &str = "500";
/// All that is read of an answer.
const FIELDS: &str = "nextPageToken,historyId,history(messagesAdded(message(id)),labelsAdded(message(id)))";

/// A page of changes.
#[derive(Clone, PartialEq, Eq)]
pub struct MailChanges {
    /// Ids of mails that came or got a label, the oldest change first; none twice in a page.
    pub mails: Vec<String>,
    /// The page that follows.
    pub next_page: Option<String>,
    /// The mailbox's last change: where there is no further page, from here on the next time.
    pub history_id: u64,
}

shows_nothing!(MailChanges);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default)]
    history: Vec<Record>,
    next_page_token: Option<String>,
    history_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Record {
    messages_added: Vec<About>,
    labels_added: Vec<About>,
}

#[derive(Deserialize)]
struct About {
    message: MessageId,
}

impl Google {
    /// A page of what came into the mailbox after the change `since`: mails that are new and mails that got a label; with
    /// `label` (an id) those only that have it. [`Error::HistoryGone`]: that was too long ago, list everything.
    /// [`Error::PageGone`]: begin again with `since`.
    pub async fn mail_changes(
        &self,
        access_token: &str,
        since: u64,
        label: Option<&str>,
        page: Option<&str>,
    ) -> Result<MailChanges, Error> {
        let since = since.to_string();
        let mut parameters = vec![("startHistoryId", since.as_str()), ("maxResults", PAGE), ("fields", FIELDS)];
        parameters.extend([("historyTypes", "messageAdded"), ("historyTypes", "labelAdded")]);
        parameters.extend(label.map(|label| ("labelId", label)));
        parameters.extend(page.map(|page| ("pageToken", page)));
        let body = self.gmail(access_token, &["history"], &parameters, SMALL).await;
        let body = body.map_err(of_page(page)).map_err(|error| match error {
            Error::NotFound => Error::HistoryGone,
            error => error,
        })?;
        let Listed { history, next_page_token, history_id: last } = read(&body)?;
        Ok(MailChanges {
            mails: mails(history),
            next_page: next_page(next_page_token)?,
            history_id: history_id(&last)?,
        })
    }
}

fn mails(history: Vec<Record>) -> Vec<String> {
    let changed = history.into_iter().flat_map(|record| record.messages_added.into_iter().chain(record.labels_added));
    let mut seen = HashSet::new();
    let ids = changed.map(|about| about.message.id).filter(|id| seen.insert(id.clone()));
    ids.collect()
}
