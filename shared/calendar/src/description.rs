//! A description as a whole: its dimensions and its values, each in the order in which they were first met.

use crate::line::{self, Line};
use crate::problem::{Problem, Reason};
use crate::text;

/// As many dimensions, and as many values, as are kept of an event: far beyond what a person writes, and little enough
/// for one item of the store and for a series' points.
const MOST_NAMES: usize = 100;

/// What the lines of a description say. A line overwrites an earlier one of the same name, in the earlier one's place.
#[derive(Default)]
pub(crate) struct Description {
    pub(crate) dimensions: Vec<(String, String)>,
    pub(crate) values: Vec<(String, f64)>,
}

/// Reads plain text or HTML. What is neither dimension nor value goes into `problems`.
pub(crate) fn read(description: &str, problems: &mut Vec<Problem>) -> Description {
    let mut read = Description::default();
    let text = text::plain(description);
    for line in text.split(text::is_line_break).map(str::trim).filter(|line| !line.is_empty()) {
        if let Err(reason) = line::parse(line).and_then(|line| read.take(line)) {
            problems.push(Problem::new(line, reason));
        }
    }
    read
}

impl Description {
    fn take(&mut self, line: Line<'_>) -> Result<(), Reason> {
        match line {
            Line::Dimension(key, value) => set(&mut self.dimensions, key, value.to_owned()),
            Line::Value(name, number) => set(&mut self.values, name, number),
        }
    }
}

fn set<T>(pairs: &mut Vec<(String, T)>, name: &str, value: T) -> Result<(), Reason> {
    if let Some((_, known)) = pairs.iter_mut().find(|(known, _)| known == name) {
        *known = value;
        return Ok(());
    }
    if pairs.len() == MOST_NAMES {
        return Err(Reason::TooMany);
    }
    pairs.push((name.to_owned(), value));
    Ok(())
}
