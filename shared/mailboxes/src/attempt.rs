//! One run over a mailbox, or the part of it that one invocation does.

use crate::Mailboxes;
use crate::progress::Progress;
use extract::model::Budget;
use google::Credentials;
use jiff::tz::TimeZone;
use runtime::Clock;
use std::sync::Mutex;
use store::{MailRun, Mailbox};

/// What is known throughout a run.
pub(crate) struct Attempt<'a> {
    pub(crate) all: &'a Mailboxes,
    pub(crate) mailbox: Mailbox,
    pub(crate) credentials: Credentials,
    /// The model's key; `None` where no model is asked.
    pub(crate) key: Option<Key>,
    /// The zone of times that name none.
    pub(crate) home: TimeZone,
    pub(crate) clock: Clock,
    /// No mail is begun after this, in ms.
    pub(crate) until: i64,
    /// What is left to spend, and whether the model may still be asked.
    pub(crate) purse: Mutex<Purse>,
}

/// What goes with a question; a server of one's own needs nothing.
pub(crate) struct Key(pub(crate) Option<String>);

/// What is left to spend, and how that went.
pub(crate) struct Purse {
    pub(crate) budget: Budget,
    pub(crate) run: MailRun,
    /// Why the model is not asked any more.
    pub(crate) refusal: Option<extract::openai::AskError>,
}

impl Attempt<'_> {
    pub(crate) fn purse(&self) -> std::sync::MutexGuard<'_, Purse> {
        self.purse.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Under which circumstances mails are read now.
    pub(crate) fn circumstances(&self, label: &str) -> Progress {
        Progress {
            history_id: None,
            label: label.to_owned(),
            wanted: self.mailbox.wanted.clone(),
            rules: crate::progress::RULES,
            has_model: self.key.is_some(),
        }
    }

    pub(crate) fn is_time_up(&self) -> bool {
        self.until <= self.clock.now_ms()
    }
}
