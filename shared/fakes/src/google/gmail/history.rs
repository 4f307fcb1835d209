//! `history.list`: what happened after a change, the oldest first, in pages.

use super::inbox::{Change, Happening, Inbox};
use super::{only, page_start, page_token, values};
use crate::google::answer::Refusal;
use crate::google::listing::{Query, page_limit, value};
use serde_json::{Value, json};

/// How many records a page has, if nobody asks for another number, and at most.
const PAGE: (usize, usize) = (100, 500);

impl Inbox {
    pub(super) fn history(&self, query: &Query) -> Result<Value, Refusal> {
        only(query, &["startHistoryId", "labelId", "historyTypes", "maxResults", "pageToken"])?;
        let since = value(query, "startHistoryId").ok_or_else(|| Refusal::invalid("startHistoryId is missing."))?;
        let since: u64 = since.parse().map_err(|_| Refusal::invalid("startHistoryId is no number."))?;
        if since < self.forgotten || self.last_change() < since {
            return Err(Refusal::new(404, "notFound", "Requested entity was not found."));
        }
        let (default, largest) = PAGE;
        let limit = page_limit(query, largest, default)?.min(self.page_size.unwrap_or(usize::MAX));
        let from = page_start(query, self.times)?;
        let found: Vec<_> =
            self.changes.iter().filter(|change| since < change.id && is_wanted(change, query)).collect();
        let page: Vec<_> = found.iter().skip(from).take(limit).map(|change| record(change)).collect();
        let mut answer = json!({ "historyId": self.last_change().to_string() });
        if from + limit < found.len() {
            answer["nextPageToken"] = json!(page_token(query, self.times, from + limit));
        }
        if !page.is_empty() {
            answer["history"] = json!(page);
        }
        Ok(answer)
    }
}

fn is_wanted(change: &Change, query: &Query) -> bool {
    let types = values(query, "historyTypes");
    let of_label = value(query, "labelId").is_none_or(|label| change.labels.contains(label));
    !change.mail.is_empty() && of_label && (types.is_empty() || types.contains(&change.what.type_name()))
}

fn record(change: &Change) -> Value {
    let message = json!({ "id": change.mail, "threadId": change.mail });
    let mut about = json!({ "message": { "id": change.mail, "threadId": change.mail, "labelIds": change.labels } });
    if !change.changed.is_empty() {
        about["labelIds"] = json!(change.changed);
    }
    json!({ "id": change.id.to_string(), "messages": [message], (change.what.field()): [about] })
}

impl Happening {
    fn type_name(self) -> &'static str {
        match self {
            Happening::Added => "messageAdded",
            Happening::Labelled => "labelAdded",
            Happening::Unlabelled => "labelRemoved",
            Happening::Deleted => "messageDeleted",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Happening::Added => "messagesAdded",
            Happening::Labelled => "labelsAdded",
            Happening::Unlabelled => "labelsRemoved",
            Happening::Deleted => "messagesDeleted",
        }
    }
}
