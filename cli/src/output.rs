//! Where words and data go: data to stdout, words to stderr, and nothing that drives a terminal unless it is one.

use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

/// How this run speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// `json`: data as JSON.
    pub(crate) fn new(json: bool) -> Output {
        Output { json }
    }

    /// Whether data is to be JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Something a person should know; nothing a program has to read.
    pub(crate) fn say(self, words: impl AsRef<str>) {
        eprintln!("{}", words.as_ref());
    }

    /// A value as one line of JSON on stdout.
    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, value)?;
        Ok(out.write_all(b"\n")?)
    }

    /// A line of text on stdout.
    pub(crate) fn line(self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(io::stdout(), "{}", text.as_ref())
    }

    /// Rows as columns of equal width on stdout; the last is left as it is.
    pub(crate) fn table(self, rows: &[Vec<String>]) -> io::Result<()> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| rows.iter().filter_map(|row| row.get(column).map(|cell| chars(cell))).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        let mut out = io::BufWriter::new(io::stdout().lock());
        for row in rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width + 2 - chars(cell)));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        out.flush()
    }

    /// Whether stdout may have colours: it is a terminal, and nobody asked for none (<https://no-color.org>).
    pub(crate) fn has_colours(self) -> bool {
        let says = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        io::stdout().is_terminal() && !says("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
    }
}

/// Text that others wrote, with control characters spelt out, so that it cannot drive a terminal.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    let spelt = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(spelt).collect())
}

fn chars(text: &str) -> usize {
    text.chars().count()
}
