//! The file that an installation is exported into: zstd, and in it lines of JSON.
//!
//! ```text
//!   {"impulses_export":1,"made_at":1795219200000,"made_by":"0.1.0"}   the version of this format, first
//!   {"Item":{"pk":{"S":"..."},"sk":{"S":"..."},...}}                  an item, in DynamoDB's own JSON
//!   ...
//!   {"End":{"items":4711,"sha256":"..."}}                             what all lines before it come to
//! ```
//!
//! So a file that was cut off, or in which anything has changed, is known to be so before one item of it is believed.

use crate::exit::{Ended, Exit};
use crate::output::harmless;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, Write};
use store::RawItem;
use zstd::stream::{read, write};

/// The version of the format. A file of a later one is refused.
const VERSION: u32 = 1;
/// How hard zstd tries: its own default. Chunks are compressed already.
const LEVEL: i32 = 3;
/// More than a line can have: an item has 400 KB, each byte of which takes six where it has to be escaped.
const LONGEST_LINE: u64 = 4_000_000;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    impulses_export: u32,
    /// In ms.
    made_at: i64,
    /// The version of the program.
    made_by: String,
}

/// Every other line.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    /// An item.
    Item(RawItem),
    /// The last.
    End(End),
}

/// What a whole file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// How many items there are.
    pub(super) items: u64,
    /// Of all lines before the last, in hex.
    pub(super) sha256: String,
}

/// A file that is being written.
pub(super) struct Writer<'a, W: Write> {
    out: write::Encoder<'a, W>,
    digest: Sha256,
    items: u64,
}

impl<W: Write> Writer<'_, W> {
    /// Writes the first line.
    pub(super) fn begin(out: W, now: i64) -> anyhow::Result<Writer<'static, W>> {
        let mut writer = Writer { out: write::Encoder::new(out, LEVEL)?, digest: Sha256::new(), items: 0 };
        let made_by = env!("CARGO_PKG_VERSION").to_owned();
        writer.line(&Head { impulses_export: VERSION, made_at: now, made_by })?;
        Ok(writer)
    }

    pub(super) fn item(&mut self, item: RawItem) -> anyhow::Result<()> {
        self.items += 1;
        self.line(&Line::Item(item))
    }

    /// Writes the last line; without it the file is worth nothing.
    pub(super) fn end(mut self) -> anyhow::Result<(W, End)> {
        let end = End { items: self.items, sha256: hex(self.digest.clone()) };
        self.line(&Line::End(end.clone()))?;
        Ok((self.out.finish()?, end))
    }

    fn line(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.digest.update(&text);
        Ok(self.out.write_all(&text)?)
    }
}

/// A file that is being read.
pub(super) struct Reader<'a> {
    lines: BufReader<read::Decoder<'a, BufReader<&'a File>>>,
    digest: Sha256,
    items: u64,
    text: Vec<u8>,
}

/// Reads a whole file and believes nothing of it; answers what it holds.
pub(super) fn check(file: &File) -> anyhow::Result<End> {
    let mut reader = Reader::begin(file)?;
    loop {
        if let Line::End(end) = reader.next()? {
            return Ok(end);
        }
    }
}

impl Reader<'_> {
    /// From the file's beginning, whatever was read of it before; reads the first line.
    pub(super) fn begin(mut file: &File) -> anyhow::Result<Reader<'_>> {
        file.rewind()?;
        let lines = BufReader::new(read::Decoder::new(file)?);
        let mut reader = Reader { lines, digest: Sha256::new(), items: 0, text: Vec::new() };
        // What is no zstd at all cannot be read; what is some of it was cut off.
        if !reader.fill().map_err(|error| if error.is::<Ended>() { error } else { foreign() })? {
            return Err(foreign());
        }
        match serde_json::from_slice(&reader.text) {
            Ok(Head { impulses_export: VERSION, .. }) => reader.digest.update(&reader.text),
            Ok(Head { made_by, .. }) => {
                let by = harmless(&made_by);
                return Err(wrong(format!(
                    "the file is of another version of Impulses, {by}; import it with that one"
                )));
            }
            Err(_) => return Err(foreign()),
        }
        Ok(reader)
    }

    /// The next line. The last is given only if all the others are as they were written.
    pub(super) fn next(&mut self) -> anyhow::Result<Line> {
        if !self.fill()? {
            return Err(damaged());
        }
        // The cause would quote what is stored.
        match serde_json::from_slice(&self.text).map_err(|_| damaged())? {
            Line::Item(item) => {
                self.digest.update(&self.text);
                self.items += 1;
                Ok(Line::Item(item))
            }
            Line::End(end) if end == self.so_far() && !self.fill()? => Ok(Line::End(end)),
            Line::End(_) => Err(damaged()),
        }
    }

    /// Reads a line, with its end; false where the file has come to its own end instead.
    fn fill(&mut self) -> anyhow::Result<bool> {
        self.text.clear();
        let read = (&mut self.lines).take(LONGEST_LINE).read_until(b'\n', &mut self.text);
        match read {
            Ok(0) => Ok(false),
            Ok(_) if self.text.ends_with(b"\n") => Ok(true),
            Ok(_) => Err(damaged()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(damaged()),
            Err(error) => Err(error).context("the file cannot be read"),
        }
    }

    fn so_far(&self) -> End {
        End { items: self.items, sha256: hex(self.digest.clone()) }
    }
}

fn foreign() -> anyhow::Error {
    wrong("this is no export of an installation")
}

fn damaged() -> anyhow::Error {
    wrong("the file was cut off or has changed since it was written; nothing of it is used")
}

fn wrong(words: impl Into<String>) -> anyhow::Error {
    Exit::Usage.because(words)
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
