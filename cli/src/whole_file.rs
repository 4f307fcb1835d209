//! Files that appear once they are whole, and that only their owner can read.

use anyhow::Context;
use std::fs::File;
use std::path::Path;
use tempfile::NamedTempFile;

/// Makes `file`, or replaces it, with what `fill` writes: under another name at first, so that whoever looks finds the older
/// file or all of the newer, also where the machine stops. Temporary files are made readable by nobody else.
pub(crate) fn write<T>(file: &Path, fill: impl FnOnce(&mut File) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let unwritable = || format!("{} cannot be written", file.display());
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = NamedTempFile::new_in(directory).with_context(unwritable)?;
    let filled = fill(new.as_file_mut())?;
    new.as_file().sync_all().with_context(unwritable)?;
    new.persist(file).with_context(unwritable)?;
    Ok(filled)
}
