//! `impulses admin export`: everything of an installation as one file.

use super::archive::{End, Writer};
use super::place::Installation;
use super::{Place, with_installation};
use crate::exit::Exit;
use crate::output::Output;
use crate::times::Times;
use anyhow::Context;
use indicatif::{ProgressBar, ProgressFinish};
use serde_json::json;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Write everything of the installation, of all users, to standard output or a file.
///
/// It is for `admin import`, and as secret as the table: hashes of passwords and tokens are in it. Nobody may write to the
/// installation meanwhile. The points of one user alone: `impulses export`.
#[derive(clap::Args, Debug)]
pub(super) struct Export {
    /// The file; it appears once it is whole, and only you can read it. Standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What was written, and how many items were left out.
type Written = (End, u64);

impl Export {
    /// Writes it.
    pub(super) fn run(self, place: &Place, times: &Times, output: Output) -> anyhow::Result<()> {
        let now = times.now_ms();
        let (end, left_out) = match &self.output {
            Some(file) => write_file(place, file, now)?,
            None if output.is_json() => return Err(Exit::Usage.because("with --json, name the file with -o")),
            None if io::stdout().is_terminal() => {
                return Err(Exit::Usage.because("an export is nothing for a terminal: name a file with -o"));
            }
            None => write(place, BufWriter::new(io::stdout()), &ProgressBar::hidden(), now)?.1,
        };
        if output.is_json() {
            return output.json(&json!({ "items": end.items, "left_out": left_out, "sha256": end.sha256 }));
        }
        output.say(format!("{} items are written.", end.items));
        output.say("The keys in the secret are not among them. Keep both, and in different places.");
        Ok(())
    }
}

fn write_file(place: &Place, file: &Path, now: i64) -> anyhow::Result<Written> {
    let unwritable = || format!("{} cannot be written", file.display());
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = NamedTempFile::new_in(directory).with_context(unwritable)?;
    let bar = ProgressBar::no_length().with_finish(ProgressFinish::AndClear);
    let (new, written) = write(place, BufWriter::new(new), &bar, now)?;
    new.as_file().sync_all().with_context(unwritable)?;
    new.persist(file).with_context(unwritable)?;
    Ok(written)
}

fn write<W: Write>(place: &Place, out: BufWriter<W>, bar: &ProgressBar, now: i64) -> anyhow::Result<(W, Written)> {
    let (out, written) = with_installation(place, async |it| copy(it, out, bar, now).await)?;
    // Flushes.
    Ok((out.into_inner().map_err(|error| error.into_error())?, written))
}

async fn copy<W: Write>(it: &Installation, out: W, bar: &ProgressBar, now: i64) -> anyhow::Result<(W, Written)> {
    it.at_rest(now).await?;
    if it.store.import_is_under_way().await? {
        return Err(Exit::Failed.because("an import into it has not come to its end; finish that one first"));
    }
    let (mut writer, mut left_out, mut from) = (Writer::begin(out, now)?, 0, None);
    loop {
        let page = it.store.export(from, now).await?;
        left_out += page.left_out;
        bar.inc(page.items.len() as u64);
        page.items.into_iter().try_for_each(|item| writer.item(item))?;
        from = page.next;
        if from.is_none() {
            let (out, end) = writer.end()?;
            return Ok((out, (end, left_out)));
        }
    }
}
