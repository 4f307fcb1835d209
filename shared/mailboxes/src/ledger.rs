//! What became of mails, and which are settled.

use crate::progress::RULES;
use crate::wanted::LOOK_BACK_MS;
use crate::{Attempt, Error};
use std::collections::HashMap;
use store::{LedgerEntry, MailState};

/// A mail that fails in a way that may pass is tried so often.
const MOST_ATTEMPTS: u32 = 5;
/// What became of a mail is remembered so long after the last word of it, in ms: longer than it is listed.
const REMEMBERED_MS: i64 = LOOK_BACK_MS + 35 * 86_400_000;

/// What is remembered of a mailbox's mails, by their ids.
pub(crate) type Ledger = HashMap<String, LedgerEntry>;

impl Attempt<'_> {
    pub(crate) async fn ledger(&self) -> Result<Ledger, Error> {
        let (user, token) = (self.mailbox.user, self.mailbox.token);
        let entries = self.all.store.ledger_list(user, token, self.clock.now_ms()).await?;
        Ok(entries.into_iter().map(|entry| (entry.mail.clone(), entry)).collect())
    }

    /// Whether there is nothing to do about a mail any more.
    pub(crate) fn is_settled(&self, entry: Option<&LedgerEntry>) -> bool {
        entry.is_some_and(|entry| {
            let is_over = match entry.state {
                MailState::Read | MailState::Failed => true,
                MailState::Unasked => self.key.is_none(),
                MailState::Answered | MailState::Trying => false,
            };
            is_over && entry.rules == RULES
        })
    }

    /// What is to be remembered of a mail that was looked at.
    pub(crate) fn entry(&self, mail: &str, before: Option<&LedgerEntry>) -> LedgerEntry {
        let at = self.clock.now_ms();
        let known = before.filter(|entry| entry.rules == RULES);
        LedgerEntry {
            mail: mail.to_owned(),
            state: MailState::Read,
            digest: String::new(),
            rules: RULES,
            attempts: known.map_or(0, |entry| entry.attempts) + 1,
            // What was paid was paid, by whatever rules.
            tokens_in: before.map_or(0, |entry| entry.tokens_in),
            tokens_out: before.map_or(0, |entry| entry.tokens_out),
            cost: before.map_or(0, |entry| entry.cost),
            answer: None,
            at,
            expires_at: (at + REMEMBERED_MS).div_euclid(1000),
        }
    }
}

/// It could not be read this time.
pub(crate) fn failing(entry: LedgerEntry) -> LedgerEntry {
    let state = if MOST_ATTEMPTS <= entry.attempts { MailState::Failed } else { MailState::Trying };
    LedgerEntry { state, ..entry }
}

/// It will never be read.
pub(crate) fn failed(entry: LedgerEntry) -> LedgerEntry {
    LedgerEntry { state: MailState::Failed, ..entry }
}
