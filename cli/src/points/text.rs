//! A text of points: a file or standard input, read twice, first to check it and then to send it.

use super::table::{Columns, Table};
use super::{Point, Wrong, json_lines};
use crate::exit::Exit;
use crate::times::Times;
use anyhow::Context;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

/// What compressed files of zstd begin with (RFC 8878, 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// How points are written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One object a line.
    Jsonl,
    /// One list of objects.
    Json,
    /// A table whose first line names its columns.
    Csv,
}

/// A point and the line (or, in a list, the place) where it stands.
pub(crate) type Numbered = (u64, Result<Point, Wrong>);

/// A text of points that can be read again.
pub(crate) struct Text {
    source: Source,
    form: Form,
}

enum Source {
    File(PathBuf),
    Memory(Vec<u8>),
}

impl Text {
    /// A file, in the form given or else by how it begins.
    pub(crate) fn file(path: &Path, form: Option<Form>) -> anyhow::Result<Text> {
        let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let form = form.map_or_else(|| begins_like(&mut BufReader::new(file)), Ok)?;
        Ok(Text { source: Source::File(path.to_owned()), form })
    }

    /// Standard input, which is kept, because it comes once.
    pub(crate) fn stdin(form: Option<Form>) -> anyhow::Result<Text> {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text).context("standard input cannot be read")?;
        let form = form.map_or_else(|| begins_like(&mut text.as_slice()), Ok)?;
        Ok(Text { source: Source::Memory(text), form })
    }

    /// Its points, checked one by one.
    pub(crate) fn points<'a>(
        &'a self,
        columns: &'a Columns,
        times: &'a Times,
    ) -> anyhow::Result<Box<dyn Iterator<Item = Numbered> + 'a>> {
        let reader = self.open()?;
        Ok(match self.form {
            Form::Jsonl => Box::new(json_lines::read(reader, columns)),
            Form::Json => Box::new(json_lines::read_list(reader, columns)?),
            Form::Csv => Box::new(Table::open(reader, columns, times)?),
        })
    }

    /// Reads it once, without sending anything: how many points it has. What is wrong is told with its line.
    pub(crate) fn count(&self, columns: &Columns, times: &Times) -> anyhow::Result<u64> {
        let mut count = 0;
        for (line, point) in self.points(columns, times)? {
            match point {
                Ok(_) => count += 1,
                Err(Wrong::Reserved) => {}
                Err(wrong) => return Err(Exit::Usage.because(format!("line {line}: {wrong}; nothing was sent"))),
            }
        }
        Ok(count)
    }

    fn open(&self) -> anyhow::Result<Box<dyn BufRead + '_>> {
        Ok(match &self.source {
            Source::Memory(text) => Box::new(Cursor::new(text.as_slice())),
            Source::File(path) => {
                let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
                Box::new(BufReader::new(file))
            }
        })
    }
}

/// `[` begins a list, `{` an object, and anything else a table's first line.
fn begins_like(reader: &mut impl BufRead) -> anyhow::Result<Form> {
    let bytes = reader.fill_buf().context("the text cannot be read")?;
    if bytes.starts_with(&ZSTD) {
        return Err(
            Exit::Usage.because("this is compressed; an export of an installation is for `impulses admin import`")
        );
    }
    Ok(match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Form::Json,
        Some(b'{') => Form::Jsonl,
        _ => Form::Csv,
    })
}
