//! A connection ends: its points, its records, the stranger's grant, and at last itself.

use crate::poll::forgotten;
use crate::state::State;
use crate::{Connections, Error};
use domain::{Product, TokenId, UserId};
use runtime::Clock;
use std::time::Duration;
use store::{Connection, Next, Standing};

/// How long a request waits for the end; after that a job goes on. API Gateway gives up at 30 s.
const WAITED: Duration = Duration::from_secs(20);
/// The job comes no earlier, so that it finds nothing left to do where the request did it all.
const JOB_AFTER_MS: i64 = 30_000;
/// For so long we try to tell Google that a grant is over; its owner can end it themselves at any time
/// (<https://myaccount.google.com/connections>).
const REVOKED_FOR_MS: i64 = 7 * 86_400_000;

impl Connections {
    /// Ends the connection of a data token: its metrics and credentials are removed and the grant is revoked. What cannot be
    /// done at once, a job does.
    pub async fn disconnect(&self, user: UserId, token: TokenId, now: i64) -> Result<(), Error> {
        let connection = self.store.connections_get(user, token).await?;
        let exists = connection.is_some_and(|connection| connection.standing != Standing::Disconnecting);
        if !exists || !self.store.connections_end(user, token, now, now + JOB_AFTER_MS).await? {
            return Err(Error::NoConnection);
        }
        let ending = async {
            match self.store.connections_begin(user, token).await? {
                // A request is short: its time stands still.
                Some(connection) => self.end(&connection, &Clock::stopped_at(now).0).await.map(drop),
                None => Ok(()),
            }
        };
        match tokio::time::timeout(WAITED, ending).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(error = %error, "a connection's end is left to its job"),
            Err(_) => tracing::info!("a connection's end takes longer and is left to its job"),
        }
        Ok(())
    }

    /// Removes what is left of a connection that ends.
    pub(crate) async fn end(&self, connection: &Connection, clock: &Clock) -> Result<Next, Error> {
        // What a deleted user had is erased whole, by another job.
        let has_user = self.store.users_get(connection.user).await?.is_some();
        if has_user {
            self.withdraw(connection, |_| true, clock).await?;
        }
        if connection.product == Product::Gmail {
            self.store.mailboxes_forget(connection.user, connection.token).await?;
        }
        let (others, now) = (self.others(connection).await?, clock.now_ms());
        self.revoke(connection, &others, now).await?;
        let is_last = !others.iter().any(|other| other.product == connection.product);
        let ops = if has_user { forgotten(connection, is_last) } else { Vec::new() };
        match self.store.connections_remove(connection, ops, now).await {
            Err(store::Error::Conflict) => Err(Error::Overtaken),
            outcome => outcome.map(|()| Next::Done).map_err(Error::from),
        }
    }

    /// The user's other connections that go on; [`Error::Overtaken`] where this one is no longer ours to end.
    async fn others(&self, connection: &Connection) -> Result<Vec<Connection>, Error> {
        let (ours, mut others): (Vec<Connection>, Vec<Connection>) = self
            .store
            .connections_list(connection.user)
            .await?
            .into_iter()
            .partition(|other| other.token == connection.token);
        if ours.iter().all(|now| now.epoch != connection.epoch) {
            return Err(Error::Overtaken);
        }
        others.retain(|other| other.standing != Standing::Disconnecting);
        Ok(others)
    }

    /// Revokes the grant, unless another connection of the user lives on it: Google revokes all of an account's tokens for
    /// one client together.
    async fn revoke(&self, connection: &Connection, others: &[Connection], now: i64) -> Result<(), Error> {
        if connection.credentials.is_elsewhere() {
            return Ok(()); // They are the deployer's, who may use them for more than this.
        }
        let subject = State::parse(&connection.calendars)?.subject;
        for other in others {
            if State::parse(&other.calendars)?.subject == subject {
                return Ok(());
            }
        }
        let revoked = self.tell_google(connection).await;
        match revoked {
            Err(_) if connection.since + REVOKED_FOR_MS <= now => Ok(()),
            // Nothing to tell it with, nor ever will be; a key that is not known here may be, in a while.
            Err(Error::Keyring(auth::KeyringError::NotAuthentic) | Error::Malformed(_)) => Ok(()),
            outcome => outcome,
        }
    }

    async fn tell_google(&self, connection: &Connection) -> Result<(), Error> {
        let means = self.means_to_open(&connection.credentials).await?;
        let credentials = means.credentials(connection)?;
        Ok(self.google.revoke(&means.client, &credentials).await?)
    }
}
