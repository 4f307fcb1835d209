//! The job: reads the new mails of a mailbox.

use crate::attempt::{Key, Purse};
use crate::ledger::failing;
use crate::listing::Listing;
use crate::reading::Looked;
use crate::{Attempt, Error, Mailboxes};
use domain::{Product, TokenId, UserId, UserState};
use extract::model::Budget;
use futures::{StreamExt, TryStreamExt};
use runtime::Clock;
use std::sync::Mutex;
use store::{Connection, LedgerEntry, MailRun, Mailbox, Next, Standing};

/// As many mails are fetched and asked about at once: Gmail bears fifty times that, and a model's server answers several
/// questions as soon as one.
const SIDE_BY_SIDE: usize = 4;
/// No mail is begun after so much of a run: what was begun may wait for Gmail for half a minute and for a model for two, and
/// its end has to come before that of the job's lease.
const BEGUN_WITHIN_MS: i64 = 60_000;
/// Nor this long before the invocation ends.
const LAST_BEGIN_MS: i64 = 155_000;
/// A run that has not come to its end goes on in the next invocation, a tick later.
const GOES_ON_MS: i64 = 30_000;

impl Mailboxes {
    /// Reads what is new in a mailbox, as far as an invocation comes that ends at `deadline` (ms); says when to come again. An
    /// error is for the job's back-off, and is noted in the mailbox.
    pub async fn run(&self, user: UserId, token: TokenId, clock: Clock, deadline: i64) -> Result<Next, Error> {
        let now = clock.now_ms();
        let Some(connection) = self.store.connections_get(user, token).await? else { return Ok(Next::Done) };
        if connection.product != Product::Gmail || connection.standing == Standing::Disconnecting {
            return Ok(Next::Done);
        }
        match self.store.tokens_get(user, token).await? {
            None => {
                // Deleted together with all others: it is the connection's own job to end it.
                self.store.connections_end(user, token, now, now).await?;
                return Ok(Next::Done);
            }
            Some(token) if token.expires_at <= now.div_euclid(1000) => return Ok(Next::Done),
            Some(_) if connection.standing == Standing::ConsentNeeded => return self.idle(user, token, now).await,
            Some(_) => {}
        }
        let owner = self.store.users_get(user).await?;
        if !owner.is_some_and(|owner| owner.state == UserState::Active) {
            // Who is suspended sees no event, and nothing is to be paid for them.
            let mailbox = self.store.mailboxes_get(user, token).await?;
            return Ok(mailbox.and_then(|mailbox| mailbox.next_run(now)).map_or(Next::Done, Next::At));
        }
        let Some(mailbox) = self.store.mailboxes_begin(user, token, now).await? else { return Ok(Next::Done) };
        let until = (now + BEGUN_WITHIN_MS).min(deadline - LAST_BEGIN_MS);
        self.begun(connection, mailbox, clock, until).await
    }

    /// Nothing can be read before the account's owner consents anew.
    async fn idle(&self, user: UserId, token: TokenId, now: i64) -> Result<Next, Error> {
        let Some(mailbox) = self.store.mailboxes_get(user, token).await? else { return Ok(Next::Done) };
        crate::finish::alarm(&mailbox, now);
        Ok(mailbox.next_run(now).map_or(Next::Done, Next::At))
    }

    async fn begun(
        &self,
        mut connection: Connection,
        mailbox: Mailbox,
        clock: Clock,
        until: i64,
    ) -> Result<Next, Error> {
        let now = clock.now_ms();
        let run = mailbox.run.clone().filter(|run| run.ended_at.is_none());
        let run = run.unwrap_or(MailRun { began_at: now, ..MailRun::default() });
        let outcome = self.read(&mut connection, mailbox.clone(), &clock, until, run.clone()).await;
        let (run, ended) = match outcome {
            Ok((run, ended)) => (run, Ok(ended)),
            Err((run, error)) => (run, Err(error)),
        };
        self.finish(&mut connection, mailbox, run, ended, clock.now_ms()).await
    }

    /// Reads; answers what came of it so far, also where it fails.
    async fn read(
        &self,
        connection: &mut Connection,
        mailbox: Mailbox,
        clock: &Clock,
        until: i64,
        run: MailRun,
    ) -> Result<(MailRun, Ended), (MailRun, Error)> {
        let attempt = self.prepare(connection, mailbox, clock, until, run.clone()).await;
        let mut attempt = attempt.map_err(|error| (run, error))?;
        let listed = match attempt.list().await {
            Err(Error::Google(google::Error::Unauthorized)) => {
                let fresh = self.connections.refresh(connection, &attempt.credentials, clock.now_ms()).await;
                match fresh {
                    Ok(credentials) => {
                        attempt.credentials = credentials;
                        attempt.list().await
                    }
                    Err(error) => Err(error.into()),
                }
            }
            listed => listed,
        };
        let ended = match listed {
            Ok(listing) => attempt.go_through(listing).await,
            Err(error) => Err(error),
        };
        let purse = attempt.purse.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        match (ended, purse.refusal) {
            (Ok(_), Some(refusal)) => Err((purse.run, refusal.into())),
            (Ok(ended), None) => Ok((purse.run, ended)),
            (Err(error), _) => Err((purse.run, error)),
        }
    }

    async fn prepare(
        &self,
        connection: &mut Connection,
        mailbox: Mailbox,
        clock: &Clock,
        until: i64,
        run: MailRun,
    ) -> Result<Attempt<'_>, Error> {
        let credentials = self.connections.fresh(connection, clock.now_ms()).await?;
        let budget = Budget::new(self.model.limit.saturating_sub(run.cost));
        Ok(Attempt {
            all: self,
            home: mailbox.zone.rules().clone(),
            mailbox,
            credentials,
            key: self.key().await?,
            clock: clock.clone(),
            until,
            purse: Mutex::new(Purse { budget, run, refusal: None }),
        })
    }

    /// What goes with questions; `None` where none are asked.
    async fn key(&self) -> Result<Option<Key>, Error> {
        if self.model.settings.is_none() {
            return Ok(None);
        }
        let key = self.secrets.current().await?.openai_key.clone();
        Ok((key.is_some() || self.model.is_own).then_some(Key(key)))
    }
}

/// How a run, or the part of it that an invocation does, came to its end.
pub(crate) enum Ended {
    /// All mails were looked at; what is known then, in JSON, where each is settled.
    Whole(Option<String>),
    /// Time was up.
    GoesOn,
}

impl Ended {
    /// When a run goes on.
    pub(crate) fn again_at(now: i64) -> i64 {
        now + GOES_ON_MS
    }
}

impl Attempt<'_> {
    /// Looks at the mails that are not settled: some are read at once, and what they tell is stored one after the other.
    async fn go_through(&self, listing: Listing) -> Result<Ended, Error> {
        if listing.mails.is_empty() {
            return Ok(Ended::Whole(Some(listing.then.to_json())));
        }
        let ledger = self.ledger().await?;
        let open: Vec<&String> = listing.mails.iter().filter(|mail| !self.is_settled(ledger.get(*mail))).collect();
        let total = open.len();
        let look = |mail: &'_ String| {
            let (mail, before) = (mail.clone(), ledger.get(mail));
            async move { if self.is_time_up() { Ok(None) } else { self.look(&mail, before).await.map(Some) } }
        };
        let looks = futures::stream::iter(open).map(look).buffered(SIDE_BY_SIDE);
        let took = looks.try_fold((0, true), |(seen, settled), looked| async move {
            match looked {
                None => Ok((seen, false)),
                Some(looked) => Ok((seen + 1, self.take(looked).await? && settled)),
            }
        });
        let (seen, is_settled) = took.await?;
        if seen < total {
            return Ok(Ended::GoesOn);
        }
        Ok(Ended::Whole(is_settled.then(|| listing.then.to_json())))
    }

    /// Stores what came of a mail; whether it is settled by that.
    async fn take(&self, looked: Looked) -> Result<bool, Error> {
        let store = &self.all.store;
        match looked {
            Looked::Told(told) => match self.tell(&told).await {
                Ok(()) => {
                    self.purse().run.processed += 1;
                    Ok(true)
                }
                // What the table does not take of one mail keeps no other from being read.
                Err(Error::Store(store::Error::Refused(_))) => self.take_failed(failing(told.entry)).await,
                Err(error) => Err(error),
            },
            Looked::Failed(entry) => self.take_failed(entry).await,
            Looked::Unasked(entry) => {
                store.ledger_note(&self.mailbox, &entry).await?;
                let mut purse = self.purse();
                purse.run.processed += 1;
                purse.run.left += 1;
                Ok(true)
            }
            Looked::Left => {
                self.purse().run.left += 1;
                Ok(false)
            }
            Looked::Gone => Ok(true),
        }
    }

    /// Notes that a mail could not be read; whether it is settled by that.
    async fn take_failed(&self, entry: LedgerEntry) -> Result<bool, Error> {
        self.all.store.ledger_note(&self.mailbox, &entry).await?;
        let mut purse = self.purse();
        purse.run.processed += 1;
        purse.run.failed += 1;
        drop(purse);
        Ok(self.is_settled(Some(&entry)))
    }
}
