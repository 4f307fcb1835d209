//! A mailbox: mails, labels, and the order in which they changed. Pure.

use super::only;
use crate::google::answer::Refusal;
use crate::google::listing::{Query, value};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Labels that every mailbox has; their names are their ids.
const SYSTEM: [&str; 6] = ["INBOX", "UNREAD", "SENT", "STARRED", "SPAM", "TRASH"];
/// History ids begin somewhere,
const FIRST_CHANGE: u64 = 4_711;
/// and have gaps between them.
const GAP: u64 = 13;

/// A mail as it lies there.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) raw: Vec<u8>,
    /// Ids.
    pub(super) labels: BTreeSet<String>,
    /// In ms.
    pub(super) received_at: i64,
    /// The change that it was part of last.
    history_id: u64,
}

/// What happened to a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    Added,
    Labelled,
    Unlabelled,
    Deleted,
}

/// A record of the history.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) id: u64,
    pub(super) mail: String,
    pub(super) what: Happening,
    /// The mail's labels afterwards, or before it was deleted.
    pub(super) labels: BTreeSet<String>,
    /// Those that came or went.
    pub(super) changed: Vec<String>,
}

/// Somebody's mailbox.
#[derive(Default)]
pub(in crate::google) struct Inbox {
    address: String,
    pub(super) mails: BTreeMap<String, Letter>,
    /// Names by id, in the order in which they were made.
    labels: Vec<(String, String)>,
    pub(super) changes: Vec<Change>,
    /// Changes up to this one are forgotten.
    pub(super) forgotten: u64,
    /// Page tokens of earlier times are good for nothing.
    pub(super) times: u64,
    pub(super) page_size: Option<usize>,
    closed: bool,
    made: u64,
}

impl Inbox {
    pub(in crate::google) fn new(address: &str) -> Inbox {
        Inbox { address: address.to_owned(), ..Inbox::default() }
    }

    /// The last change so far.
    pub(super) fn last_change(&self) -> u64 {
        self.changes.last().map_or(FIRST_CHANGE, |change| change.id)
    }

    /// The id of the label of this name, in whatever case.
    pub(super) fn label_id(&self, name: &str) -> Option<&str> {
        let system = SYSTEM.into_iter().find(|label| label.eq_ignore_ascii_case(name));
        let own = || self.labels.iter().find(|(_, own)| own.to_lowercase() == name.to_lowercase());
        system.or_else(|| own().map(|(id, _)| id.as_str()))
    }

    /// Ids and names of all labels.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.labels.iter().map(|(id, name)| (id.as_str(), name.as_str()));
        SYSTEM.into_iter().map(|name| (name, name)).chain(own)
    }

    /// The same, made where there is none.
    pub(super) fn ensure_label(&mut self, name: &str) -> String {
        if let Some(id) = self.label_id(name) {
            return id.to_owned();
        }
        self.made += 1;
        let id = format!("Label_{}", self.made);
        self.labels.push((id.clone(), name.to_owned()));
        id
    }

    pub(super) fn rename_label(&mut self, id: &str, name: &str) {
        for label in self.labels.iter_mut().filter(|(known, _)| known == id) {
            name.clone_into(&mut label.1);
        }
    }

    pub(super) fn remove_label(&mut self, id: &str) {
        self.labels.retain(|(known, _)| known != id);
        let mails: Vec<String> = self.mails.keys().cloned().collect();
        mails.iter().for_each(|mail| self.unlabel(mail, id));
    }

    /// A mail comes in. Answers its id.
    pub(super) fn receive(&mut self, raw: Vec<u8>, labels: BTreeSet<String>, received_at: i64) -> String {
        self.made += 1;
        let id = format!("19a0{:012x}", self.made * 0x9e37_79b9);
        self.mails.insert(id.clone(), Letter { raw, labels, received_at, history_id: 0 });
        self.record(&id, Happening::Added, Vec::new());
        id
    }

    pub(super) fn label(&mut self, mail: &str, label: String) {
        let added = self.mails.get_mut(mail).is_some_and(|letter| letter.labels.insert(label.clone()));
        if added {
            self.record(mail, Happening::Labelled, vec![label]);
        }
    }

    pub(super) fn unlabel(&mut self, mail: &str, label: &str) {
        let removed = self.mails.get_mut(mail).is_some_and(|letter| letter.labels.remove(label));
        if removed {
            self.record(mail, Happening::Unlabelled, vec![label.to_owned()]);
        }
    }

    pub(super) fn delete(&mut self, mail: &str) {
        if self.mails.contains_key(mail) {
            self.record(mail, Happening::Deleted, Vec::new());
            self.mails.remove(mail);
        }
    }

    /// History ids that were given out so far are too old.
    pub(super) fn forget_history(&mut self) {
        // Something happened that nobody asked about, so that what is asked for next is known.
        let forgotten = self.last_change();
        self.changes.push(Change {
            id: forgotten + GAP,
            mail: String::new(),
            what: Happening::Deleted,
            labels: BTreeSet::new(),
            changed: Vec::new(),
        });
        self.forgotten = forgotten + 1;
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    fn record(&mut self, mail: &str, what: Happening, changed: Vec<String>) {
        let id = self.last_change() + GAP;
        let Some(letter) = self.mails.get_mut(mail) else { return };
        letter.history_id = id;
        let labels = letter.labels.clone();
        self.changes.push(Change { id, mail: mail.to_owned(), what, labels, changed });
    }

    pub(super) fn profile(&self) -> Value {
        let total = self.mails.len();
        json!({
            "emailAddress": self.address, "messagesTotal": total, "threadsTotal": total,
            "historyId": self.last_change().to_string(),
        })
    }

    pub(super) fn labels_json(&self) -> Value {
        let labels = self.labels().map(|(id, name)| {
            let kind = if SYSTEM.contains(&id) { "system" } else { "user" };
            json!({ "id": id, "name": name, "type": kind })
        });
        json!({ "labels": labels.collect::<Vec<_>>() })
    }

    /// `messages.get`, in the formats `raw` and `minimal`.
    pub(super) fn get(&self, id: &str, query: &Query) -> Result<Value, Refusal> {
        only(query, &["format"])?;
        let letter = self.mails.get(id);
        let letter = letter.ok_or_else(|| Refusal::new(404, "notFound", "Requested entity was not found."))?;
        let mut message = json!({
            "id": id, "threadId": id, "labelIds": letter.labels, "snippet": "",
            "historyId": letter.history_id.to_string(), "internalDate": letter.received_at.to_string(),
            "sizeEstimate": letter.raw.len(),
        });
        match value(query, "format") {
            Some("raw") => message["raw"] = json!(URL_SAFE.encode(&letter.raw)),
            Some("minimal") => {}
            _ => return Err(Refusal::invalid("This fake gives mails as raw or minimal only.")),
        }
        Ok(message)
    }
}
