//! One mail is fetched and read: by what programs wrote for programs, else by a model.

use crate::ledger::failed;
use crate::{Attempt, Error};
use auth::Digest;
use extract::{Found, Mail, Reading};
use store::{LedgerEntry, MailState};

/// Larger mails are not fetched, in bytes: more than any but pictures need, and several are in memory at once.
const LARGEST_MAIL: usize = 8 << 20;

/// What came of looking at a mail.
pub(crate) enum Looked {
    /// It tells of these events, perhaps of none.
    Told(Box<Told>),
    /// It could not be read, this time or ever.
    Failed(LedgerEntry),
    /// It is prose, and there is no model.
    Unasked(LedgerEntry),
    /// It is prose, and the model may not be asked now.
    Left,
    /// It was deleted.
    Gone,
}

/// A mail that has been read.
pub(crate) struct Told {
    pub(crate) mail: Mail,
    pub(crate) found: Vec<Found>,
    pub(crate) entry: LedgerEntry,
}

impl Attempt<'_> {
    /// Fetches and reads a mail of which this is remembered.
    pub(crate) async fn look(&self, id: &str, before: Option<&LedgerEntry>) -> Result<Looked, Error> {
        let mut entry = self.entry(id, before);
        let access = &self.credentials.access_token;
        let fetched = match self.all.connections.google().mail(access, id, LARGEST_MAIL).await {
            Ok(fetched) => fetched,
            Err(google::Error::MailNotFound) => return Ok(Looked::Gone),
            Err(google::Error::TooLarge) => return Ok(Looked::Failed(failed(entry))),
            Err(google::Error::Malformed(_)) => return Ok(Looked::Failed(crate::ledger::failing(entry))),
            Err(error) => return Err(error.into()),
        };
        entry.digest = Digest::of(&fetched.raw).to_hex();
        let home = self.home.clone();
        let read = move || {
            let mail = Mail::read(&fetched.raw, fetched.received_at).ok()?;
            let reading = extract::read(&mail, &home);
            Some((mail, reading))
        };
        // Off the thread on which alarms are sent: what a mail holds, strangers decide. One that makes us panic is no mail either.
        let Ok(Some((mail, reading))) = tokio::task::spawn_blocking(read).await else {
            return Ok(Looked::Failed(failed(entry)));
        };
        match reading {
            Reading::Events(_, found) => Ok(Looked::Told(Box::new(Told { mail, found, entry }))),
            Reading::Nothing => Ok(Looked::Told(Box::new(Told { mail, found: Vec::new(), entry }))),
            Reading::Prose if self.key.is_none() => {
                Ok(Looked::Unasked(LedgerEntry { state: MailState::Unasked, ..entry }))
            }
            Reading::Prose => self.ask(mail, entry, before).await,
        }
    }
}
