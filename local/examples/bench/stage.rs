//! Where everything is measured: one process of Impulses over a SQLite file, and clients of its engine.

use crate::api::Api;
use crate::meter::Meter;
use anyhow::Context;
use aws_sdk_dynamodb::Client;
use domain::UserId;
use local::{App, Owner, Settings};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::{Duration, SystemTime};
use store::{Store, UsageReading};
use tempfile::TempDir;

/// The clock ticks at the start and then not again while something is measured: the bench seals when it wants to.
const TICK: Duration = Duration::from_secs(86_400);
/// When nothing was consumed for so long, the first tick has ended.
const QUIET: Duration = Duration::from_millis(200);
/// Ahead of the clock by this, whatever was written up to now has settled.
const SETTLED_MS: i64 = 120_000;

/// A running Impulses, and its owner.
pub(crate) struct Stage {
    app: App,
    owner: Owner,
    user: UserId,
    directory: TempDir,
}

/// How Impulses runs here: over the data in `directory`, or in memory.
pub(crate) fn settings(directory: Option<&Path>) -> Settings {
    let data_dir = directory.map(Path::to_owned);
    Settings { host: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0, data_dir, tick: TICK, secrets: None, demo: false }
}

impl Stage {
    /// Starts over an empty SQLite file.
    pub(crate) async fn set() -> anyhow::Result<Stage> {
        let directory = tempfile::tempdir()?;
        let app = App::start(&settings(Some(directory.path()))).await?;
        let owner = app.owner().context("the first start makes an owner")?.clone();
        let user = app.store().users_owner().await?.context("the owner is stored")?.id;
        let stage = Stage { app, owner, user, directory };
        stage.quiet().await;
        Ok(stage)
    }

    /// Waits until the first tick has ended, so that its calls are in nobody's figures.
    async fn quiet(&self) {
        let mut before = UsageReading::default();
        while before != self.store().usage().reading() {
            before = self.store().usage().reading();
            tokio::time::sleep(QUIET).await;
        }
    }

    /// A client over HTTP.
    pub(crate) fn api(&self) -> Api {
        Api::new(self.app.url(), &self.owner.token)
    }

    /// The store that the handlers use.
    pub(crate) fn store(&self) -> &Store {
        self.app.store()
    }

    /// The owner.
    pub(crate) fn user(&self) -> UserId {
        self.user
    }

    /// A client of the engine.
    pub(crate) fn client(&self) -> Client {
        self.app.engine().client()
    }

    /// A store of its own over the same table, whose calls are counted by operation.
    pub(crate) fn metered(&self) -> (Store, Meter) {
        let meter = Meter::default();
        (Store::new(meter.on(&self.client()), engine::TABLE), meter)
    }

    /// Ends Impulses; what is left is its data.
    pub(crate) async fn end(self) -> anyhow::Result<TempDir> {
        self.app.stop().await?;
        Ok(self.directory)
    }
}

/// Moves all of a user's log into chunks.
pub(crate) async fn seal(store: &Store, user: UserId) -> anyhow::Result<()> {
    while store.seal(user, now_ms() + SETTLED_MS).await?.more {}
    Ok(())
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
