//! The command line of `local`.

use clap::{Parser, Subcommand};
use local::Settings;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// Impulses on one machine: all functions in one process, over an embedded DynamoDB.
#[derive(Parser, Debug)]
#[command(version)]
pub(crate) struct Arguments {
    /// Where to listen.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) host: IpAddr,

    /// Where to listen; 0 takes any free port.
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,

    /// Where the data lies; made if absent.
    #[arg(long, default_value = ".impulses", conflicts_with = "ephemeral")]
    pub(crate) data_dir: PathBuf,

    /// Keep nothing: all is in memory, and gone with the process.
    #[arg(long)]
    pub(crate) ephemeral: bool,

    /// How often scheduled jobs are looked for.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) tick_seconds: u64,

    /// A file with the secret's JSON.
    #[arg(long)]
    pub(crate) secrets: Option<PathBuf>,

    /// Print the address, and at the first start the owner's credentials, as one line of JSON.
    #[arg(long)]
    pub(crate) json: bool,

    /// Run the embedded DynamoDB alone, on --port: for `cargo lambda watch`.
    #[arg(long)]
    pub(crate) engine_only: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do instead of running.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Print the OpenAPI document.
    Openapi,
}

impl Arguments {
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            host: self.host,
            port: self.port,
            data_dir: Some(self.data_dir.clone()).filter(|_| !self.ephemeral),
            tick: Duration::from_secs(self.tick_seconds),
            secrets: self.secrets.clone(),
        }
    }
}
