//! The Gmail API (<https://developers.google.com/workspace/gmail/api/reference/rest/v1>), of which five calls are answered:
//! the profile, labels, listings, the history, and whole mails. Pure.

mod history;
mod inbox;
mod listing;
mod mailbox;
mod search;

pub(super) use inbox::Inbox;
pub use mailbox::Mailbox;

use super::answer::Refusal;
use super::listing::{Query, value};
use super::request::Request;
use super::script::Call;
use serde_json::Value;

/// What the Gmail API wants to have been granted: one of these.
pub(super) const SCOPES: [&str; 3] = [
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/gmail.modify",
    "https://mail.google.com/",
];
/// These change the shape of an answer, which the fake always gives whole.
const OF_NO_EFFECT: [&str; 5] = ["alt", "fields", "prettyPrint", "key", "quotaUser"];

impl Inbox {
    /// What is answered to a request about this mailbox.
    pub(super) fn answer(&self, call: Call, request: &Request) -> Result<Value, Refusal> {
        if self.is_closed() {
            return Err(Refusal::new(400, "failedPrecondition", "Mail service not enabled"));
        }
        match call {
            Call::GmailProfile => only(&request.query, &[]).map(|()| self.profile()),
            Call::GmailLabels => only(&request.query, &[]).map(|()| self.labels_json()),
            Call::GmailList => self.list(&request.query),
            Call::GmailHistory => self.history(&request.query),
            _ => self.get(request.segments().last().map_or("", String::as_str), &request.query),
        }
    }
}

/// Refuses parameters that the call does not have, or the fake does not know.
fn only(query: &Query, known: &[&str]) -> Result<(), Refusal> {
    let unknown = query.iter().find(|(name, _)| {
        let name = name.as_str();
        !known.contains(&name) && !OF_NO_EFFECT.contains(&name)
    });
    match unknown {
        None => Ok(()),
        Some((name, value)) => Err(Refusal::invalid(format!("This fake does not know {name}={value}."))),
    }
}

/// All values of a parameter that may stand there several times.
fn values<'a>(query: &'a Query, name: &str) -> Vec<&'a str> {
    query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

/// Where a page begins, by the token that the page before named: `<times>:<place>:<what was asked for>`.
fn page_start(query: &Query, times: u64) -> Result<usize, Refusal> {
    let Some(token) = value(query, "pageToken") else { return Ok(0) };
    let place = token.split_once(':').filter(|(of, _)| *of == times.to_string()).and_then(|(_, rest)| {
        let (place, asked) = rest.split_once(':')?;
        place.parse().ok().filter(|_| asked == digest_of(query))
    });
    place.ok_or_else(|| Refusal::new(400, "invalidArgument", "Invalid pageToken"))
}

/// The token of the page that begins at `place`.
fn page_token(query: &Query, times: u64, place: usize) -> String {
    format!("{times}:{place}:{}", digest_of(query))
}

/// What has to be the same on all pages of a listing.
fn digest_of(query: &Query) -> String {
    let mut pairs: Vec<_> =
        query.iter().filter(|(name, _)| !["pageToken", "fields"].contains(&name.as_str())).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}
