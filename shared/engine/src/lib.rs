//! The embedded DynamoDB: dynoxide on a SQLite file or in memory, served on loopback, with the table of template.yaml.
//!
//! `local` and the tests reach it through the real AWS SDK, so that nothing above it knows where it runs. No deployed
//! function depends on this crate.

mod template;

use anyhow::{Context, anyhow};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use dynoxide::Database;
use std::fs::{File, TryLockError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The one table's name on an embedded engine.
pub const TABLE: &str = "impulses";
/// What the embedded engine takes for credentials; it checks none, the SDK wants some.
pub const CREDENTIAL: &str = "local";
/// The embedded engine lives in no region; the SDK wants one.
pub const REGION: &str = "us-east-1";

/// What the file is called that a running engine holds locked, beside the database.
const LOCK: &str = "lock";

/// Another process has the database open.
#[derive(Debug, thiserror::Error)]
#[error("{} is in use by another Impulses on this machine; stop that one first", .0.display())]
pub struct InUse(pub PathBuf);

/// A running embedded DynamoDB.
pub struct Engine {
    /// Locked as long as it is open. `None` in memory.
    _lock: Option<File>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), String>>,
}

impl Engine {
    /// Keeps nothing: gone with the process. Listens on `port` (0: any free one).
    pub async fn in_memory(port: u16) -> anyhow::Result<Engine> {
        Engine::serve(Database::memory()?, port, None).await
    }

    /// Keeps everything in the SQLite database `file`, made if absent. Listens on `port` (0: any free one). One process at a
    /// time: [`InUse`] where another has it open. That ends with the process, however it ends.
    pub async fn on_file(file: &Path, port: u16) -> anyhow::Result<Engine> {
        let path = file.to_str().context("the data directory's path is not UTF-8")?;
        let lock = lock(file)?;
        Engine::serve(Database::new(path)?, port, Some(lock)).await
    }

    async fn serve(database: Database, port: u16, lock: Option<File>) -> anyhow::Result<Engine> {
        create_table(&database)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let until_stopped = async move { drop(stopped.await) };
        let served = tokio::spawn(dynoxide::server::serve_with_shutdown(listener, database, until_stopped));
        Ok(Engine { _lock: lock, address, stop, served })
    }

    /// Where the DynamoDB protocol is spoken.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of this engine.
    pub fn client(&self) -> aws_sdk_dynamodb::Client {
        client(&self.endpoint())
    }

    /// Lets running requests finish, then closes the database.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.stop);
        self.served.await?.map_err(|message| anyhow!(message))
    }
}

/// A client of the embedded engine (or of something between it and us) at `endpoint`.
pub fn client(endpoint: &str) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new(CREDENTIAL, CREDENTIAL, None, None, CREDENTIAL))
        .region(Region::new(REGION))
        .endpoint_url(endpoint)
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

/// Two processes on one file would fail, now and then, on SQLite's locks; so the second is told at its start.
fn lock(database: &Path) -> anyhow::Result<File> {
    let file = database.with_extension(LOCK);
    let lock = File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(InUse(database.parent().unwrap_or(database).to_owned()).into()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", file.display())),
    }
}

fn create_table(database: &Database) -> anyhow::Result<()> {
    let present = database.list_tables(Default::default())?;
    if present.table_names.iter().any(|name| name == TABLE) {
        return Ok(());
    }
    let table = template::table()?;
    database.create_table(serde_json::from_value(table.create_request(TABLE))?)?;
    database.update_time_to_live(serde_json::from_value(table.ttl_request(TABLE))?)?;
    Ok(())
}
