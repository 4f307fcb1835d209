//! What became of each mail: so that none is read twice, nor paid for twice.
//!
//! ```text
//!            a model has answered             applied
//!  (none) ─────────────────────────▶ answered ───────▶ read
//!     │                                                  ▲
//!     ├──────────────────────────────────────────────────┘  by what programs wrote for programs
//!     ├──▶ unasked     prose, and there is no model
//!     ├──▶ trying      it failed, and may yet succeed
//!     └──▶ failed      it never will
//! ```
//!
//! What a model has answered is kept until what it tells is stored: a run that dies between the two has not to ask again.

use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read, b, item, n, s};
use crate::table::Action;
use crate::{Mailbox, Store, keys, mailboxes};
use domain::{TokenId, UserId};

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// A model has answered what it tells; that is not stored yet.
    Answered,
    /// What it tells is stored.
    Read,
    /// Only a model could read it, and there was none.
    Unasked,
    /// It could not be read, and is tried again.
    Trying,
    /// It will never be read.
    Failed,
}

/// What became of a mail. Debug shows nothing of what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The provider's id of it.
    pub mail: String,
    /// Where it stands.
    pub state: MailState,
    /// The SHA-256 of all of it, in hex; empty where it was never fetched.
    pub digest: String,
    /// By which rules it was read.
    pub rules: u32,
    /// How often it was tried.
    pub attempts: u32,
    /// Tokens that the model read for it, in all.
    pub tokens_in: u64,
    /// Tokens that the model wrote.
    pub tokens_out: u64,
    /// What that cost, in millionths of a dollar.
    pub cost: u64,
    /// What the model answered, as long as that is not stored.
    pub answer: Option<Vec<u8>>,
    /// When this was written, in ms.
    pub at: i64,
    /// When this is forgotten, in seconds.
    pub expires_at: i64,
}

impl std::fmt::Debug for LedgerEntry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "LedgerEntry({:?})", self.state)
    }
}

const STATES: [MailState; 5] =
    [MailState::Answered, MailState::Read, MailState::Unasked, MailState::Trying, MailState::Failed];

impl MailState {
    fn as_str(self) -> &'static str {
        match self {
            MailState::Answered => "answered",
            MailState::Read => "read",
            MailState::Unasked => "unasked",
            MailState::Trying => "trying",
            MailState::Failed => "failed",
        }
    }
}

impl Store {
    /// What became of a mailbox's mails, as far as that is not forgotten.
    pub async fn ledger_list(&self, user: UserId, token: TokenId, now: i64) -> Result<Vec<LedgerEntry>, Error> {
        let query = Query::all(keys::mails(user)).beginning(&keys::mails_of(token));
        let entries = self.table.query_all(&query).await?;
        let entries = entries.iter().map(|item| read(item, token)).collect::<Result<Vec<_>, _>>()?;
        Ok(entries.into_iter().filter(|entry| now.div_euclid(1000) < entry.expires_at).collect())
    }

    /// Notes what became of a mail that tells of no change; [`Error::Conflict`] where somebody else has begun with its
    /// mailbox.
    pub async fn ledger_note(&self, mailbox: &Mailbox, entry: &LedgerEntry) -> Result<(), Error> {
        self.table.transact(vec![mailboxes::check(mailbox), noted(mailbox, entry)]).await
    }
}

/// Part of a transaction: what became of a mail.
pub(crate) fn noted(mailbox: &Mailbox, entry: &LedgerEntry) -> Action {
    Action::Put(write(mailbox, entry))
}

fn write(mailbox: &Mailbox, entry: &LedgerEntry) -> Item {
    let mut item = item(
        &keys::mail(mailbox.user, mailbox.token, &entry.mail),
        [
            ("mail_state", s(entry.state.as_str())),
            ("digest", s(&entry.digest)),
            ("rules", n(entry.rules)),
            ("attempts", n(entry.attempts)),
            ("tokens_in", n(entry.tokens_in)),
            ("tokens_out", n(entry.tokens_out)),
            ("cost", n(entry.cost)),
            ("noted_at", n(entry.at)),
            ("expires_at", n(entry.expires_at)),
        ],
    );
    if let Some(answer) = &entry.answer {
        item.insert("answer".to_owned(), b(answer.clone()));
    }
    item
}

fn read(item: &Item, token: TokenId) -> Result<LedgerEntry, Error> {
    let word = item.text("mail_state")?;
    let state = STATES.into_iter().find(|state| state.as_str() == word);
    let answer = if item.contains_key("answer") { Some(item.bytes("answer")?.to_vec()) } else { None };
    let mail = item.text("sk")?.strip_prefix(&keys::mails_of(token)).ok_or(Error::Malformed("sk"))?;
    Ok(LedgerEntry {
        mail: mail.to_owned(),
        state: state.ok_or(Error::Malformed("mail_state"))?,
        digest: item.text("digest")?.to_owned(),
        rules: item.number("rules")?,
        attempts: item.number("attempts")?,
        tokens_in: item.number("tokens_in")?,
        tokens_out: item.number("tokens_out")?,
        cost: item.number("cost")?,
        answer,
        at: item.number("noted_at")?,
        expires_at: item.number("expires_at")?,
    })
}
