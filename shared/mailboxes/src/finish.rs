//! The end of a run: what is known now, how it went, and when to come again.

use crate::run::Ended;
use crate::{Error, Mailboxes, metrics};
use store::{Connection, MailRun, Mailbox, Next};

/// Without a run that went well for so long, an operator is told: every week is the default, and a day more is late.
const LONGEST_SILENCE_MS: i64 = 8 * 86_400_000;
/// However long somebody wants to be left alone, in ms: an hour, as the job's back-off.
const LONGEST_WAIT_MS: i64 = 3_600_000;

impl Mailboxes {
    /// Stores how a run ended. Whoever was overtaken leaves that to who was first.
    pub(crate) async fn finish(
        &self,
        connection: &mut Connection,
        mailbox: Mailbox,
        run: MailRun,
        ended: Result<Ended, Error>,
        now: i64,
    ) -> Result<Next, Error> {
        let next = mailbox.next_run(now);
        match self.finish_ours(connection, mailbox, run, ended, now).await {
            Err(Error::Overtaken) => Ok(next.map_or(Next::Done, Next::At)),
            outcome => outcome,
        }
    }

    async fn finish_ours(
        &self,
        connection: &mut Connection,
        mut mailbox: Mailbox,
        mut run: MailRun,
        ended: Result<Ended, Error>,
        now: i64,
    ) -> Result<Next, Error> {
        let mut ended = match ended {
            Ok(Ended::GoesOn) => {
                mailbox.run = Some(run);
                self.store.mailboxes_save(&mailbox, Vec::new(), now).await?;
                return Ok(Next::At(Ended::again_at(now)));
            }
            Err(Error::Overtaken) => return Err(Error::Overtaken),
            Ok(Ended::Whole(progress)) => Ok(progress),
            Err(error) => Err(error),
        };
        if let Ok(Some(progress)) = &ended {
            mailbox.progress.clone_from(progress);
        }
        if ended.is_ok() && run.processed < run.failed * 2 {
            ended = Err(Error::TooManyFailures);
        }
        run.ended_at = Some(now);
        run.failure = ended.as_ref().err().map(|error| error.code().to_owned());
        self.record(connection, &mut mailbox, run, ended.as_ref().err(), now).await?;
        self.again(&mailbox, ended.map(drop), now)
    }

    async fn record(
        &self,
        connection: &mut Connection,
        mailbox: &mut Mailbox,
        run: MailRun,
        failure: Option<&Error>,
        now: i64,
    ) -> Result<(), Error> {
        match failure {
            None => mailbox.succeeded_at = Some(now),
            Some(_) => alarm(mailbox, now),
        }
        let points = metrics::points(mailbox.token, &run);
        metrics::tell(&run, now);
        mailbox.run = Some(run);
        self.store.mailboxes_save(mailbox, points, now).await?;
        self.note(connection, failure, now).await
    }

    /// Notes in the connection whether the account can be used; only where that is otherwise than before.
    async fn note(&self, connection: &mut Connection, failure: Option<&Error>, now: i64) -> Result<(), Error> {
        let invalid = connections::Error::Google(google::Error::InvalidGrant);
        let unusable = match failure {
            Some(error) if error.needs_consent() => Some(&invalid),
            Some(Error::Connections(error)) => Some(error),
            _ => None,
        };
        let was_failing = connection.failing.is_some();
        if unusable.is_none() && !was_failing {
            return Ok(());
        }
        if unusable.is_some() && failure.is_some_and(Error::needs_consent) {
            tracing::error!("a mailbox has to be consented to anew");
        }
        connections::note(connection, unusable, now);
        match self.store.connections_save(connection, Vec::new(), now).await {
            Err(store::Error::Conflict) => Ok(()), // A new consent, or its end.
            outcome => Ok(outcome?),
        }
    }

    fn again(&self, mailbox: &Mailbox, ended: Result<(), Error>, now: i64) -> Result<Next, Error> {
        let in_its_time = || mailbox.next_run(now).map_or(Next::Done, Next::At);
        match ended {
            Ok(()) => Ok(in_its_time()),
            Err(error) if error.needs_consent() => Ok(in_its_time()),
            Err(error) => match error.retry_after() {
                Some(wait) => {
                    let wait = i64::try_from(wait.as_millis()).unwrap_or(LONGEST_WAIT_MS).min(LONGEST_WAIT_MS);
                    tracing::warn!(code = error.code(), "a mailbox is read later, as was asked for");
                    Ok(Next::At(now + wait.max(1_000)))
                }
                None => Err(error),
            },
        }
    }
}

/// Tells an operator of a mailbox that nobody could read for long.
pub(crate) fn alarm(mailbox: &Mailbox, now: i64) {
    let last = mailbox.succeeded_at.unwrap_or(mailbox.created_at);
    if LONGEST_SILENCE_MS <= now - last {
        tracing::error!("a mailbox was not read for eight days");
    }
}
