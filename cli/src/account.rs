//! Who is signed in: the file that `login` writes and `logout` removes, for its owner's eyes only.

use crate::whole_file;
use anyhow::Context;
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::fs::DirBuilder;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Below the directory for configuration (XDG base directories: `$XDG_CONFIG_HOME`, else `~/.config`).
const FILE: &str = "impulses/config.toml";
/// A directory made here holds a token.
const DIRECTORY_MODE: u32 = 0o700;

/// An account at an Impulses, and the data token that this machine has for it. Debug does not show the token.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Account {
    /// Where that Impulses is.
    pub(crate) url: String,
    /// Who signed in.
    pub(crate) email: String,
    /// The data token.
    pub(crate) token: String,
    /// The token's public id, by which it is deleted.
    pub(crate) token_id: String,
}

impl Account {
    /// The file that it is kept in.
    pub(crate) fn file() -> anyhow::Result<PathBuf> {
        Ok(etcetera::base_strategy::Xdg::new().context("there is no home directory")?.config_dir().join(FILE))
    }

    /// Who is signed in on this machine.
    pub(crate) fn load() -> anyhow::Result<Option<Account>> {
        let file = Account::file()?;
        let text = match std::fs::read_to_string(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.with_context(|| format!("{} cannot be read", file.display()))?,
        };
        // The cause would quote the file.
        let account = toml::from_str(&text).ok().with_context(|| format!("{} is malformed", file.display()))?;
        Ok(Some(account))
    }

    /// Keeps it: whole or not at all, and readable by nobody else.
    pub(crate) fn save(&self) -> anyhow::Result<PathBuf> {
        let file = Account::file()?;
        let directory = file.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)?;
        let text = toml::to_string(self)?;
        whole_file::write(&file, |new| {
            writeln!(
                new,
                "# Written by `impulses login`, removed by `impulses logout`. The token lets in whoever has it."
            )?;
            Ok(new.write_all(text.as_bytes())?)
        })?;
        Ok(file)
    }

    /// Forgets it.
    pub(crate) fn forget() -> anyhow::Result<()> {
        match std::fs::remove_file(Account::file()?) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            outcome => Ok(outcome?),
        }
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Account(..)")
    }
}
