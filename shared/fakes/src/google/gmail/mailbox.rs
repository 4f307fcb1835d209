//! A test's hand on a mailbox: what the world sends to it, and what its owner does on the web page.

use super::inbox::Inbox;
use crate::google::server::{Shared, lock, now};

/// The mailbox of an account. Cheap to clone.
#[derive(Clone)]
pub struct Mailbox {
    pub(in crate::google) state: Shared,
    pub(in crate::google) account: String,
}

impl Mailbox {
    /// A mail (RFC 5322) comes in now, into the inbox and with the labels of these names, which are made where there are
    /// none. Answers its id.
    pub fn receive(&self, raw: impl Into<Vec<u8>>, labels: &[&str]) -> String {
        let at = now(&lock(&self.state));
        self.receive_at(raw, labels, at)
    }

    /// The same at another time, in ms since 1970.
    pub fn receive_at(&self, raw: impl Into<Vec<u8>>, labels: &[&str], at: i64) -> String {
        self.inbox(|inbox| {
            let ids = ["INBOX", "UNREAD"].iter().chain(labels).map(|name| inbox.ensure_label(name)).collect();
            inbox.receive(raw.into(), ids, at)
        })
    }

    /// The id of the label of this name, which is made where there is none.
    pub fn label(&self, name: &str) -> String {
        self.inbox(|inbox| inbox.ensure_label(name))
    }

    /// The label of this name is called otherwise from now on; its id stays.
    pub fn rename_label(&self, name: &str, new_name: &str) {
        self.inbox(|inbox| {
            let id = inbox.ensure_label(name);
            inbox.rename_label(&id, new_name);
        });
    }

    /// The label of this name is removed, from all mails too.
    pub fn remove_label(&self, name: &str) {
        self.inbox(|inbox| {
            let id = inbox.ensure_label(name);
            inbox.remove_label(&id);
        });
    }

    /// A mail gets the label of this name. `TRASH` moves it into the bin.
    pub fn add_to(&self, mail: &str, label: &str) {
        self.inbox(|inbox| {
            let id = inbox.ensure_label(label);
            inbox.label(mail, id);
        });
    }

    /// A mail loses the label of this name.
    pub fn take_from(&self, mail: &str, label: &str) {
        self.inbox(|inbox| {
            let id = inbox.ensure_label(label);
            inbox.unlabel(mail, &id);
        });
    }

    /// A mail is deleted for good.
    pub fn delete(&self, mail: &str) {
        self.inbox(|inbox| inbox.delete(mail));
    }

    /// The last change so far, as a history id.
    pub fn history_id(&self) -> u64 {
        self.inbox(|inbox| inbox.last_change())
    }

    /// History ids that were given out so far are too old: answered with 404.
    pub fn forget_history(&self) {
        self.inbox(Inbox::forget_history);
    }

    /// Pages that were named so far are answered with 400.
    pub fn forget_pages(&self) {
        self.inbox(|inbox| inbox.times += 1);
    }

    /// A page holds at most so many mails or changes, however many are asked for.
    pub fn page_size(&self, most: usize) {
        self.inbox(|inbox| inbox.page_size = Some(most.max(1)));
    }

    /// The account has no Gmail (any more).
    pub fn close(&self) {
        self.inbox(Inbox::close);
    }

    fn inbox<T>(&self, work: impl FnOnce(&mut Inbox) -> T) -> T {
        let mut state = lock(&self.state);
        work(&mut state.account(&self.account).inbox)
    }
}
