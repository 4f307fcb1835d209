//! `impulses admin export`: everything of an installation as one file.

use super::archive::{End, Writer};
use super::place::Installation;
use super::{Place, with_installation};
use crate::exit::{self, Exit};
use crate::output::Output;
use crate::times::Times;
use crate::whole_file;
use indicatif::{ProgressBar, ProgressFinish};
use serde_json::json;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

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
            Some(file) => {
                let bar = ProgressBar::no_length().with_finish(ProgressFinish::AndClear);
                whole_file::write(file, |new| write(place, BufWriter::new(new), &bar, now))?
            }
            None if output.is_json() => return Err(Exit::Usage.because("with --json, name the file with -o")),
            None if io::stdout().is_terminal() => {
                return Err(Exit::Usage.because("an export is nothing for a terminal: name a file with -o"));
            }
            None => write(place, BufWriter::new(io::stdout()), &ProgressBar::hidden(), now).map_err(unread)?,
        };
        if output.is_json() {
            return output.json(&json!({ "items": end.items, "left_out": left_out, "sha256": end.sha256 }));
        }
        output.say(format!("{} items are written.", end.items));
        output.say("The keys in the secret are not among them. Keep both, and in different places.");
        Ok(())
    }
}

/// Elsewhere it is no failure that nobody reads on; of a backup it is.
fn unread(error: anyhow::Error) -> anyhow::Error {
    match error.chain().any(exit::is_unread) {
        true => Exit::Failed.because("the export was not read to its end"),
        false => error,
    }
}

fn write<W: Write>(place: &Place, out: BufWriter<W>, bar: &ProgressBar, now: i64) -> anyhow::Result<Written> {
    let (mut out, written) = with_installation(place, async |it| copy(it, out, bar, now).await)?;
    out.flush()?;
    Ok(written)
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
            // Nor has its clock ticked meanwhile.
            it.at_rest(now).await?;
            let (out, end) = writer.end()?;
            return Ok((out, (end, left_out)));
        }
    }
}
