//! Which installation an operator means, and the way to it.

use super::secret::SecretPlace;
use crate::exit::Exit;
use anyhow::Context;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use engine::Engine;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use store::{Heartbeat, Store};

/// The database inside a data directory, as `local` calls it.
const DATABASE: &str = "impulses.sqlite3";
/// The secret beside it.
const SECRET_FILE: &str = "secrets.json";
/// A data directory that is made here is its owner's alone, as `local` makes it.
const DIRECTORY_MODE: u32 = 0o700;
/// A clock that has not ticked for this long has stopped: it ticks each minute.
const RESTS_AFTER_MS: i64 = 180_000;

/// An installation on this machine or in AWS.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Which installation")]
pub(crate) struct Place {
    /// One on this machine: its data directory. It must not run meanwhile.
    #[arg(long, global = true, value_name = "DIR", conflicts_with_all = ["table", "secret"])]
    data_dir: Option<PathBuf>,

    /// One in AWS: its table (the stack's output TableName).
    #[arg(long, global = true, env = "TABLE_NAME")]
    table: Option<String>,

    /// Its secret in Secrets Manager, by name or ARN (the stack's output SecretArn).
    #[arg(long, global = true, env = "SECRET_ID", value_name = "ID")]
    secret: Option<String>,

    /// Its region; by default as AWS's own tools find it.
    #[arg(long, global = true)]
    region: Option<String>,

    /// A profile of ~/.aws/config, also one with single sign-on; by default as AWS's own tools find it.
    #[arg(long, global = true)]
    profile: Option<String>,
}

/// An installation that is open.
pub(crate) struct Installation {
    /// What is stored.
    pub(crate) store: Store,
    engine: Option<Engine>,
}

impl Installation {
    /// Opens the table: [`engine::InUse`] where the installation on this machine runs.
    pub(super) async fn open(place: &Place) -> anyhow::Result<Installation> {
        match &place.data_dir {
            Some(directory) if !directory.join(DATABASE).exists() => {
                Err(Exit::NotFound.because(format!("{} has no database", directory.display())))
            }
            Some(directory) => Installation::on_this_machine(directory).await,
            None => Installation::in_aws(place).await,
        }
    }

    /// The same; on this machine, data directory and database are made where they are not.
    pub(super) async fn open_or_make(place: &Place) -> anyhow::Result<Installation> {
        let Some(directory) = &place.data_dir else { return Installation::in_aws(place).await };
        let made = DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory);
        made.with_context(|| format!("{} cannot be made", directory.display()))?;
        Installation::on_this_machine(directory).await
    }

    async fn on_this_machine(directory: &Path) -> anyhow::Result<Installation> {
        let engine = Engine::on_file(&directory.join(DATABASE), 0).await?;
        Ok(Installation { store: Store::new(engine.client(), engine::TABLE), engine: Some(engine) })
    }

    async fn in_aws(place: &Place) -> anyhow::Result<Installation> {
        let table = place.table.as_ref().filter(|table| !table.is_empty()).ok_or_else(|| unnamed("--table NAME"))?;
        let client = runtime::aws::dynamodb(&place.aws().await?);
        Ok(Installation { store: Store::lazy(client, table), engine: None })
    }

    /// That nobody else works on it. On this machine, being open says so; of a table in AWS its clock tells.
    pub(super) async fn at_rest(&self, now: i64) -> anyhow::Result<()> {
        if self.engine.is_some() {
            return Ok(());
        }
        match self.store.heartbeat_read().await? {
            Some(Heartbeat { at, .. }) if now - RESTS_AFTER_MS < at => Err(Exit::Unavailable.because(
                "this installation runs: its clock ticked less than three minutes ago. Let it pause (scripts/restore); \
                 to export one that has to run on, restore a copy of its table",
            )),
            _ => Ok(()),
        }
    }

    /// Closes it.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        match self.engine {
            Some(engine) => engine.stop().await,
            None => Ok(()),
        }
    }
}

impl Place {
    /// Whether it is one on this machine.
    pub(super) fn is_on_this_machine(&self) -> bool {
        self.data_dir.is_some()
    }

    /// Where its secret is.
    pub(super) async fn secret(&self) -> anyhow::Result<SecretPlace> {
        if let Some(directory) = &self.data_dir {
            return Ok(SecretPlace::File(directory.join(SECRET_FILE)));
        }
        let id = self.secret.clone().filter(|id| !id.is_empty()).ok_or_else(|| unnamed("--secret ID"))?;
        Ok(SecretPlace::Manager { client: runtime::aws::secrets_manager(&self.aws().await?), id })
    }

    /// The operator's own way into AWS: environment, profiles, single sign-on.
    async fn aws(&self) -> anyhow::Result<SdkConfig> {
        let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest()).http_client(https);
        if let Some(region) = &self.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        let config = loader.load().await;
        match config.region() {
            Some(_) => Ok(config),
            None => Err(Exit::Usage.because("say which region: --region, AWS_REGION, or a profile that has one")),
        }
    }
}

fn unnamed(in_aws: &str) -> anyhow::Error {
    Exit::Usage
        .because(format!("say which installation: --data-dir DIR for one on this machine, {in_aws} for one in AWS"))
}
