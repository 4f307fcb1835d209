//! `impulses completions`: a script by which a shell completes commands.

use clap::CommandFactory;
use clap_complete::Shell;
use std::io;

/// Print a completion script for a shell, e.g. for bash: source <(impulses completions bash)
#[derive(clap::Args, Debug)]
pub(crate) struct Completions {
    /// Which shell.
    shell: Shell,
}

impl Completions {
    /// Prints it.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::arguments::Arguments::command(), "impulses", &mut script);
        Ok(io::Write::write_all(&mut io::stdout(), &script)?)
    }
}
