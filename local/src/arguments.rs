//! The command line of `local`.

use clap::{Parser, Subcommand};
use local::Settings;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

/// Where the data lies if nobody says otherwise.
const DATA_DIR: &str = ".impulses";

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

    /// Where the data lies; made if absent. By default .impulses, and with --demo nowhere.
    #[arg(long, conflicts_with = "ephemeral")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Keep nothing: all is in memory, and gone with the process.
    #[arg(long)]
    pub(crate) ephemeral: bool,

    /// How often scheduled jobs are looked for; with --demo every 5 seconds.
    #[arg(long, default_value_t = 60, default_value_if("demo", "true", "5"), value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) tick_seconds: u64,

    /// A file with the secret's JSON.
    #[arg(long)]
    pub(crate) secrets: Option<PathBuf>,

    /// Put a fake Google in the real one's place, with three months of somebody's calendar.
    #[arg(long, conflicts_with_all = ["secrets", "engine_only"])]
    pub(crate) demo: bool,

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
            data_dir: self.kept_in(),
            tick: Duration::from_secs(self.tick_seconds),
            secrets: self.secrets.clone(),
            demo: self.demo,
        }
    }

    /// A demonstration keeps nothing unless it is told where: connections to the real Google must not meet the fake.
    pub(crate) fn kept_in(&self) -> Option<PathBuf> {
        let default = || PathBuf::from(DATA_DIR);
        self.data_dir.clone().or_else(|| (!self.ephemeral && !self.demo).then(default))
    }
}
