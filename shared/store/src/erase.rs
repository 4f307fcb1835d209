//! Removing everything a deleted user left behind.
//!
//! The user, their e-mail, tokens and sessions go when they ask for it; what may be long goes here, in a job.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Read, n};
use crate::keys::{self, Key};
use domain::{MetricName, UserId};
use std::collections::BTreeSet;

/// How long after the first run the second may remove the fence too: longer than any request lives.
const SECOND_RUN_MS: i64 = 120_000;

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// Nothing of the user is left.
    Completely,
    /// Everything that was there is gone; a request in flight may still write something.
    SoFar {
        /// When that can no longer be, in ms.
        again_at: i64,
    },
}

impl Store {
    /// Removes all metrics, remembered answers and account items of `user`. Sealing and polling are fenced off first, for
    /// good; a connection itself is left to its own job, which has to tell the stranger.
    pub async fn erase(&self, user: UserId, now: i64) -> Result<Erased, Error> {
        let fence = Expression::new(
            "SET erased = if_not_exists(erased, :now) ADD epoch :one",
            [(":now", n(now)), (":one", n(1))],
        );
        let fence = self.table.update_if(&keys::fence(user), fence, "").await?;
        self.connections_end_all(user, now).await?;
        for metric in self.sealed_metrics(user).await? {
            self.erase_partition(keys::chunks(user, &metric)).await?;
        }
        self.erase_partition(keys::log(user)).await?;
        self.erase_partition(keys::catalogue(user)).await?;
        self.erase_partition(keys::remembered(user)).await?;
        self.erase_partition(keys::agenda(user)).await?;
        self.erase_partition(keys::mails(user)).await?;
        self.erase_partition(keys::events(user)).await?;
        self.mailboxes_erase(user).await?;
        self.feeds_end(user).await?;
        self.watch_erase(user).await?;
        self.credentials_erase(user).await?;
        self.table.delete(&keys::dashboards(user)).await?;
        let again_at = fence.number::<i64>("erased")? + SECOND_RUN_MS;
        if now < again_at {
            return Ok(Erased::SoFar { again_at });
        }
        self.table.delete(&keys::fence(user)).await?;
        Ok(Erased::Completely)
    }

    /// Every metric that may have chunks. A sealer writes entry and first chunks in one transaction, so the catalogue
    /// knows them all.
    async fn sealed_metrics(&self, user: UserId) -> Result<BTreeSet<MetricName>, Error> {
        let entries = self.table.query_all(&Query::all(keys::catalogue(user)).keys_only()).await?;
        entries.iter().map(|entry| MetricName::parse(entry.text("sk")?).map_err(|_| Error::Malformed("sk"))).collect()
    }

    async fn erase_partition(&self, pk: String) -> Result<(), Error> {
        let items = self.table.query_all(&Query::all(pk).keys_only()).await?;
        let keys: Vec<Key> = items.iter().map(Read::key).collect::<Result<_, _>>()?;
        self.table.delete_all(&keys).await
    }
}
