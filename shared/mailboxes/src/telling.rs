//! What a mail tells is stored: events, and with the last of them what became of the mail.

use crate::reading::Told;
use crate::shelf::{Change, Shelf, names};
use crate::{Attempt, Error};
use store::{EventChange, MailRun};

/// How often a mail is taken in while others change events.
const TRIES: u32 = 5;
/// As many parts of a transaction as events may have; DynamoDB takes 100, and three are others'.
const MOST_ACTIONS: usize = 90;

impl Attempt<'_> {
    /// Stores what a mail tells of.
    pub(crate) async fn tell(&self, told: &Told) -> Result<(), Error> {
        for _ in 0..TRIES {
            match self.tell_once(told).await {
                Err(Error::Overtaken) if self.is_still_ours().await? => {} // Another mailbox's mail was first, or a person.
                outcome => return outcome,
            }
        }
        Err(Error::Store(store::Error::Contended))
    }

    async fn tell_once(&self, told: &Told) -> Result<(), Error> {
        let (store, user) = (&self.all.store, self.mailbox.user);
        if told.found.is_empty() {
            return Ok(store.ledger_note(&self.mailbox, &told.entry).await?);
        }
        let mut seen = store.events_version(user).await?;
        let known = store.events_named(user, &names(&told.found)).await?;
        let mut shelf = Shelf::of(known, &self.home)?;
        let now = self.clock.now_ms();
        told.found.iter().for_each(|found| shelf.take(found, &told.mail, now));
        let changes = shelf.changes()?;
        if changes.is_empty() {
            return Ok(store.ledger_note(&self.mailbox, &told.entry).await?);
        }
        let parts = parted(changes);
        let last = parts.len() - 1;
        for (at, (how, part)) in parts.into_iter().enumerate() {
            let entry = (at == last).then_some(&told.entry);
            seen = store.events_commit(&self.mailbox, seen, &part, entry).await?;
            count(&mut self.purse().run, &how);
        }
        Ok(())
    }

    async fn is_still_ours(&self) -> Result<bool, Error> {
        let stored = self.all.store.mailboxes_get(self.mailbox.user, self.mailbox.token).await?;
        Ok(stored.is_some_and(|stored| stored.epoch == self.mailbox.epoch))
    }
}

/// As many changes together as fit into a transaction.
fn parted(changes: Vec<(Change, EventChange)>) -> Vec<(Vec<Change>, Vec<EventChange>)> {
    let mut parts: Vec<(Vec<Change>, Vec<EventChange>)> = vec![Default::default()];
    let mut actions = 0;
    for (how, change) in changes {
        actions += change.actions_at_most();
        if MOST_ACTIONS < actions {
            parts.push(Default::default());
            actions = change.actions_at_most();
        }
        if let Some((hows, part)) = parts.last_mut() {
            hows.push(how);
            part.push(change);
        }
    }
    parts
}

fn count(run: &mut MailRun, changes: &[Change]) {
    let count = |wanted| changes.iter().filter(|change| **change == wanted).count() as u64;
    run.created += count(Change::Created);
    run.updated += count(Change::Updated);
    run.deduplicated += count(Change::Deduplicated);
}
