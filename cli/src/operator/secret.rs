//! The installation's one secret, field by field. No field is ever shown, and what is not touched stays as it is.

use crate::exit::Exit;
use crate::whole_file;
use anyhow::Context;
use aws_sdk_secretsmanager::Client;
use serde_json::{Map, Value};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

/// Where the secret is.
pub(super) enum SecretPlace {
    /// In a data directory.
    File(PathBuf),
    /// In Secrets Manager.
    Manager {
        /// Of its region.
        client: Client,
        /// Name or ARN.
        id: String,
    },
}

impl SecretPlace {
    /// All fields; none where there is no file yet.
    pub(super) async fn read(&self) -> anyhow::Result<Map<String, Value>> {
        let text = match self {
            SecretPlace::File(file) => match std::fs::read_to_string(file) {
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Map::new()),
                text => text.with_context(|| format!("{} cannot be read", file.display()))?,
            },
            SecretPlace::Manager { client, id } => {
                let answer = client.get_secret_value().secret_id(id).send().await;
                answer.context("Secrets Manager did not give the secret")?.secret_string.unwrap_or_default()
            }
        };
        // The cause would quote the secret.
        serde_json::from_str(&text).map_err(|_| Exit::Failed.because("the secret is no JSON object"))
    }

    /// Puts `fields` in place of all that were there; whole or not at all.
    pub(super) async fn write(&self, fields: &Map<String, Value>) -> anyhow::Result<()> {
        let text = serde_json::to_string(fields)?;
        match self {
            SecretPlace::File(file) => whole_file::write(file, |new| Ok(writeln!(new, "{text}")?)),
            SecretPlace::Manager { client, id } => {
                let answer = client.put_secret_value().secret_id(id).secret_string(text).send().await;
                answer.map(drop).context("Secrets Manager did not take the secret")
            }
        }
    }
}
