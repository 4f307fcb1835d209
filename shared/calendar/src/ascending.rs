//! Several ascending sequences of wall times as one.

use jiff::civil::DateTime;
use std::iter::Peekable;

/// As many occurrences as are looked at, from the first on, and as many of those that are excluded by rule: one each
/// day for half a century.
const MOST_OCCURRENCES: usize = 20_000;

/// One ascending sequence.
pub(crate) type Walls<'a> = Box<dyn Iterator<Item = DateTime> + 'a>;

pub(crate) fn boxed<'a>(walls: impl Iterator<Item = DateTime> + 'a) -> Walls<'a> {
    Box::new(walls)
}

/// Several ascending sequences as one without duplicates, as far as `MOST_OCCURRENCES` go.
pub(crate) struct Ascending<'a> {
    sequences: Vec<Peekable<Walls<'a>>>,
    left: usize,
    /// It was to go on, and did not.
    pub(crate) is_spent: bool,
}

impl<'a> Ascending<'a> {
    pub(crate) fn new(sequences: impl IntoIterator<Item = Walls<'a>>) -> Ascending<'a> {
        let sequences = sequences.into_iter().map(Iterator::peekable).collect();
        Ascending { sequences, left: MOST_OCCURRENCES, is_spent: false }
    }

    /// Whether `wall` is in it. To be asked in ascending order.
    pub(crate) fn holds(&mut self, wall: DateTime) -> bool {
        self.pass(|other| *other < wall);
        self.sequences.iter_mut().any(|sequence| sequence.peek() == Some(&wall))
    }

    /// Goes behind all that `is_passed`; answers how many these were.
    fn pass(&mut self, is_passed: impl Fn(&DateTime) -> bool) -> usize {
        let before = self.left;
        for sequence in &mut self.sequences {
            while sequence.peek().is_some_and(&is_passed) {
                if self.left == 0 {
                    self.is_spent = true;
                    break;
                }
                self.left -= 1;
                sequence.next();
            }
        }
        before - self.left
    }
}

impl Iterator for Ascending<'_> {
    type Item = DateTime;

    fn next(&mut self) -> Option<DateTime> {
        let least = self.sequences.iter_mut().filter_map(|sequence| sequence.peek().copied()).min()?;
        (0 < self.pass(|wall| *wall == least)).then_some(least)
    }
}
