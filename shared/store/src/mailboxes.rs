//! Mailboxes: connected accounts whose mails are read, each by a job of its own.
//!
//! Whoever reads a mailbox raises its epoch first, and everything they write checks it. So a run that was overtaken (by
//! another, by a change of what is wanted, by the end of the connection) can change nothing any more.

use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Read, s};
use crate::jobs::schedule_anyway;
use crate::keys::{self, Key};
use crate::mailbox::{is_ours, read, write};
use crate::table::Action;
use crate::{Mailbox, Standing, Store};
use domain::{Job, JobKind, MetricName, TokenId, UserId};
use series::Op;

/// How often a run tries to begin while others begin.
const BEGIN_TRIES: u32 = 3;

impl Store {
    /// A mailbox as it is stored; `None` where nobody has read it or said anything of it yet.
    pub async fn mailboxes_get(&self, user: UserId, token: TokenId) -> Result<Option<Mailbox>, Error> {
        self.table.get(&keys::mailbox(user, token)).await?.as_ref().map(read).transpose()
    }

    /// Fences off whoever reads this mailbox, and answers it as it is then; `None` where its connection is
    /// gone, ends, or has to be consented to anew.
    pub async fn mailboxes_begin(&self, user: UserId, token: TokenId, now: i64) -> Result<Option<Mailbox>, Error> {
        for _ in 0..BEGIN_TRIES {
            let stored = self.mailboxes_get(user, token).await?;
            let known = stored.map_or_else(|| Mailbox::new(user, token, now), Ok)?;
            let begun = Mailbox { epoch: known.epoch + 1, ..known.clone() };
            match self
                .table
                .transact(vec![connected(user, token), Action::PutIf(write(&begun)?, is_ours(&known))])
                .await
            {
                Ok(()) => return Ok(Some(begun)),
                Err(Error::Conflict) => {} // Somebody else has begun just now, or the connection is none any more.
                Err(error) => return Err(error),
            }
            let connection = self.connections_get(user, token).await?;
            if connection.is_none_or(|connection| connection.standing != Standing::Connected) {
                return Ok(None);
            }
        }
        Err(Error::Contended)
    }

    /// Stores how far a run came, together with operations on its user's metrics; [`Error::Conflict`] where somebody else
    /// has begun meanwhile.
    pub async fn mailboxes_save(&self, mailbox: &Mailbox, ops: Vec<(MetricName, Op)>, now: i64) -> Result<(), Error> {
        let mut actions = self.log_puts(mailbox.user, ops, now.max(mailbox.written_at + 1))?;
        let written_at = match actions.is_empty() {
            true => mailbox.written_at,
            false => self.written_at(now).max(mailbox.written_at),
        };
        let saved = Mailbox { written_at, ..mailbox.clone() };
        actions.push(Action::PutIf(write(&saved)?, is_ours(mailbox)));
        self.table.transact(actions).await?;
        self.seal_soon(mailbox.user, now).await;
        Ok(())
    }

    /// Stores what is wanted of a mailbox that was read, if nobody has begun with it since, and when it is read next.
    pub async fn mailboxes_choose(&self, mailbox: &Mailbox, due_at: i64) -> Result<(), Error> {
        let chosen = Mailbox { epoch: mailbox.epoch + 1, ..mailbox.clone() };
        self.table
            .transact(vec![
                Action::Check(keys::connection(mailbox.user, mailbox.token), Expression::present()),
                Action::PutIf(write(&chosen)?, is_ours(mailbox)),
                read_at(mailbox.user, mailbox.token, due_at),
            ])
            .await
    }

    /// Forgets a mailbox and what became of its mails. The events that they told of stay.
    pub async fn mailboxes_forget(&self, user: UserId, token: TokenId) -> Result<(), Error> {
        // The mailbox first: so nobody who still reads it writes anything more.
        self.table.delete(&keys::mailbox(user, token)).await?;
        let mails = Query::all(keys::mails(user)).beginning(&keys::mails_of(token)).keys_only();
        let mails: Vec<Key> = self.table.query_all(&mails).await?.iter().map(Read::key).collect::<Result<_, _>>()?;
        self.table.delete_all(&mails).await
    }

    /// Removes the mailboxes of a user who is deleted.
    pub(crate) async fn mailboxes_erase(&self, user: UserId) -> Result<(), Error> {
        let mailboxes = Query::all(keys::user(user)).beginning(keys::MAILBOXES).keys_only();
        let keys = self.table.query_all(&mailboxes).await?;
        let keys: Vec<Key> = keys.iter().map(Read::key).collect::<Result<_, _>>()?;
        self.table.delete_all(&keys).await
    }
}

/// Part of a transaction: holds while nobody else has begun with the mailbox.
pub(crate) fn check(mailbox: &Mailbox) -> Action {
    Action::Check(keys::mailbox(mailbox.user, mailbox.token), is_ours(mailbox))
}

/// Part of a transaction: holds while the account is there to be read.
fn connected(user: UserId, token: TokenId) -> Action {
    let standing = [(":connected", s(Standing::Connected.as_str()))];
    Action::Check(keys::connection(user, token), Expression::new("standing = :connected", standing))
}

/// Part of a transaction: the mailbox is read at this time.
pub(crate) fn read_at(user: UserId, token: TokenId, due_at: i64) -> Action {
    schedule_anyway(JobKind::MailIngest, &Job::subject_of(user, token), due_at)
}
