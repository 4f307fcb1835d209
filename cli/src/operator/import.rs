//! `impulses admin import`: what `admin export` wrote, into an installation in which nothing is yet.

use super::archive::{self, End, Line, Reader};
use super::place::Installation;
use super::{Place, with_new_installation};
use crate::exit::Exit;
use crate::output::Output;
use crate::times::Times;
use anyhow::Context;
use indicatif::{ProgressBar, ProgressFinish};
use serde_json::json;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use store::{ImportBegun, RawItem};

/// How many items go to the table at once: four of its batches.
const AT_ONCE: usize = 100;

/// Put what `admin export` wrote into an installation that nobody has used.
///
/// On this machine the data directory need not be there yet. The whole file is checked first. Nobody may write to the
/// installation meanwhile; an import that was cut off is finished by the same command again.
#[derive(clap::Args, Debug)]
pub(super) struct Import {
    /// The file; - is standard input.
    file: PathBuf,
}

impl Import {
    /// Checks the whole file, then the table, and only then puts anything.
    pub(super) fn run(self, place: &Place, times: &Times, output: Output) -> anyhow::Result<()> {
        let file = open(&self.file)?;
        let end = archive::check(&file)?;
        let now = times.now_ms();
        let is_new = with_new_installation(place, async |it| copy(it, &file, &end, now).await)?;
        if output.is_json() {
            return output.json(&json!({ "items": end.items, "was_there": !is_new, "sha256": end.sha256 }));
        }
        output.say(match is_new {
            true => format!("{} items are stored.", end.items),
            false => "This file was imported before; nothing has changed.".to_owned(),
        });
        Ok(())
    }
}

/// Standard input is kept in a file that is gone with the program, because it is read twice.
fn open(path: &Path) -> anyhow::Result<File> {
    if path != Path::new("-") {
        return File::open(path).with_context(|| format!("{} cannot be read", path.display()));
    }
    let mut kept = tempfile::tempfile().context("standard input cannot be kept")?;
    io::copy(&mut io::stdin().lock(), &mut kept).context("standard input cannot be kept")?;
    Ok(kept)
}

/// Answers whether there was anything to do.
async fn copy(it: &Installation, file: &File, end: &End, now: i64) -> anyhow::Result<bool> {
    it.at_rest(now).await?;
    match it.store.import_begin(&end.sha256).await? {
        ImportBegun::New | ImportBegun::Again => {}
        ImportBegun::Done => return Ok(false),
        ImportBegun::Other => {
            return Err(Exit::Failed.because("another file was imported here, but not to its end; finish that one"));
        }
        ImportBegun::Occupied => {
            return Err(Exit::Failed.because("this installation has data already; import into a new one"));
        }
    }
    let bar = ProgressBar::new(end.items).with_finish(ProgressFinish::AndClear);
    let mut reader = Reader::begin(file)?;
    let mut waiting: Vec<RawItem> = Vec::with_capacity(AT_ONCE);
    while let Line::Item(item) = reader.next()? {
        waiting.push(item);
        if AT_ONCE <= waiting.len() {
            bar.inc(waiting.len() as u64);
            it.store.import(std::mem::take(&mut waiting)).await?;
        }
    }
    it.store.import(waiting).await?;
    // Nor has its clock ticked meanwhile.
    it.at_rest(now).await?;
    it.store.import_end(&end.sha256, now).await?;
    Ok(true)
}
