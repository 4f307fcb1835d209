//! The job: polls the calendars of a connection, and records how that went.

use crate::apply::Scope;
use crate::state::State;
use crate::{Connections, Error};
use domain::{MetricName, Product, TokenId, UserId};
use google::Credentials;
use runtime::Clock;
use series::{Columns, Dimensions, Op};
use store::{Connection, Next, Standing};

/// How long each poll took, in ms.
const DURATION: &str = "imp.poll.duration";
/// How many changed events it was told of.
const EVENTS: &str = "imp.poll.events";
/// 1 where it failed, else 0.
const ERRORS: &str = "imp.poll.errors";
/// What each run over a mailbox came to; `mailboxes` writes them, and who ends a connection removes them.
pub const MAIL_METRICS: [&str; 9] = [
    "imp.mail.processed",
    "imp.mail.created",
    "imp.mail.updated",
    "imp.mail.deduplicated",
    "imp.mail.failed",
    "imp.mail.tokens_in",
    "imp.mail.tokens_out",
    "imp.mail.cost",
    "imp.mail.duration",
];
/// The dimension that tells connections apart: the data token's id.
pub const CONNECTION: &str = "connection";
/// The next poll is due this part of the interval early, and at most half a minute: so that the tick which belongs to it
/// finds it due, though it comes some milliseconds early.
const EARLY_PART: i64 = 10;
/// See [`EARLY_PART`].
const EARLY_MS: i64 = 30_000;

impl Connections {
    /// Polls one connection, or goes on ending it; says when to come again. An error is for the job's back-off, and is noted
    /// in the connection.
    pub async fn poll(&self, user: UserId, token: TokenId, clock: Clock) -> Result<Next, Error> {
        let now = clock.now_ms();
        let Some(mut connection) = self.store.connections_begin(user, token).await? else { return Ok(Next::Done) };
        let listed = self.store.tokens_get(user, token).await?;
        match (connection.standing, listed) {
            (Standing::Disconnecting, _) | (_, None) => return self.end(&connection, &clock).await,
            (Standing::ConsentNeeded, _) => return Ok(Next::Done),
            (Standing::Connected, Some(token)) if token.expires_at <= now.div_euclid(1000) => return Ok(Next::Done),
            (Standing::Connected, Some(_)) if connection.product != Product::Calendar => return Ok(Next::Done),
            (Standing::Connected, Some(_)) => {}
        }
        let mut polled = Polled { events: 0, failure: None };
        match self.poll_calendars(&mut connection, &mut polled, (now, &clock)).await {
            Err(Error::Overtaken) => return Ok(Next::At(self.next(now))),
            Err(error) => polled.failure = Some(error),
            Ok(()) => {}
        }
        self.record(&mut connection, &polled, now, clock.now_ms()).await?;
        match polled.failure {
            None => Ok(Next::At(self.next(now))),
            Some(error) if is_final(&error) => Ok(Next::Done),
            Some(error) if is_lasting(&error) => {
                tracing::warn!(code = error.code(), "a calendar could not be polled");
                Ok(Next::At(self.next(now)))
            }
            Some(error) => Err(error),
        }
    }

    async fn poll_calendars(
        &self,
        connection: &mut Connection,
        polled: &mut Polled,
        (now, clock): (i64, &Clock),
    ) -> Result<(), Error> {
        let credentials = self.fresh(connection, now).await?;
        let mut state = State::parse(&connection.calendars)?;
        let outcome = self.poll_each(connection, credentials, &mut state, polled, (now, clock)).await;
        connection.calendars = state.to_json();
        outcome
    }

    /// One calendar that fails does not keep the others from being polled. How far one came that was listed whole is stored
    /// at once, so that many large ones need not be done in one run.
    async fn poll_each(
        &self,
        connection: &mut Connection,
        mut credentials: Credentials,
        state: &mut State,
        polled: &mut Polled,
        (now, clock): (i64, &Clock),
    ) -> Result<(), Error> {
        self.sweep(connection, state, clock).await?;
        for at in 0..state.calendars.len() {
            let mut outcome = self.sync(connection, &credentials, &mut state.calendars[at], (now, clock)).await;
            if let Err(Error::Google(google::Error::Unauthorized)) = outcome {
                credentials = self.refresh(connection, &credentials, now).await?;
                outcome = self.sync(connection, &credentials, &mut state.calendars[at], (now, clock)).await;
            }
            match outcome {
                Ok((events, scope)) => {
                    polled.events += events;
                    if scope == Scope::Everything {
                        connection.calendars = state.to_json();
                        self.save(connection, Vec::new(), clock.now_ms()).await?;
                    }
                }
                Err(Error::Overtaken) => return Err(Error::Overtaken),
                Err(error) => polled.failed(error),
            }
        }
        Ok(())
    }

    async fn record(&self, connection: &mut Connection, polled: &Polled, now: i64, ended: i64) -> Result<(), Error> {
        note(connection, polled.failure.as_ref(), now);
        match self.save(connection, polled.points(connection.token, now, ended), ended).await {
            Err(Error::Overtaken) => Ok(()),
            outcome => outcome,
        }
    }

    fn next(&self, now: i64) -> i64 {
        let interval = self.settings.poll_seconds * 1000;
        now + interval - (interval / EARLY_PART).min(EARLY_MS)
    }
}

/// Notes how a try to use a connection at `now` (ms) went: since when and why it fails, and whether only its account's owner
/// can help. To be stored with [`Store::connections_save`](store::Store::connections_save).
pub fn note(connection: &mut Connection, failure: Option<&Error>, now: i64) {
    connection.failing = failure.map(|failure| {
        let since = connection.failing.as_ref().map_or(now, |(since, _)| *since);
        (since, failure.code().to_owned())
    });
    if failure.is_some_and(is_final) {
        connection.standing = Standing::ConsentNeeded;
        connection.since = now;
    }
}

/// Whether polling again is of no use before the account's owner consents again.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Google(google::Error::InvalidGrant))
}

/// Whether waiting longer each time is of no use: a calendar is gone, or closed to this account. The others go on.
fn is_lasting(error: &Error) -> bool {
    matches!(error, Error::Google(google::Error::NotFound | google::Error::Forbidden(_)))
}

/// How a poll went.
struct Polled {
    events: usize,
    failure: Option<Error>,
}

impl Polled {
    /// Of several failures the first is told, but one to wait for before one that lasts.
    fn failed(&mut self, error: Error) {
        if self.failure.as_ref().is_none_or(|first| is_lasting(first) && !is_lasting(&error)) {
            self.failure = Some(error);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn points(&self, token: TokenId, now: i64, ended: i64) -> Vec<(MetricName, Op)> {
        let dimensions = Dimensions::new([(CONNECTION, token.to_string())]);
        let errors = f64::from(u8::from(self.failure.is_some()));
        let point = |(metric, value): (&str, f64)| {
            let mut points = Columns::default();
            points.push(now, &dimensions, value);
            Some((MetricName::parse(metric).ok()?, Op::Write(points)))
        };
        let values = [(DURATION, (ended - now) as f64), (EVENTS, self.events as f64), (ERRORS, errors)];
        values.into_iter().filter_map(point).collect()
    }
}

/// What removes the polls of a connection from its user's metrics, or the runs of a mailbox; with the last of its product they go
/// altogether.
pub(crate) fn forgotten(connection: &Connection, is_last: bool) -> Vec<(MetricName, Op)> {
    let of_token = series::Filter::parse([format!("{CONNECTION}={}", connection.token)]).ok();
    let op = match of_token.filter(|_| !is_last) {
        Some(filter) => Op::DeleteWhere(series::Range::default(), filter),
        None => Op::Drop,
    };
    let names: &[&str] = match connection.product {
        Product::Calendar => &[DURATION, EVENTS, ERRORS],
        Product::Gmail => &MAIL_METRICS,
    };
    names.iter().filter_map(|metric| Some((MetricName::parse(metric).ok()?, op.clone()))).collect()
}
