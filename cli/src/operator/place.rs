//! Which installation an operator means, and the way to it.

use super::secret::SecretPlace;
use crate::exit::Exit;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use engine::Engine;
use std::path::PathBuf;
use store::Store;

/// The database inside a data directory, as `local` calls it.
const DATABASE: &str = "impulses.sqlite3";
/// The secret beside it.
const SECRET_FILE: &str = "secrets.json";

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
        if let Some(directory) = &place.data_dir {
            let database = directory.join(DATABASE);
            if !database.exists() {
                return Err(Exit::NotFound.because(format!("{} has no database", directory.display())));
            }
            let engine = Engine::on_file(&database, 0).await?;
            return Ok(Installation { store: Store::new(engine.client(), engine::TABLE), engine: Some(engine) });
        }
        let table = place.table.as_ref().filter(|table| !table.is_empty()).ok_or_else(|| unnamed("--table NAME"))?;
        let client = runtime::aws::dynamodb(&place.aws().await?);
        Ok(Installation { store: Store::lazy(client, table), engine: None })
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
