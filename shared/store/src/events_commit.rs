//! Changing events: by a mail, together with what became of the mail, or by a person.
//!
//! Which event a mail means depends on all events there are. So what mails tell is stored under one version of them all,
//! which is read before any event is; of two mails at once one is first. What a person says concerns one event.

use crate::error::Error;
use crate::event;
use crate::expression::Expression;
use crate::item::{item, n};
use crate::keys::Key;
use crate::table::Action;
use crate::{LedgerEntry, Mailbox, Store, StoredEvent, keys, ledger, mailboxes};
use domain::UserId;

/// What becomes of one event.
#[derive(Clone, Debug)]
pub struct EventChange {
    /// As it is stored, if it is.
    pub before: Option<StoredEvent>,
    /// As it is to be; its version is set here.
    pub after: StoredEvent,
}

impl EventChange {
    /// How many parts of a transaction it takes; DynamoDB takes 100 in all.
    pub fn actions_at_most(&self) -> usize {
        3 + self.before.as_ref().map_or(0, |before| before.names.len()) + self.after.names.len()
    }

    fn actions(&self, user: UserId) -> Vec<Action> {
        let version = self.before.as_ref().map_or(0, |before| before.version);
        let after = StoredEvent { version: version + 1, ..self.after.clone() };
        let unchanged = match version {
            0 => Expression::absent(),
            version => Expression::new("version = :version", [(":version", n(version))]),
        };
        let own = event::write(&keys::event(user, &after.id), &after);
        let mut actions = vec![Action::PutIf(own, unchanged)];
        let place = after.started(user);
        let left = self.before.as_ref().map(|before| before.started(user)).filter(|left| *left != place);
        actions.extend(left.map(Action::Delete));
        actions.push(Action::Put(event::write(&place, &after)));
        let was_listed = self.before.as_ref().map(|before| before.listed(user)).unwrap_or_default();
        let is_listed = after.listed(user);
        let at = |sk: &String| Key::new(keys::events(user), sk);
        actions.extend(was_listed.difference(&is_listed).map(|sk| Action::Delete(at(sk))));
        actions.extend(is_listed.difference(&was_listed).map(|sk| Action::Put(item(&at(sk), []))));
        actions
    }
}

impl Store {
    /// Stores what a mail tells of events and, with the last part of it, what became of the mail. [`Error::Conflict`] where
    /// somebody else has begun with the mailbox, or any event has changed since `seen` was read. Answers the version to go
    /// on with.
    pub async fn events_commit(
        &self,
        mailbox: &Mailbox,
        seen: u64,
        changes: &[EventChange],
        entry: Option<&LedgerEntry>,
    ) -> Result<u64, Error> {
        let user = mailbox.user;
        let unchanged = match seen {
            0 => Expression::absent(),
            seen => Expression::new("version = :seen", [(":seen", n(seen))]),
        };
        let raised = item(&keys::events_version(user), [("version", n(seen + 1))]);
        let mut actions = vec![mailboxes::check(mailbox), Action::PutIf(raised, unchanged)];
        actions.extend(changes.iter().flat_map(|change| change.actions(user)));
        actions.extend(entry.map(|entry| ledger::noted(mailbox, entry)));
        self.table.transact(actions).await?;
        Ok(seen + 1)
    }

    /// Stores what a person says of an event; [`Error::Conflict`] where it has changed since it was read.
    pub async fn events_save(&self, user: UserId, change: &EventChange) -> Result<(), Error> {
        self.table.transact(change.actions(user)).await
    }
}
