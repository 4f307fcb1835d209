//! Questions to who runs the program. A password is never an argument: those are seen by every process of the machine.

use crate::exit::Exit;
use anyhow::Context;
use std::io::{IsTerminal, Read, Write};

/// Where a password comes from.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct PasswordSource {
    /// Read the password from standard input; without this it is asked for, and not shown.
    #[arg(long, global = true)]
    pub(crate) password_stdin: bool,
}

impl PasswordSource {
    /// The password, without the newline at its end.
    pub(crate) fn read(self, question: &str) -> anyhow::Result<String> {
        let password = if self.password_stdin { all_of_stdin()? } else { hidden(question, "--password-stdin")? };
        if password.is_empty() {
            return Err(Exit::Usage.because("the password is empty"));
        }
        Ok(password)
    }

    /// A password to have from now on: at a terminal it is asked for twice.
    pub(crate) fn choose(self, question: &str) -> anyhow::Result<String> {
        let password = self.read(question)?;
        if !self.password_stdin && password != hidden("Once more: ", "--password-stdin")? {
            return Err(Exit::Usage.because("these are two different passwords"));
        }
        Ok(password)
    }
}

/// A line that is shown while it is typed; `instead` says what a program gives in place of it.
pub(crate) fn line(question: &str, instead: &str) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Exit::Usage.because(format!("nobody is there to ask; give {instead}")));
    }
    eprint!("{question}");
    std::io::stderr().flush()?;
    let mut line = String::new();
    stdin.read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// A line that is not shown.
pub(crate) fn hidden(question: &str, instead: &str) -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(Exit::Usage.because(format!("nobody is there to ask; give {instead}")));
    }
    rpassword::prompt_password(question).context("the terminal cannot be read")
}

/// What a program sends, without the newline at its end.
pub(crate) fn all_of_stdin() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
