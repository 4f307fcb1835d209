//! `messages.list`: the newest first, in pages.

use super::inbox::Inbox;
use super::search::Search;
use super::{only, page_start, page_token, values};
use crate::google::answer::Refusal;
use crate::google::listing::{Query, page_limit, value};
use serde_json::{Value, json};

/// How many mails a page has, if nobody asks for another number, and at most.
const PAGE: (usize, usize) = (100, 500);
/// Mails with one of these are not listed.
const HIDDEN: [&str; 2] = ["SPAM", "TRASH"];

impl Inbox {
    pub(super) fn list(&self, query: &Query) -> Result<Value, Refusal> {
        only(query, &["q", "labelIds", "maxResults", "pageToken"])?;
        let (default, largest) = PAGE;
        let limit = page_limit(query, largest, default)?.min(self.page_size.unwrap_or(usize::MAX));
        let from = page_start(query, self.times)?;
        let found = self.found(query)?;
        let page = found.iter().skip(from).take(limit).map(|id| json!({ "id": id, "threadId": id }));
        let page: Vec<_> = page.collect();
        let mut answer = json!({ "resultSizeEstimate": found.len() });
        if from + limit < found.len() {
            answer["nextPageToken"] = json!(page_token(query, self.times, from + limit));
        }
        if !page.is_empty() {
            answer["messages"] = json!(page);
        }
        Ok(answer)
    }

    fn found(&self, query: &Query) -> Result<Vec<&String>, Refusal> {
        let wanted = values(query, "labelIds");
        if let Some(unknown) = wanted.iter().find(|id| !self.labels().any(|(known, _)| known == **id)) {
            return Err(Refusal::new(400, "invalidArgument", format!("Invalid label: {unknown}")));
        }
        let search = Search::read(value(query, "q").unwrap_or_default())?;
        let mut found: Vec<_> = self
            .mails
            .iter()
            .filter(|(_, letter)| !HIDDEN.iter().any(|hidden| letter.labels.contains(*hidden)))
            .filter(|(_, letter)| wanted.iter().all(|id| letter.labels.contains(*id)))
            .filter(|(_, letter)| search.finds(letter, self))
            .collect();
        found.sort_by_key(|(id, letter)| (std::cmp::Reverse(letter.received_at), *id));
        Ok(found.into_iter().map(|(id, _)| id).collect())
    }
}
